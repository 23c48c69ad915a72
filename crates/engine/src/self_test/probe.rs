//! One executor: what it drafts, and how long it takes.

use foreword_decode::{Candidate, Depth, Scheduler, StepInput, StepModel, Want};

use crate::{Caret, Clock, Completer, EngineError, Options};

/// Drafts, tokens of each after its first, and candidates per token.
const SHAPE: (usize, usize, usize) = (3, 7, 8);

/// Contexts in which a keystroke is timed, at most.
const TIMED: usize = 12;

/// Keystrokes after which an executor that is far too slow is given up.
const TRIED: usize = 2;

/// What lanes could go on with: per token, per lane, the likeliest candidates. The first entry is the choice of first words.
pub type Drafted = Vec<Vec<Vec<Candidate>>>;

/// What came out. `C` is what the executor was asked to do, where somebody counts.
#[derive(Debug, Default)]
pub struct Probe<C> {
    /// Milliseconds of one more word and drafts, per timed context.
    pub keystrokes_ms: Vec<f64>,
    /// Per context; none at all if the executor was given up as too slow.
    pub drafted: Vec<Drafted>,
    /// Of the last keystroke.
    pub keystroke: Option<C>,
    /// Of the last step.
    pub step: Option<C>,
}

impl<C> Probe<C> {
    /// The median.
    pub fn keystroke_ms(&self) -> f64 {
        let mut sorted = self.keystrokes_ms.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// How long a probe may take.
#[derive(Debug, Clone, Copy)]
pub enum Patience {
    /// As long as it takes.
    Endless,
    /// Until the first two keystrokes take longer than this many milliseconds each: drafts are of no use then.
    Keystroke(f64),
}

/// Times keystrokes and drafts after every context. `cost` says what was counted since it was asked last.
///
/// # Errors
/// As [`Completer::complete`].
pub async fn probe<M: StepModel, S: AsRef<str>, C>(
    completer: &Completer<M>,
    contexts: &[S],
    (options, patience): (&Options, Patience),
    (scheduler, clock): (&impl Scheduler, &impl Clock),
    cost: impl Fn(&M) -> Option<C>,
) -> Result<Probe<C>, EngineError<M::Error>> {
    let mut probe = Probe { keystrokes_ms: Vec::new(), drafted: Vec::new(), keystroke: None, step: None };
    let options = Options { min_confidence: 0.0, ..*options };
    for (n, text) in contexts.iter().take(TIMED).enumerate() {
        let too_slow = |most: f64| probe.keystrokes_ms.iter().all(|&ms| ms > most);
        if n == TRIED && matches!(patience, Patience::Keystroke(most) if too_slow(most)) {
            return Ok(probe);
        }
        let before_timing = || drop(cost(completer.model()));
        let took = keystroke_ms(completer, text.as_ref(), &options, (scheduler, clock), before_timing).await?;
        probe.keystrokes_ms.push(took);
        probe.keystroke = cost(completer.model());
    }
    let _exactly = Exactly::begin(completer.model());
    for text in contexts {
        let drafted = draft(completer, text.as_ref(), options.depth, scheduler, &cost, &mut probe.step).await?;
        probe.drafted.push(drafted);
    }
    Ok(probe)
}

/// Milliseconds of the last word of a text and drafts after it, all before it having been read; that word begins after
/// `before_timing`.
///
/// # Errors
/// As [`Completer::complete`].
pub async fn keystroke_ms<M: StepModel>(
    completer: &Completer<M>,
    text: &str,
    options: &Options,
    (scheduler, clock): (&impl Scheduler, &impl Clock),
    before_timing: impl FnOnce(),
) -> Result<f64, EngineError<M::Error>> {
    let mut session = completer.session();
    let (before, _) = text.rsplit_once(' ').unwrap_or((text, ""));
    completer.complete(&mut session, Caret::at_end_of(before), options, scheduler, clock).await?;
    before_timing();
    let began = clock.now_ms();
    completer.complete(&mut session, Caret::at_end_of(text), options, scheduler, clock).await?;
    Ok(clock.now_ms() - began)
}

/// Drafts are computed exactly until this is dropped, also if the probe is cancelled.
struct Exactly<'m, M: StepModel>(&'m M);

impl<'m, M: StepModel> Exactly<'m, M> {
    fn begin(model: &'m M) -> Self {
        model.draft_exactly(true);
        Self(model)
    }
}

impl<M: StepModel> Drop for Exactly<'_, M> {
    fn drop(&mut self) {
        self.0.draft_exactly(false);
    }
}

/// Lanes that begin with the likeliest first tokens and go on greedily.
async fn draft<M: StepModel, C>(
    completer: &Completer<M>,
    text: &str,
    depth: Depth,
    scheduler: &impl Scheduler,
    cost: &impl Fn(&M) -> Option<C>,
    step_cost: &mut Option<C>,
) -> Result<Drafted, EngineError<M::Error>> {
    let (lanes, steps, count) = SHAPE;
    let model = completer.model();
    let tokens: Vec<u32> = completer.tokenizer().encode(text)?.iter().map(|token| token.id).collect();
    let mut context = model.context();
    let seen = &tokens[tokens.len().saturating_sub(model.window())..];
    model.encode(&mut context, seen, scheduler).await.map_err(EngineError::Model)?;
    let next = model.next(&context).await.map_err(EngineError::Model)?;
    let mut order: Vec<u32> = (0..next.len() as u32).collect();
    order.sort_by(|&a, &b| next[b as usize].total_cmp(&next[a as usize]).then(a.cmp(&b)));
    let first: Vec<Candidate> =
        order.iter().take(count).map(|&token| Candidate::model(token, next[token as usize])).collect();
    let mut last: Vec<u32> = first.iter().take(lanes).map(|candidate| candidate.token).collect();
    let mut drafted = vec![vec![first]];
    let mut drafts = model.drafts(depth, last.len(), steps).map_err(EngineError::Model)?;
    let weights = vec![1.0 / last.len() as f32; last.len()];
    for _ in 0..steps {
        scheduler.yield_now().await?;
        let input = match depth {
            Depth::Shallow => StepInput::Lanes { tokens: &last, weights: &weights },
            Depth::Full => StepInput::Rows(&last),
        };
        cost(model);
        let rows =
            model.step(&context, &mut drafts, input, Want::likeliest(count)).await.map_err(EngineError::Model)?;
        *step_cost = cost(model);
        last = rows.iter().filter_map(|row| Some(row.candidates.first()?.token)).collect();
        drafted.push(rows.into_iter().map(|row| row.candidates).collect());
    }
    Ok(drafted)
}
