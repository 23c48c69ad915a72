//! Verification of the best draft by all layers, with the real model.

use anyhow::ensure;
use foreword_cpu::CpuOps;
use foreword_decode::{Depth, NeverCancel, StepModel, Strategy, Want};
use foreword_engine::{Completer, Options};

mod common;

use common::Stopped;

#[derive(serde::Deserialize)]
struct Golden {
    texts: Vec<Text>,
}

#[derive(serde::Deserialize)]
struct Text {
    ids: Vec<u32>,
}

const TEXTS: [&str; 8] = [
    "Hi Sarah, thanks for your email. I just wanted to let you know that the meeting",
    "I am running a bit late, but I should be there",
    "Could you please send me the report before the end of",
    "We had a great time at the lake last weekend. The weather was",
    "Sorry for the late reply, I have been",
    "Let me know if you have any ques",
    "Looking forw",
    "It was nice to meet",
];

fn complete(completer: &Completer<common::Network>, text: &str, options: &Options) -> anyhow::Result<Vec<String>> {
    let completion =
        pollster::block_on(completer.complete(&mut completer.session(), text, options, &NeverCancel, &Stopped))?;
    Ok(completion.drafts.into_iter().map(|draft| draft.text).collect())
}

/// The first word of a fully verified draft is the one that all layers write.
#[test]
fn a_verified_draft_begins_as_all_layers_write() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(1))?;
    let shallow = Options { drafts: 1, min_confidence: 0.0, verify: 8, ..Options::new(Depth::Shallow) };
    let full = Options { strategy: Strategy::Greedy, ..Options { depth: Depth::Full, verify: 0, ..shallow } };
    let mut changed = 0;
    for text in TEXTS {
        let checked = complete(&completer, text, &shallow)?;
        let unchecked = complete(&completer, text, &Options { verify: 0, ..shallow })?;
        let expected = complete(&completer, text, &full)?;
        changed += usize::from(checked != unchecked);
        let first_word = |drafts: &[String]| {
            let text = drafts.first().map(String::as_str).unwrap_or_default();
            let end = text.trim_start().find(' ').map_or(text.len(), |at| at + text.len() - text.trim_start().len());
            text[..end].to_owned()
        };
        // After the first rejected token the drafting decoder continues, so later words may differ.
        ensure!(first_word(&checked) == first_word(&expected), "{text:?}: {checked:?}, all layers: {expected:?}");
    }
    ensure!(changed > 0, "verification changed nothing in {} texts", TEXTS.len());
    Ok(())
}

/// What verifies a draft finds the likeliest tokens among those that drafts are made of, without scoring all of them, and
/// rounds activations to eight bits where that is faster. It has to name those of the whole head, at nearly their
/// probabilities; here whole texts are reviewed, not two tokens of them.
///
/// Where two tokens are nearly equally likely rounding decides, so that it takes many places to say how often: they
/// were the same on 95.0 to 95.4% of 3,231, whichever instructions computed them.
#[test]
fn a_review_agrees_with_the_whole_head() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(1))?;
    let model = completer.model();
    let golden: Golden = common::golden("encoder.json")?;
    let (mut places, mut same, mut apart) = (0, 0, 0.0);
    let encode = |text| anyhow::Ok(completer.tokenizer().encode(text)?.iter().map(|token| token.id).collect());
    let short = TEXTS.into_iter().map(encode);
    for tokens in short.chain(golden.texts.into_iter().take(4).map(|text| Ok(text.ids))) {
        let tokens: Vec<_> = tokens?;
        let want = Want::likeliest(1);
        let whole = pollster::block_on(model.extend(&mut model.context(), &tokens, want, &NeverCancel))?;
        let review = pollster::block_on(model.review(&mut model.context(), &tokens, want, &NeverCancel))?;
        ensure!(review.iter().all(|row| row.given.is_none()), "{tokens:?}");
        for (whole, review) in
            whole.iter().zip(&review).filter_map(|(a, b)| a.candidates.first().zip(b.candidates.first()))
        {
            places += 1;
            if whole.token == review.token {
                same += 1;
                apart += (whole.log_prob - review.log_prob).abs();
            }
        }
    }
    eprintln!("{same} of {places} the same, {:.4} nats apart", apart / same as f32);
    ensure!(places > 1000 && same * 100 >= places * 93, "{same} of {places} the same");
    ensure!(apart / same as f32 <= 0.1, "{} nats apart on average", apart / same as f32);
    Ok(())
}
