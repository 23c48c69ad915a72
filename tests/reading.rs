//! Reading a context with the real model: reuse, cancellation, and the edge of the window.

use std::cell::Cell;

use anyhow::{Context, ensure};
use foreword_cpu::{CpuOps, Isa};
use foreword_decode::{Cancelled, Candidate, Depth, NeverCancel, Scheduler, StepModel, Want};
use foreword_engine::{Completer, Options};
use foreword_model::{Model, ModelError, Network};

mod common;

use common::Stopped;

const TEXT: &str = "Thanks for the notes from Tuesday. I read them on the train, and most of it makes sense to me, though I \
    am still not sure about the second point. Could we move the review to the end of the month?";

/// Cancels at the `n`-th yield.
struct CancelAt(Cell<usize>);

impl Scheduler for CancelAt {
    async fn yield_now(&self) -> Result<(), Cancelled> {
        self.0.set(self.0.get().saturating_sub(1));
        if self.0.get() == 0 { Err(Cancelled) } else { Ok(()) }
    }
}

fn read(
    network: &Network<CpuOps>,
    context: &mut <Network<CpuOps> as StepModel>::Context,
    tokens: &[u32],
) -> anyhow::Result<(usize, Vec<Candidate>)> {
    pollster::block_on(async {
        let encoded = network.encode(context, tokens, &NeverCancel).await?;
        ensure!(encoded.encoded + encoded.reused == tokens.len());
        Ok((encoded.encoded, top(&network.next(context).await?)))
    })
}

fn top(log_probs: &[f32]) -> Vec<Candidate> {
    let candidates = log_probs.iter().enumerate().map(|(token, &log_prob)| Candidate::model(token as u32, log_prob));
    let mut all: Vec<_> = candidates.collect();
    all.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob));
    all.truncate(5);
    all
}

fn fresh(network: &Network<CpuOps>, tokens: &[u32]) -> anyhow::Result<Vec<Candidate>> {
    Ok(read(network, &mut network.context(), tokens)?.1)
}

/// Compares up to rounding: chunks of different lengths add up in a different order. Coarse activations move
/// log-probabilities by a hundred times as much.
fn same(a: &[Candidate], b: &[Candidate]) -> anyhow::Result<()> {
    for (a, b) in a.iter().zip(b) {
        ensure!((a.log_prob - b.log_prob).abs() < 1e-3, "{a:?} and {b:?}");
    }
    ensure!(a[0].token == b[0].token);
    Ok(())
}

fn tokens_of(model: &Model<CpuOps>, text: &str) -> anyhow::Result<Vec<u32>> {
    Ok(model.tokenizer.encode(text)?.iter().map(|token| token.id).collect())
}

#[test]
fn only_changed_tokens_are_read_and_the_result_equals_a_full_read() -> anyhow::Result<()> {
    let model = common::load(CpuOps::new(1))?;
    let network = &model.network;
    let tokens = tokens_of(&model, TEXT)?;
    let mut context = network.context();
    let (encoded, _) = read(network, &mut context, &tokens[..20])?;
    ensure!(encoded == 20);
    // Typing on, doing nothing, deleting, and changing the middle.
    let mut edited = tokens.clone();
    edited[10] = edited[11];
    for (text, expected) in
        [(&tokens[..21], 1), (&tokens[..21], 0), (&tokens[..12], 1), (&tokens[..40], 28), (&edited[..40], 30)]
    {
        let (encoded, first) = read(network, &mut context, text)?;
        ensure!(encoded == expected, "{encoded} tokens read, expected {expected}");
        same(&first, &fresh(network, text)?)?;
    }
    Ok(())
}

#[test]
fn cancelling_anywhere_leaves_a_context_that_reads_on_correctly() -> anyhow::Result<()> {
    let model = common::load(CpuOps::new(1))?;
    let network = &model.network;
    let tokens = tokens_of(&model, TEXT)?;
    let expected = fresh(network, &tokens)?;
    for nth_yield in [1, 2, 17, 30, 31, 45] {
        let mut context = network.context();
        read(network, &mut context, &tokens[..10])?;
        let scheduler = CancelAt(Cell::new(nth_yield));
        let result = pollster::block_on(network.encode(&mut context, &tokens, &scheduler));
        ensure!(matches!(result, Err(ModelError::Cancelled(_))), "not cancelled at yield {nth_yield}");
        ensure!(tokens.starts_with(network.tokens(&context)));
        same(&read(network, &mut context, &tokens)?.1, &expected)?;
        // Deleting to exactly what had been read before must not bring back a stale state.
        let scheduler = CancelAt(Cell::new(1));
        let _ = pollster::block_on(network.encode(&mut context, &tokens[..5], &scheduler));
        let kept = network.tokens(&context).to_vec();
        same(&read(network, &mut context, &kept)?.1, &fresh(network, &kept)?)?;
    }
    Ok(())
}

/// What is reviewed is rounded coarsely where that is faster; no text is ever read behind it or begins with it. Executors that
/// don't round keep what they reviewed.
#[test]
fn a_review_leaves_nothing_coarse_in_a_text() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(1))?;
    let network = completer.model();
    let tokens: Vec<_> = completer.tokenizer().encode(TEXT)?.iter().map(|token| token.id).collect();
    let [text, next] = [&tokens[..30], &tokens[30..33]];
    let (want, whole) = (Want::likeliest(3), [text, next].concat());
    let expected = fresh(network, &whole)?;
    for is_exact in [false, true] {
        network.draft_exactly(is_exact);
        let is_kept = is_exact || Isa::best() == Isa::Portable;
        let mut context = network.context();
        read(network, &mut context, text)?;
        let rows = pollster::block_on(network.review(&mut context, next, want, &NeverCancel))?;
        ensure!(rows.len() == 3 && network.tokens(&context) == whole);
        // What comes behind it is read behind it, and is no part of the text either.
        pollster::block_on(network.extend(&mut context, &tokens[33..34], want, &NeverCancel))?;
        let snapshot = pollster::block_on(network.snapshot(&context))?;
        let mut restored = network.context();
        pollster::block_on(network.restore(&mut restored, &snapshot))?;
        ensure!(network.tokens(&restored).len() == if is_kept { 34 } else { 30 });
        network.shorten(&mut context, whole.len());
        let (read_again, found) = read(network, &mut context, &whole)?;
        // Without its state the last token is read again in any case.
        ensure!(read_again == if is_kept { 1 } else { 3 }, "{read_again} read again, exact: {is_exact}");
        same(&found, &expected)?;
        // The same after a review that was cancelled between two layers.
        let mut context = network.context();
        read(network, &mut context, text)?;
        let cancelled = pollster::block_on(network.review(&mut context, next, want, &CancelAt(Cell::new(20))));
        ensure!(matches!(cancelled, Err(ModelError::Cancelled(_))));
        same(&read(network, &mut context, &whole)?.1, &expected)?;
    }
    Ok(())
}

#[test]
fn typing_faster_than_a_chunk_is_read_does_not_starve_reading() -> anyhow::Result<()> {
    let model = common::load(CpuOps::new(1))?;
    let network = &model.network;
    let tokens = tokens_of(&model, &TEXT.repeat(2))?;
    let pasted = tokens.len() - 30;
    let mut context = network.context();
    // A key comes whenever four layers have read a chunk, and every third key adds a token.
    let mut keys = 0;
    while network.tokens(&context).len() < pasted {
        let text = &tokens[..tokens.len().min(pasted + keys / 3)];
        let scheduler = CancelAt(Cell::new(5));
        match pollster::block_on(network.encode(&mut context, text, &scheduler)) {
            Ok(_) | Err(ModelError::Cancelled(_)) => keys += 1,
            Err(error) => return Err(error.into()),
        }
        ensure!(keys < 40, "after {keys} keys {} of {pasted} tokens are read", network.tokens(&context).len());
    }
    let (left, found) = read(network, &mut context, &tokens)?;
    ensure!(left <= tokens.len() - pasted, "{left} tokens were still to be read");
    same(&found, &fresh(network, &tokens)?)
}

#[test]
fn bad_contexts_are_errors_with_numbers() -> anyhow::Result<()> {
    let network = common::load(CpuOps::new(1))?.network;
    let mut context = network.context();
    for (tokens, expected) in [(vec![], "empty"), (vec![1; 513], "513"), (vec![5, 49_152], "49152")] {
        let error = read(&network, &mut context, &tokens).err().context("accepted")?.to_string();
        ensure!(error.contains(expected), "{error}");
    }
    ensure!(pollster::block_on(network.next(&context)).is_err(), "nothing has been read");
    Ok(())
}

#[test]
fn typing_across_the_edge_of_the_window_keeps_working() -> anyhow::Result<()> {
    let model = common::load(CpuOps::new(1))?;
    let completer = Completer::new(model.tokenizer, model.network)?;
    let long = TEXT.repeat(16);
    let mut session = completer.session();
    let complete = |session: &mut _, text: &str| {
        let options = Options { drafts: 2, max_tokens: 2, ..Options::new(Depth::Full) };
        pollster::block_on(completer.complete(session, text, &options, &NeverCancel, &Stopped))
    };
    let mut rereads = 0;
    let words: Vec<usize> = long.match_indices(' ').map(|(at, _)| at).filter(|&at| at > 2000).take(60).collect();
    for (n, &end) in words.iter().enumerate() {
        let text = &long[..end];
        let completion = complete(&mut session, text)?;
        let read = completion.tokens.encoded + completion.tokens.reused;
        ensure!((200..=512).contains(&read), "{read} tokens in the window");
        rereads += usize::from(n > 0 && completion.tokens.encoded > 100);
        if n % 20 == 19 {
            // The window depends on the text alone: a session that never saw the earlier texts agrees.
            let other = complete(&mut completer.session(), text)?;
            ensure!(other.drafts.iter().map(|d| &d.text).eq(completion.drafts.iter().map(|d| &d.text)));
        }
    }
    ensure!(rereads <= 1, "the whole window was read {rereads} times in 60 words");
    Ok(())
}
