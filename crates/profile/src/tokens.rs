//! Texts as a history keeps them.

use foreword_text::{TokenId, Tokenizer, TokenizerError};

use crate::history::{CUT, EDGE};

/// The tokens of a message that is kept in `parts`, between which something was left out: [`EDGE`] at line breaks, [`CUT`]
/// between the parts.
///
/// # Errors
/// Those of the tokenizer.
pub fn of_message<'t>(
    tokenizer: &Tokenizer,
    parts: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<TokenId>, TokenizerError> {
    let mut tokens = Vec::new();
    for (number, part) in parts.into_iter().enumerate() {
        if number > 0 {
            tokens.push(CUT);
        }
        let is_break = |id| tokenizer.token_bytes(id).is_some_and(|bytes| bytes.contains(&b'\n'));
        tokens.extend(tokenizer.encode(part)?.iter().map(|token| if is_break(token.id) { EDGE } else { token.id }));
    }
    Ok(tokens)
}
