use foreword_text::TokenId;

use crate::NgramError;
use crate::layout::{MAX_ORDER, MAX_VOCAB, ORDERS};

/// Stands for "no token" after the end of a line. Vocabularies end below it.
const NONE: u16 = u16::MAX;

/// N-grams sorted at a time (16 bytes each), so that memory stays bounded whatever the corpus.
const SORTED_AT_ONCE: usize = 8 << 20;

/// N-grams seen fewer times than this are never stored, by order from 2. Their mass goes to the lower orders.
const LEAST_SEEN: [u32; ORDERS] = [2, 2, 2];

/// Collects lines of tokens to count.
#[derive(Debug)]
pub struct NgramCounts {
    vocab_size: u32,
    boundary: u16,
    /// All lines, each after a boundary; ends with one.
    tokens: Vec<u16>,
    /// Where a weight begins to hold, ascending.
    weights: Vec<(usize, f32)>,
}

/// What a corpus says about each context: the input of [`CountedNgrams::table`].
#[derive(Debug)]
pub struct CountedNgrams {
    pub(super) vocab_size: u32,
    pub(super) boundary: u16,
    /// Weighted occurrences of each token; the boundary once per line.
    pub(super) unigrams: Vec<f64>,
    pub(super) orders: [Order; ORDERS],
    distinct: [usize; ORDERS],
}

/// The contexts of one length, ascending, and what followed them.
#[derive(Debug, Default)]
pub(super) struct Order {
    pub contexts: Vec<Context>,
    pub successors: Vec<Successor>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// Tokens, 16 bits each, the last one lowest.
    pub key: u64,
    /// Weighted occurrences, including those followed by something rare.
    pub total: f32,
    /// First of its successors.
    pub start: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Successor {
    pub token: u16,
    /// Weighted occurrences, discounted once the counts of counts are known.
    pub mass: f32,
    /// Occurrences, 255 for more.
    seen: u8,
}

impl Order {
    /// Each context with its successors.
    pub fn iter(&self) -> impl Iterator<Item = (Context, &[Successor])> {
        self.contexts.iter().enumerate().map(|(i, &context)| {
            let end = self.contexts.get(i + 1).map_or(self.successors.len(), |next| next.start as usize);
            (context, &self.successors[context.start as usize..end])
        })
    }
}

impl NgramCounts {
    /// An empty corpus over `vocab_size` tokens, of which `boundary` separates lines.
    ///
    /// # Errors
    /// More tokens than 65,535, none, or a boundary that is not among them.
    pub fn new(vocab_size: usize, boundary: TokenId) -> Result<Self, NgramError> {
        let small = u32::try_from(vocab_size).ok().filter(|size| (1..=MAX_VOCAB).contains(size));
        let out_of_range = |what, found, most: u32| NgramError::Header { what, found, least: 0, most: most.into() };
        let small = small.ok_or(out_of_range("vocabulary", vocab_size as u64, MAX_VOCAB))?;
        if boundary >= small {
            return Err(out_of_range("boundary token", boundary.into(), small - 1));
        }
        let boundary = boundary as u16;
        Ok(Self { vocab_size: small, boundary, tokens: vec![boundary], weights: Vec::new() })
    }

    /// Adds a line that counts `weight` times; an empty one adds nothing.
    ///
    /// # Errors
    /// A token is the boundary or outside the vocabulary, the weight is not positive and finite, or there are more
    /// than 2³² tokens. Nothing is added then.
    pub fn push(&mut self, line: &[TokenId], weight: f32) -> Result<(), NgramError> {
        if !(weight > 0.0 && weight.is_finite()) {
            return Err(NgramError::Weight { found: weight });
        }
        let vocab_size = self.vocab_size;
        let wrong = |token: TokenId| token >= vocab_size || token == u32::from(self.boundary);
        if let Some((index, &token)) = line.iter().enumerate().find(|&(_, &token)| wrong(token)) {
            return Err(NgramError::Line { token, index, vocab_size });
        }
        let most = u32::MAX as usize;
        if line.len() >= most - self.tokens.len() {
            return Err(NgramError::TooMuchText { most });
        }
        if line.is_empty() {
            return Ok(());
        }
        // The boundary that ends a line is counted with the line's weight, so the weight begins after the one before.
        if self.weights.last().is_none_or(|&(_, last)| last != weight) {
            self.weights.push((self.tokens.len(), weight));
        }
        self.tokens.extend(line.iter().map(|&token| token as u16));
        self.tokens.push(self.boundary);
        Ok(())
    }

    /// Tokens so far, boundaries included.
    pub fn tokens(&self) -> usize {
        self.tokens.len() - 1
    }

    /// Counts everything, sorting a bounded part at a time; building from 51 million tokens peaks at 0.4 GB.
    pub fn finish(self) -> CountedNgrams {
        let mut unigrams = vec![0.0; self.vocab_size as usize];
        let mut starts = vec![0_usize; self.vocab_size as usize];
        for (at, &token) in self.tokens.iter().enumerate() {
            starts[usize::from(token)] += 1;
            if at > 0 {
                unigrams[usize::from(token)] += f64::from(self.weights[self.run_of(at)].1);
            }
        }
        let mut orders: [Order; ORDERS] = Default::default();
        let mut seen = [[0_usize; 5]; ORDERS];
        let mut first = 0;
        while first < starts.len() {
            let (mut end, mut sum) = (first, 0);
            while end < starts.len() && (end == first || sum + starts[end] <= SORTED_AT_ONCE) {
                sum += starts[end];
                end += 1;
            }
            let mut grams = Vec::with_capacity(sum);
            self.collect(first as u16..end as u16, &mut grams);
            grams.sort_unstable();
            for (i, (order, seen)) in orders.iter_mut().zip(&mut seen).enumerate() {
                self.group(&grams, i + 2, order, seen);
            }
            first = end;
        }
        let distinct = seen.map(|seen| seen[0]);
        for (order, seen) in orders.iter_mut().zip(&seen) {
            discount(order, seen);
        }
        CountedNgrams { vocab_size: self.vocab_size, boundary: self.boundary, unigrams, orders, distinct }
    }

    /// Index of the weight that holds at `at`.
    fn run_of(&self, at: usize) -> usize {
        self.weights.partition_point(|&(start, _)| start <= at).saturating_sub(1)
    }

    /// All n-grams of the longest order that begin with a token of `range`, the first token highest; shorter ones at
    /// the end of a line are filled up with [`NONE`]. With each comes the index of its weight.
    fn collect(&self, range: std::ops::Range<u16>, grams: &mut Vec<(u64, u32)>) {
        let mut run = 0;
        // The last boundary begins nothing.
        for (at, token) in self.tokens.iter().enumerate().take(self.tokens()) {
            while self.weights.get(run + 1).is_some_and(|&(start, _)| start <= at + 1) {
                run += 1;
            }
            if !range.contains(token) {
                continue;
            }
            let (mut gram, mut ended) = (0_u64, false);
            for i in 0..MAX_ORDER {
                let here = if ended { NONE } else { self.tokens.get(at + i).copied().unwrap_or(NONE) };
                gram = gram << 16 | u64::from(here);
                ended |= i > 0 && here == self.boundary;
            }
            grams.push((gram, run as u32));
        }
    }

    /// Turns sorted n-grams of the longest order into contexts of `order - 1` tokens and their successors.
    fn group(&self, grams: &[(u64, u32)], order: usize, into: &mut Order, seen: &mut [usize; 5]) {
        let shift = 16 * (MAX_ORDER - order);
        let token = |&(gram, _): &(u64, u32)| (gram >> shift) as u16;
        let context = |&(gram, _): &(u64, u32)| gram >> shift >> 16;
        for same_context in grams.chunk_by(|a, b| context(a) == context(b)) {
            let (mut total, start) = (0.0, into.successors.len());
            for same in same_context.chunk_by(|a, b| token(a) == token(b)) {
                if token(&same[0]) == NONE {
                    continue;
                }
                let weighted: f64 = same.iter().map(|&(_, run)| f64::from(self.weights[run as usize].1)).sum();
                total += weighted;
                seen[0] += 1;
                if let Some(seen) = seen.get_mut(same.len()) {
                    *seen += 1;
                }
                if same.len() >= LEAST_SEEN[order - 2] as usize {
                    let seen = u8::try_from(same.len()).unwrap_or(u8::MAX);
                    into.successors.push(Successor { token: token(&same[0]), mass: weighted as f32, seen });
                }
            }
            if into.successors.len() > start {
                let key = context(&same_context[0]);
                into.contexts.push(Context { key, total: total as f32, start: start as u32 });
            }
        }
    }
}

impl CountedNgrams {
    /// Distinct n-grams of orders 2, 3 and 4 in the corpus.
    pub fn distinct(&self) -> [usize; 3] {
        self.distinct
    }

    /// N-grams of orders 2, 3 and 4 that were seen twice or more.
    pub fn repeated(&self) -> [usize; 3] {
        [0, 1, 2].map(|i| self.orders[i].successors.len())
    }
}

/// Takes the discount of absolute discounting (with one discount each for n-grams seen once, twice, more often, after
/// Chen and Goodman's modified Kneser–Ney) off every count, in proportion to its weight. `seen[r]` n-grams were seen
/// `r` times.
fn discount(order: &mut Order, seen: &[usize; 5]) {
    let n = |r: usize| seen[r].max(1) as f32;
    let y = n(1) / (n(1) + 2.0 * n(2));
    let discount = |r: usize| (r as f32 - (r + 1) as f32 * y * n(r + 1) / n(r)).clamp(0.3, r.min(2) as f32 - 0.1);
    let discounts = [discount(1), discount(2), discount(3)];
    for successor in &mut order.successors {
        let seen = f32::from(successor.seen);
        successor.mass *= (seen - discounts[usize::from(successor.seen.clamp(1, 3)) - 1]) / seen;
    }
}
