//! A person's own n-grams as an opinion beside the model's.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use foreword_decode::{Candidate, First, Place, Row, Source, Sources, Start, Want};
use foreword_text::{TokenId, Tokenizer};

use crate::copy::{Copies, CopyMemory, copies};
use crate::drafted::{Drafted, Expected};
use crate::gate::{Features, Seen, known_log_prob};
use crate::history::{Context, History, REACH};
use crate::letters::{COPIED, NGRAMS, with_letters};
use crate::mixture::Remembered;
use crate::trust::Trust;

/// The person's own n-grams and how far they are trusted, shared by the sessions of one kind of text and site.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Own {
    /// What was written.
    pub history: Rc<History>,
    /// The words used.
    pub copies: Rc<CopyMemory>,
    /// How well it foretold what was written since; shared by all sites.
    pub trust: Rc<Cell<Trust>>,
}

impl Own {
    /// Learns from a token that was typed: what probability the model alone gave it, and what the model with the n-grams.
    pub fn observe(&self, model: f64, mixed: f64) {
        let mut trust = self.trust.get();
        trust.observe(model, mixed);
        self.trust.set(trust);
    }
}

/// The person's own n-grams beside the model and another source.
///
/// At every token `P = (1 − λ) · P_model + λ · P_own`, where λ is what the gate says of the place
/// ([`Features::share`]) times the trust and the strength. With a strength of 0, or an empty history, everything is as
/// the other source has it, bit for bit.
pub struct PersonalSource {
    /// The person's own n-grams.
    own: Rc<Own>,
    /// The opinion that the model's is taken with.
    base: Rc<dyn Sources>,
    /// The model's tokenizer.
    tokenizer: Arc<Tokenizer>,
    /// How much the drafts should sound like the person, 0 to 1.
    strength: f32,
    drafted: Drafted,
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
    /// What `own` says beside the model and `base`, `strength` of it, 0 to 1.
    pub fn new(own: Rc<Own>, base: Rc<dyn Sources>, tokenizer: Arc<Tokenizer>, strength: f32) -> Self {
        Self { own, base, tokenizer, strength, drafted: Drafted::default() }
    }

    fn is_silent(&self) -> bool {
        self.strength <= 0.0 || self.own.history.is_empty() && self.own.copies.is_empty()
    }

    fn opinion(&self, place: Place<'_>, row: &Row) -> Opinion {
        Opinion::of(&self.tokenizer, &self.own.history, place, row)
    }

    /// How much of the gate's share counts: the trust so far, as far as the drafts should sound like the person.
    fn trust(&self) -> f64 {
        f64::from(self.own.trust.get().weight() * self.strength.min(1.0))
    }

    fn share(&self, opinion: &Opinion) -> f64 {
        if self.own.history.is_empty() {
            return 0.0;
        }
        f64::from(opinion.features.share()) * self.trust()
    }

    /// The candidates for a first token in the opinion of the model and the person's n-grams, given that the token agrees
    /// with the letters; and the probability that it does.
    fn mixed_starts(&self, single: &[Start], first: &First<'_>) -> (Vec<Candidate>, f64) {
        let opinion = self.opinion(first.place, first.row);
        let share = with_letters(self.share(&opinion), first.word.letters, NGRAMS, self.trust());
        let single = single.iter().filter_map(|start| {
            let token = *start.tokens.first()?;
            Some(Candidate { token, log_prob: start.log_prob, source: start.source })
        });
        let mass = (1.0 - share) * f64::from(first.log_mass).exp();
        let mut model = by_token(single, mass);
        // How likely the person's own words are to agree with the letters decides how much they count against the model's.
        let mut all: Vec<(TokenId, f64, Source)> = Vec::new();
        let mut total = mass;
        for (token, p) in opinion.remembered.written() {
            if self.agrees(token, first.constraint) {
                let p = share * p;
                total += p;
                let (p, source) = together(model.remove(&token), p);
                all.push((token, p, source));
            }
        }
        all.extend(model.into_iter().map(|(token, (p, source))| (token, p, source)));
        (ranked(all.into_iter().map(|(token, p, source)| (token, p / total, source))), total)
    }

    /// The words that agree with the letters, as whole entries. The letters are evidence for the memory: the less likely
    /// model and n-grams found them, and the more of the memory agrees with them, the more is copied.
    fn copied_starts(&self, found: &Copies, trust: f64, first: &First<'_>, agreeing: f64) -> Vec<Start> {
        let letters = first.word.letters;
        let (space, typed) = match letters.split_first() {
            Some((b' ', typed)) => (" ", typed),
            _ => ("", letters),
        };
        let read = letters.len().saturating_sub(first.constraint.len());
        let agree =
            found.all.iter().filter(|copy| copy.word.len() > typed.len() && copy.word.as_bytes().starts_with(typed));
        let mut agree: Vec<_> = agree.collect();
        let mass: f64 = agree.iter().map(|copy| copy.probability).sum();
        let generated = f64::from(first.word.read_log_prob).exp() * agreeing;
        let gate = with_letters(found.gate * trust, typed, COPIED, trust);
        let share = gate * mass / (gate * mass + (1.0 - gate) * generated);
        agree.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.word.cmp(&b.word)));
        let starts = agree.into_iter().take(COPIES).filter_map(|copy| {
            let whole = format!("{space}{}", copy.word);
            let tokens = self.tokenizer.encode(whole.get(read..)?).ok()?;
            let tokens: Vec<TokenId> = tokens.into_iter().map(|token| token.id).collect();
            let p = share * copy.probability / mass;
            (!tokens.is_empty() && p > 0.0).then(|| Start { tokens, log_prob: p.ln() as f32, source: Source::Copied })
        });
        starts.collect()
    }

    fn agrees(&self, token: TokenId, constraint: &[u8]) -> bool {
        self.tokenizer.token_bytes(token).is_some_and(|bytes| !bytes.is_empty() && bytes.starts_with(constraint))
    }
}

/// Words that are copied at one place at most: more than drafts are ever shown.
const COPIES: usize = 8;

/// The model's probability of each candidate, and the source that it is from.
fn by_token(candidates: impl Iterator<Item = Candidate>, scale: f64) -> BTreeMap<TokenId, (f64, Source)> {
    candidates.map(|c| (c.token, (scale * f64::from(c.log_prob).exp(), c.source))).collect()
}

/// First tokens and copied words together, likeliest first. Where a word makes up half of the probability of the token that
/// it begins with, the whole word stands for both.
fn joined(single: Vec<Candidate>, copied: Vec<Start>) -> Vec<Start> {
    let share: f64 = copied.iter().map(|start| f64::from(start.log_prob).exp()).sum();
    let rest = (1.0 - share).max(0.0);
    let mut starts: Vec<Start> = Vec::with_capacity(single.len() + copied.len());
    for candidate in single {
        let p = rest * f64::from(candidate.log_prob).exp();
        starts.push(Start { log_prob: p.ln() as f32, ..Start::from(candidate) });
    }
    for word in copied {
        let p = f64::from(word.log_prob).exp();
        let same = starts.iter_mut().find(|start| start.tokens.first() == word.tokens.first());
        match same {
            Some(start) => {
                let others = f64::from(start.log_prob).exp();
                // A longer entry that stands there already keeps its place: the likelier words come first.
                if start.source != Source::Copied && p >= others {
                    *start = Start { log_prob: (p + others).ln() as f32, ..word };
                } else {
                    start.log_prob = (p + others).ln() as f32;
                }
            }
            None => starts.push(word),
        }
    }
    starts.retain(|start| start.log_prob > f32::NEG_INFINITY);
    starts.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob).then(a.tokens.cmp(&b.tokens)));
    starts
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

    fn want_of_text(&self) -> Want {
        let want = self.want();
        Want { state: want.state || !(self.is_silent() || self.own.copies.is_empty()), ..want }
    }

    fn starts(&self, first: First<'_>) -> Vec<Start> {
        let starts = self.base.starts(first);
        if self.is_silent() {
            return starts;
        }
        let memory = &self.own.copies;
        let (single, entries): (Vec<Start>, Vec<Start>) = starts.into_iter().partition(|start| start.tokens.len() == 1);
        let mixed = self.mixed_starts(&single, &first);
        let trust = self.trust();
        let copied = if memory.is_empty() {
            Vec::new()
        } else {
            let features = self.opinion(first.word.place, first.word.row).features;
            let state = first.word.row.state.as_ref().map(|state| state.query.as_slice());
            copies(memory, &features, state)
                .map_or_else(Vec::new, |found| self.copied_starts(&found, trust, &first, mixed.1))
        };
        joined(mixed.0, copied).into_iter().chain(entries).collect()
    }

    fn rescore(&self, place: Place<'_>, row: &mut Row) {
        self.base.rescore(place, row);
        if self.is_silent() {
            return;
        }
        let opinion = self.opinion(place, row);
        let share = self.share(&opinion);
        let mut model = by_token(row.candidates.iter().copied(), 1.0 - share);
        let followers = opinion.remembered.followers();
        let tokens: std::collections::BTreeSet<TokenId> = model.keys().copied().chain(followers).collect();
        let mixed = ranked(tokens.into_iter().map(|token| {
            let p = share * opinion.remembered.probability(token);
            let (p, source) = together(model.remove(&token), p);
            (token, p, source)
        }));
        let gate = f64::from(opinion.features.share());
        // Drafts go on with one of the likeliest, of which there are few; what followed "the" may be a thousand words.
        let expected = mixed.iter().take(Features::WIDTH).map(|&Candidate { token, .. }| {
            let alone = f64::from(known_log_prob(row, token)).exp();
            let own = opinion.remembered.probability(token);
            Expected { token, model: alone, mixed: (1.0 - gate) * alone + gate * own }
        });
        let expected = expected.collect();
        row.candidates = mixed;
        self.drafted.remember(place, expected);
    }

    fn observe(&self, place: Place<'_>, row: &Row, token: TokenId, log_prob: f32) {
        self.base.observe(place, row, token, log_prob);
        if self.is_silent() {
            return;
        }
        let opinion = self.opinion(place, row);
        let (model, gate) = (f64::from(log_prob).exp(), f64::from(opinion.features.share()));
        self.own.observe(model, (1.0 - gate) * model + gate * opinion.remembered.probability(token));
    }

    fn observe_taken(&self, place: Place<'_>, token: TokenId) {
        self.base.observe_taken(place, token);
        if let Some(Expected { model, mixed, .. }) = self.drafted.expected(place, token) {
            self.own.observe(model, mixed);
        }
    }
}
