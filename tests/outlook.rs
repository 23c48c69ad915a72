//! What follows a place, previewed and by the whole head, with the real model.

use anyhow::ensure;
use foreword_cpu::CpuOps;
use foreword_decode::{NeverCancel, Outlook, StepModel};
use foreword_text::TokenId;

mod common;

const TEXTS: [&str; 4] = [
    "Hi Sarah, thanks for your email. I just wanted to let you know that the meeting was moved to the large room on \
     the second floor, and that we will start a bit later than planned.",
    "I am running a bit late, but I should be there before you have finished your coffee. Could you ask Tom to bring \
     the key to the office, please? I left mine at home.",
    "We had a great time at the lake last weekend. The weather was much better than they had said, and the children \
     were in the water all day long.",
    "Please find attached the report for the third quarter. Let me know if you have any questions, or if something \
     is missing in the tables at the end.",
];

fn best(log_probs: impl Iterator<Item = (TokenId, f32)>) -> Vec<(TokenId, f32)> {
    let mut all: Vec<_> = log_probs.collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all.truncate(3);
    all
}

/// So many tokens that agree with letters typed are scored at most (`crates/engine`).
const SCORED: usize = 4096;

#[test]
fn one_letter_leaves_few_enough_tokens_to_be_scored() -> anyhow::Result<()> {
    let tokenizer = common::load(CpuOps::new(1))?.tokenizer;
    let agreeing = |letters: &[u8]| tokenizer.tokens_starting_with(letters).len();
    let most = (0..=255).flat_map(|byte| [vec![byte], vec![b' ', byte]]).filter(|letters| letters != b" ");
    let most = most.map(|letters| (agreeing(&letters), letters)).max();
    eprintln!("{most:?}; a space: {}", agreeing(b" "));
    ensure!(most.is_some_and(|(most, _)| most <= SCORED) && agreeing(b" ") > SCORED);
    Ok(())
}

/// Scores of single tokens are those of the whole head, but for what all are normalised by, and the likeliest tokens are
/// nearly always the same.
#[test]
fn previews_agree_with_the_whole_head() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(1))?;
    let (model, tokenizer) = (completer.model(), completer.tokenizer());
    let (mut places, mut previewed, mut same, mut apart) = (0, 0, 0, 0.0);
    for text in TEXTS {
        let tokens: Vec<TokenId> = tokenizer.encode(text)?.iter().map(|token| token.id).collect();
        let mut context = model.context();
        for end in 3..tokens.len() {
            pollster::block_on(model.encode(&mut context, &tokens[..end], &NeverCancel))?;
            let whole = pollster::block_on(model.next(&context))?;
            places += 1;
            let preview = match pollster::block_on(model.outlook(&context))? {
                Outlook::Preview(preview) => preview,
                Outlook::Whole(log_probs) => {
                    ensure!(log_probs == whole, "what isn't previewed is the whole head");
                    continue;
                }
            };
            previewed += 1;
            ensure!(preview.state == pollster::block_on(model.query(&context))?);
            let letters = tokenizer.tokens_starting_with(b" th");
            let found = model.log_probs_of(&preview, letters);
            let shift = found[0] - whole[letters[0] as usize];
            apart += shift.abs();
            for (&token, found) in letters.iter().zip(&found) {
                let difference = found - whole[token as usize] - shift;
                ensure!(difference.abs() < 5e-3, "token {token}: {difference} beside {shift} of all");
            }
            let expected = best((0..).zip(whole.iter().copied()));
            same += usize::from(best(preview.likely.iter().copied())[0].0 == expected[0].0);
            ensure!(model.log_probs_of(&preview, &[49_152, TokenId::MAX]) == [f32::NEG_INFINITY; 2]);
        }
    }
    eprintln!("{previewed} of {places} places, {same} the same, {:.3} nats apart", apart / previewed as f32);
    ensure!(places > 120 && previewed * 10 >= places * 7, "{previewed} of {places} places");
    ensure!(same * 100 >= previewed * 97 && apart / previewed as f32 <= 0.1, "{same} of {previewed} the same");
    Ok(())
}
