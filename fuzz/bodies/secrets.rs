//! What must hold for any text that secrets are looked for in. Shared by the fuzz target and by a test that replays the
//! saved inputs.

use foreword_secrets::verdict;

/// Looks for secrets in `data`, read as UTF-8; panics if one of them isn't a part of the text, or if parts overlap.
pub fn secrets(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let verdict = verdict(&text);
    let mut end = 0;
    for secret in verdict.secrets() {
        assert!(end <= secret.start && secret.start < secret.end && secret.rule().is_some());
        assert!(text.get(secret.range()).is_some_and(|part| !part.trim().is_empty()));
        end = secret.end;
    }
    let secrets: usize = verdict.secrets().iter().map(|secret| secret.end - secret.start).sum();
    assert!(verdict.parts(&text).map(str::len).sum::<usize>() + secrets <= text.len());
}
