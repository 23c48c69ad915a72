use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::count::{Context, CountedNgrams, Successor};
use crate::layout::{BACKOFF_LEVELS, BUCKET, HEADER, Header, ORDERS, OrderHeader, SHORT_LIST, mix, place, seal};
use crate::quantise::{Histogram, nearest};
use crate::{NgramError, NgramTable};

/// Added to the count of every token, so that none is impossible.
const UNSEEN: f64 = 0.5;
/// How close to the budget the size has to come, and how many prices per byte are tried to get there.
const CLOSE: f64 = 0.997;
const TRIES: usize = 14;
/// Passes over a context's successors; each uses the back-off weight of the selection before it.
const SELECTIONS: usize = 3;

/// What a table may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableOptions {
    /// Most bytes of the table.
    pub budget_bytes: usize,
    /// Bits per log-probability of an n-gram: 4 or 8.
    pub code_bits: u32,
}

impl CountedNgrams {
    /// The table of at most `budget_bytes` that loses the least likelihood; the same bytes for the same counts.
    ///
    /// # Errors
    /// The budget is below what the unigrams need, or `code_bits` is neither 4 nor 8.
    pub fn table(&self, options: &TableOptions) -> Result<Vec<u8>, NgramError> {
        let &TableOptions { budget_bytes: budget, code_bits } = options;
        if code_bits != 4 && code_bits != 8 {
            return Err(NgramError::Header { what: "code width", found: code_bits.into(), least: 4, most: 8 });
        }
        let mut none = Model::new(self, code_bits);
        none.orders.extend((0..ORDERS).map(|_| Kept::default().quantised(code_bits)));
        let least = none.size();
        if least > budget {
            return Err(NgramError::Budget { least, budget });
        }
        // The size falls roughly like a power of the price, so the price is interpolated in logarithms between the
        // dearest that is known to be too cheap and the cheapest that is known to fit.
        let (mut fits, mut fits_at) = (none, (1e9_f64.ln(), (least as f64).ln()));
        let mut exceeds_at: Option<(f64, f64)> = None;
        let target = (budget as f64 * (1.0 + CLOSE) / 2.0).ln();
        let mut price = (self.unigrams.iter().sum::<f64>() / 1e6).max(1e-9).ln();
        for attempt in 0..TRIES {
            let model = self.priced(price.exp() as f32, code_bits);
            let size = model.size();
            let here = (price, (size as f64).ln());
            if size <= budget {
                // A price of next to nothing keeps all there is.
                let done = size as f64 >= CLOSE * budget as f64 || price < -20.0;
                (fits, fits_at) = (model, here);
                if done {
                    break;
                }
            } else {
                exceeds_at = Some(here);
            }
            price = match exceeds_at {
                None => price - 3.0,
                Some(exceeds) => {
                    let share = (exceeds.1 - target) / (exceeds.1 - fits_at.1);
                    // Every third try halves, in case the curve is far from straight; so does the first, whose other
                    // end is a guess.
                    let share = if attempt % 3 == 2 { 0.5 } else { share.clamp(0.02, 0.98) };
                    let step = (fits_at.0 - exceeds.0) * share;
                    exceeds.0 + if fits_at.1 <= (least as f64).ln() { step.min(3.0) } else { step }
                }
            };
        }
        Ok(fits.bytes(self))
    }

    /// The model that keeps whatever saves more than `price` (nats of weighted text) per byte.
    fn priced(&self, price: f32, code_bits: u32) -> Model {
        let mut model = Model::new(self, code_bits);
        for order in &self.orders {
            let mut kept = Kept::default();
            let mut estimates = Vec::new();
            for (context, successors) in order.iter() {
                model.estimate(context, successors, &mut estimates);
                kept.select(context, &mut estimates, price, code_bits);
            }
            kept.drop_ambiguous();
            model.orders.push(kept.quantised(code_bits));
        }
        model
    }
}

/// A successor's probability in its context, and with one token less of context.
#[derive(Debug, Clone, Copy)]
struct Estimate {
    token: u16,
    p: f32,
    lower: f32,
    chosen: bool,
}

/// The chosen n-grams of one order.
#[derive(Debug, Default)]
struct Kept {
    contexts: Vec<KeptContext>,
    successors: Vec<Estimate>,
}

#[derive(Debug, Clone, Copy)]
struct KeptContext {
    key: u64,
    total: f32,
    start: usize,
    length: usize,
}

impl Kept {
    /// Adds what is worth its bytes of one context.
    ///
    /// A successor's worth is its term of the generalised relative entropy between the two distributions,
    /// `p ln(p/r) − p + r` with `r` the backed-off probability, times the occurrences of the context.
    fn select(&mut self, context: Context, estimates: &mut [Estimate], price: f32, code_bits: u32) {
        let per_successor = price * (2.0 + code_bits as f32 / 8.0);
        let per_context = price * (3.0 + 8.0 / BUCKET as f32);
        let mut backoff = 1.0;
        let (mut gain, mut length) = (0.0, 0);
        for _ in 0..SELECTIONS {
            let (mut sum, mut lower) = (0.0, 0.0);
            (gain, length) = (0.0, 0);
            for estimate in estimates.iter_mut() {
                let (p, rest) = (estimate.p, backoff * estimate.lower);
                estimate.chosen = context.total * (p * (p / rest).ln() - p + rest) > per_successor;
                if estimate.chosen {
                    sum += p;
                    lower += estimate.lower;
                    gain += p * (p / estimate.lower).ln();
                    length += 1;
                }
            }
            backoff = backoff_of(sum, lower);
            gain += (1.0 - sum).max(0.0) * backoff.ln();
        }
        if length > 0 && context.total * gain > per_context + length as f32 * per_successor {
            let start = self.successors.len();
            self.successors.extend(estimates.iter().filter(|estimate| estimate.chosen));
            self.contexts.push(KeptContext { key: context.key, total: context.total, start, length });
        }
    }

    fn buckets(contexts: usize) -> u32 {
        (contexts / BUCKET).max(1) as u32
    }

    /// Orders contexts by bucket; of those that a lookup could not tell apart, only the most frequent stays.
    fn drop_ambiguous(&mut self) {
        let mut buckets = Self::buckets(self.contexts.len());
        loop {
            self.contexts.sort_by(|a, b| {
                let place = place(a.key, buckets).cmp(&place(b.key, buckets));
                place.then(b.total.total_cmp(&a.total)).then(a.key.cmp(&b.key))
            });
            self.contexts.dedup_by_key(|context| place(context.key, buckets));
            // Fewer contexts may mean fewer buckets, which may bring others together.
            match Self::buckets(self.contexts.len()) {
                same if same == buckets => return,
                fewer => buckets = fewer,
            }
        }
    }

    fn quantised(self, code_bits: u32) -> Quantised {
        let mut histogram = Histogram::new();
        for context in &self.contexts {
            for estimate in &self.successors[context.start..][..context.length] {
                histogram.add(estimate.p.ln(), context.total * estimate.p);
            }
        }
        let levels: Vec<f32> = histogram.levels(1 << code_bits).iter().map(|level| level.min(0.0)).collect();
        let mut quantised = Quantised { levels, ..Quantised::default() };
        let mut histogram = Histogram::new();
        let mut backoffs = Vec::with_capacity(self.contexts.len());
        for context in &self.contexts {
            let successors = &self.successors[context.start..][..context.length];
            let start = quantised.tokens.len();
            quantised.tokens.extend(successors.iter().map(|s| s.token));
            quantised.codes.extend(successors.iter().map(|s| nearest(&quantised.levels, s.p.ln())));
            let rest = 1.0 - successors.iter().map(|s| s.p).sum::<f32>();
            let sum = quantised.leave(start, rest / 3.0);
            let backoff = backoff_of(sum, successors.iter().map(|s| s.lower).sum()).ln();
            histogram.add(backoff, context.total * rest.max(1e-3));
            backoffs.push(backoff);
            quantised.index.insert(context.key, quantised.contexts.len() as u32);
            quantised.contexts.push(QuantisedContext { key: context.key, start, length: context.length, backoff: 0 });
        }
        quantised.backoffs = histogram.levels(BACKOFF_LEVELS);
        for (context, backoff) in quantised.contexts.iter_mut().zip(backoffs) {
            context.backoff = nearest(&quantised.backoffs, backoff);
        }
        quantised
    }
}

/// The factor that makes stored probabilities of sum `sum`, and lower-order ones of sum 1 − `lower`, add up to 1.
fn backoff_of(sum: f32, lower: f32) -> f32 {
    (1.0 - sum).max(1e-5) / (1.0 - lower).max(1e-4)
}

/// One order as it will be stored.
#[derive(Debug, Default)]
struct Quantised {
    levels: Vec<f32>,
    backoffs: Vec<f32>,
    contexts: Vec<QuantisedContext>,
    tokens: Vec<u16>,
    codes: Vec<u8>,
    index: HashMap<u64, u32, BuildHasherDefault<KeyHasher>>,
}

#[derive(Debug, Clone, Copy)]
struct QuantisedContext {
    key: u64,
    start: usize,
    length: usize,
    backoff: u8,
}

impl Quantised {
    /// Lowers the likeliest codes from `start` on until at least `rest` is left for the lower orders. Returns the sum.
    fn leave(&mut self, start: usize, rest: f32) -> f32 {
        loop {
            let p = |code: u8| self.levels[usize::from(code)].exp();
            let sum: f32 = self.codes[start..].iter().map(|&code| p(code)).sum();
            let likeliest = self.codes[start..].iter_mut().max();
            match likeliest {
                Some(code) if sum > 1.0 - rest && *code > 0 => *code -= 1,
                _ => return sum,
            }
        }
    }

    fn log_prob(&self, context: &QuantisedContext, token: u16) -> Option<f32> {
        let at = self.tokens[context.start..][..context.length].binary_search(&token).ok()?;
        Some(self.levels[usize::from(self.codes[context.start + at])])
    }

    fn header(&self) -> OrderHeader {
        let long = self.contexts.iter().filter(|context| context.length > SHORT_LIST).count();
        let entries = (self.tokens.len() + long) as u32;
        let contexts = self.contexts.len() as u32;
        OrderHeader { buckets: Kept::buckets(self.contexts.len()), contexts, entries }
    }

    fn write(&self, code_bits: u32, bytes: &mut Vec<u8>) {
        let OrderHeader { buckets, .. } = self.header();
        for level in self.levels.iter().chain(&self.backoffs) {
            bytes.extend_from_slice(&level.to_le_bytes());
        }
        let (mut tokens, mut codes) = (Vec::new(), Vec::new());
        let (mut fingerprints, mut meta) = (Vec::new(), Vec::new());
        let mut contexts = self.contexts.iter().peekable();
        for bucket in 0..=buckets {
            for start in [meta.len(), codes.len()] {
                bytes.extend_from_slice(&(start as u32).to_le_bytes());
            }
            while let Some(context) = contexts.next_if(|context| place(context.key, buckets).0 == bucket) {
                fingerprints.extend_from_slice(&place(context.key, buckets).1.to_le_bytes());
                let short = if context.length > SHORT_LIST { 0 } else { context.length as u8 };
                meta.push(context.backoff << 3 | short);
                if short == 0 {
                    tokens.extend_from_slice(&(context.length as u16).to_le_bytes());
                    codes.push(0);
                }
                let list = context.start..context.start + context.length;
                tokens.extend(self.tokens[list.clone()].iter().flat_map(|token| token.to_le_bytes()));
                codes.extend_from_slice(&self.codes[list]);
            }
        }
        for section in [&fingerprints, &meta, &tokens] {
            bytes.extend_from_slice(section);
        }
        match code_bits {
            8 => bytes.extend_from_slice(&codes),
            _ => bytes.extend(codes.chunks(2).map(|pair| pair[0] | pair.get(1).map_or(0, |high| high << 4))),
        }
    }
}

/// Orders 1 to `1 + orders.len()` of a model under construction.
struct Model {
    code_bits: u32,
    shift: f32,
    step: f32,
    unigrams: Vec<u8>,
    orders: Vec<Quantised>,
}

impl Model {
    fn new(counted: &CountedNgrams, code_bits: u32) -> Self {
        let total: f64 = counted.unigrams.iter().map(|count| count + UNSEEN).sum();
        let logs: Vec<f64> = counted.unigrams.iter().map(|count| ((count + UNSEEN) / total).ln()).collect();
        let most = logs.iter().copied().fold(f64::MIN, f64::max);
        let least = logs.iter().copied().fold(f64::MAX, f64::min);
        let step = ((most - least) / 255.0).min(1.0);
        let code = |log: &f64| if step > 0.0 { ((most - log) / step).round().min(255.0) as u8 } else { 0 };
        let unigrams: Vec<u8> = logs.iter().map(code).collect();
        let sum: f64 = unigrams.iter().map(|&code| (most - f64::from(code) * step).exp()).sum();
        let shift = (most - sum.ln()).min(0.0) as f32;
        Self { code_bits, shift, step: step as f32, unigrams, orders: Vec::new() }
    }

    /// The interpolated probabilities of a context's successors. `key` may be of any order that is next.
    fn estimate(&self, context: Context, successors: &[Successor], estimates: &mut Vec<Estimate>) {
        let mut suffixes = [None; ORDERS];
        for (length, order) in self.orders.iter().enumerate() {
            let key = context.key & (u64::MAX >> (48 - 16 * length));
            suffixes[length] = order.index.get(&key).map(|&at| &order.contexts[at as usize]);
        }
        let rest = 1.0 - successors.iter().map(|s| s.mass).sum::<f32>() / context.total;
        let rest = rest.max(1e-4);
        estimates.clear();
        estimates.extend(successors.iter().map(|successor| {
            let lower = self.lower(&suffixes, successor.token).exp();
            let p = (successor.mass / context.total).min(1.0 - rest) + rest * lower;
            Estimate { token: successor.token, p, lower, chosen: false }
        }));
    }

    /// Log-probability in the orders built so far, given the contexts found in them.
    fn lower(&self, suffixes: &[Option<&QuantisedContext>; ORDERS], token: u16) -> f32 {
        let mut backoff = 0.0;
        for (order, context) in self.orders.iter().zip(suffixes).rev() {
            let Some(context) = context else { continue };
            if let Some(log_prob) = order.log_prob(context, token) {
                return backoff + log_prob;
            }
            backoff += order.backoffs[usize::from(context.backoff)];
        }
        backoff + self.shift - f32::from(self.unigrams[usize::from(token)]) * self.step
    }

    fn size(&self) -> usize {
        let order = |order: &Quantised| {
            let OrderHeader { buckets, contexts, entries } = order.header();
            let levels = 4 * (1 << self.code_bits) + 4 * BACKOFF_LEVELS;
            let codes = (entries as usize * self.code_bits as usize).div_ceil(8);
            levels + 8 * (buckets as usize + 1) + 3 * contexts as usize + 2 * entries as usize + codes
        };
        HEADER + self.unigrams.len() + self.orders.iter().map(order).sum::<usize>()
    }

    fn bytes(&self, counted: &CountedNgrams) -> Vec<u8> {
        let mut orders = [OrderHeader::default(); ORDERS];
        for (header, order) in orders.iter_mut().zip(&self.orders) {
            *header = order.header();
        }
        let header = Header {
            vocab_size: counted.vocab_size,
            boundary: counted.boundary.into(),
            code_bits: self.code_bits,
            unigram_shift: self.shift,
            unigram_step: self.step,
            orders,
        };
        let mut bytes = header.write();
        bytes.extend_from_slice(&self.unigrams);
        for order in &self.orders {
            order.write(self.code_bits, &mut bytes);
        }
        seal(&mut bytes);
        debug_assert!(NgramTable::parse(bytes.as_slice()).is_ok());
        bytes
    }
}

/// Hashes a context's key by the format's own mixing function.
#[derive(Debug, Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = mix(self.0 ^ key);
    }
}
