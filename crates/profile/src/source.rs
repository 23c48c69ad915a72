//! A person's own n-grams as an opinion beside the model's.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use foreword_decode::{Candidate, First, Place, Row, Source, Sources, Start, Want};
use foreword_text::{TokenId, Tokenizer};

use crate::gate::{Features, Seen};
use crate::history::{Context, History, REACH};
use crate::mixture::Remembered;
use crate::trust::Trust;

/// The person's own n-grams and how far they are trusted, shared by the sessions of one kind of text.
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// What was written; shared by all kinds.
    pub history: Rc<RefCell<History>>,
    /// How well it foretold what was written since.
    pub trust: Trust,
}

/// The person's own n-grams beside the model and another source.
///
/// At every token `P = (1 − λ) · P_model + λ · P_own`, where λ is what the gate says of the place
/// ([`Features::share`]) times the trust and the strength. With a strength of 0, or an empty history, everything is as
/// the other source has it, bit for bit.
pub struct PersonalSource {
    /// The person's own n-grams.
    pub own: Rc<RefCell<Own>>,
    /// The opinion that the model's is taken with.
    pub base: Rc<dyn Sources>,
    /// The model's tokenizer.
    pub tokenizer: Arc<Tokenizer>,
    /// How much the drafts should sound like the person, 0 to 1.
    pub strength: f32,
}

/// The person's opinion at one place.
#[derive(Debug)]
pub struct Opinion {
    /// What was written there before.
    pub remembered: Remembered,
    /// What the gate knows of the place.
    pub features: Features,
}

impl Opinion {
    /// What `history` says at a place where `row` is the model's opinion.
    pub fn of(tokenizer: &Tokenizer, history: &History, place: Place<'_>, row: &Row) -> Self {
        let is_edge = |token| is_edge(tokenizer, token);
        let before = place.history(REACH);
        let remembered = Remembered::at(history, Context::of(&before, is_edge), tokenizer.vocab_size());
        let written = place.context.iter().chain(place.draft);
        let position = written.rev().take_while(|&&token| !is_edge(token)).count();
        let last = before.last().filter(|&&token| !is_edge(token));
        let last = last.and_then(|&token| tokenizer.token_bytes(token)).and_then(<[u8]>::last);
        let after_letter = last.is_none_or(u8::is_ascii_alphanumeric);
        let messages = history.messages();
        let features = Features::of(Seen { row, remembered: &remembered, position, messages, after_letter });
        Self { remembered, features }
    }
}

/// Whether a text ends with this token, or begins after it.
fn is_edge(tokenizer: &Tokenizer, token: TokenId) -> bool {
    tokenizer.is_special(token) || tokenizer.token_bytes(token).is_some_and(|bytes| bytes.contains(&b'\n'))
}

impl PersonalSource {
    fn is_silent(&self) -> bool {
        self.strength <= 0.0 || self.own.borrow().history.borrow().is_empty()
    }

    fn opinion(&self, history: &History, place: Place<'_>, row: &Row) -> Opinion {
        Opinion::of(&self.tokenizer, history, place, row)
    }

    fn share(&self, own: &Own, opinion: &Opinion) -> f64 {
        f64::from(opinion.features.share() * own.trust.weight() * self.strength.min(1.0))
    }

    fn agrees(&self, token: TokenId, constraint: &[u8]) -> bool {
        self.tokenizer.token_bytes(token).is_some_and(|bytes| !bytes.is_empty() && bytes.starts_with(constraint))
    }
}

/// The model's probability of each candidate, and the source that it is from.
fn by_token(candidates: &[Candidate], scale: f64) -> BTreeMap<TokenId, (f64, Source)> {
    let entry = |c: &Candidate| (c.token, (scale * f64::from(c.log_prob).exp(), c.source));
    candidates.iter().map(entry).collect()
}

/// Candidates of probabilities, likeliest first.
fn ranked(tokens: impl Iterator<Item = (TokenId, f64, Source)>) -> Vec<Candidate> {
    let candidate = |(token, p, source): (TokenId, f64, Source)| Candidate { token, log_prob: p.ln() as f32, source };
    let mut all: Vec<Candidate> = tokens.filter(|&(_, p, _)| p > 0.0).map(candidate).collect();
    all.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob).then(a.token.cmp(&b.token)));
    all
}

/// The sum of two opinions, and the source that has more of it.
fn together(model: Option<(f64, Source)>, own: f64) -> (f64, Source) {
    let (p, source) = model.unwrap_or((0.0, Source::Phrases));
    (p + own, if own > p { Source::Phrases } else { source })
}

impl Sources for PersonalSource {
    fn want(&self) -> Want {
        let base = self.base.want();
        if self.is_silent() { base } else { Want { candidates: base.candidates.max(Features::WIDTH), ..base } }
    }

    fn starts(&self, first: First<'_>) -> Vec<Start> {
        let starts = self.base.starts(first);
        if self.is_silent() {
            return starts;
        }
        let own = self.own.borrow();
        let history = own.history.borrow();
        let opinion = self.opinion(&history, first.place, first.row);
        let share = self.share(&own, &opinion);
        let (single, entries): (Vec<Start>, Vec<Start>) = starts.into_iter().partition(|start| start.tokens.len() == 1);
        let single: Vec<Candidate> = single
            .iter()
            .map(|start| Candidate { token: start.tokens[0], log_prob: start.log_prob, source: start.source })
            .collect();
        let mut model = by_token(&single, (1.0 - share) * f64::from(first.log_mass).exp());
        let p_own = |token| share * opinion.remembered.probability(&history, token);
        // How likely the person's own words are to agree with the letters decides how much they count against the model's.
        let mut agreeing: Vec<(TokenId, f64)> = Vec::new();
        for (token, _) in history.unigrams() {
            if self.agrees(token, first.constraint) {
                agreeing.push((token, p_own(token)));
            }
        }
        let known = agreeing.iter().map(|(_, p)| p).sum::<f64>();
        let total = (1.0 - share) * f64::from(first.log_mass).exp() + known;
        let mut all: Vec<(TokenId, f64, Source)> = Vec::with_capacity(agreeing.len() + model.len());
        for (token, p) in agreeing {
            let (p, source) = together(model.remove(&token), p);
            all.push((token, p / total, source));
        }
        all.extend(model.into_iter().map(|(token, (p, source))| (token, p / total, source)));
        ranked(all.into_iter()).into_iter().map(Start::from).chain(entries).collect()
    }

    fn rescore(&self, place: Place<'_>, row: &mut Row) {
        self.base.rescore(place, row);
        if self.is_silent() {
            return;
        }
        let own = self.own.borrow();
        let history = own.history.borrow();
        let opinion = self.opinion(&history, place, row);
        let share = self.share(&own, &opinion);
        let mut model = by_token(&row.candidates, 1.0 - share);
        let followers = opinion.remembered.followers();
        let tokens: std::collections::BTreeSet<TokenId> = model.keys().copied().chain(followers).collect();
        let mixed = tokens.into_iter().map(|token| {
            let p = share * opinion.remembered.probability(&history, token);
            let (p, source) = together(model.remove(&token), p);
            (token, p, source)
        });
        row.candidates = ranked(mixed);
    }

    fn observe(&self, place: Place<'_>, row: &Row, token: TokenId, log_prob: f32) {
        self.base.observe(place, row, token, log_prob);
        if self.is_silent() {
            return;
        }
        let (model, mixed) = {
            let own = self.own.borrow();
            let history = own.history.borrow();
            let opinion = self.opinion(&history, place, row);
            let model = f64::from(log_prob).exp();
            let gate = f64::from(opinion.features.share());
            (model, (1.0 - gate) * model + gate * opinion.remembered.probability(&history, token))
        };
        self.own.borrow_mut().trust.observe(model, mixed);
    }
}
