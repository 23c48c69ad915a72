use foreword_text::TokenId;

use crate::NgramError;
use crate::layout::{
    BACKOFF_LEVELS, HEADER, Header, MAX_ORDER, ORDERS, OrderLayout, SHORT_LIST, checksum, place, stored_checksum,
    u16_at, u32_at,
};
use foreword_decode::Candidate;

/// Logarithms of back-off weights lie within ±this; sums of three stay far from what `f32` can hold.
const MAX_BACKOFF: f32 = 50.0;

/// A shared n-gram table: the format is described in [the module](super).
///
/// Everything is read from the bytes in place, which may be borrowed, owned or a memory map; besides them a table
/// holds the code levels (2 KB) and the vocabulary in order of frequency (96 KB for 49,152 tokens).
#[derive(Debug, Clone)]
pub struct NgramTable<B: AsRef<[u8]>> {
    bytes: B,
    header: Header,
    orders: [OrderLayout; ORDERS],
    /// By order, then by code: natural logarithms.
    levels: [Vec<f32>; ORDERS],
    backoffs: [[f32; BACKOFF_LEVELS]; ORDERS],
    /// All tokens, the likeliest first, lower ids first among equals.
    by_frequency: Vec<u16>,
}

/// How much of what a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NgramSizes {
    /// Number of tokens, all of which have a unigram.
    pub vocab_size: usize,
    /// Contexts of 1, 2 and 3 tokens.
    pub contexts: [usize; 3],
    /// Entries in the successor lists of orders 2, 3 and 4: n-grams, and one more for each list longer than 7.
    pub entries: [usize; 3],
    /// Bits per log-probability of an n-gram.
    pub code_bits: usize,
    /// All bytes.
    pub bytes: usize,
}

impl<B: AsRef<[u8]>> NgramTable<B> {
    /// Checks all of `bytes`: about 4 ms for 4 MB.
    ///
    /// # Errors
    /// [`NgramError`] says which number is wrong. Bytes that pass cannot make a lookup fail or read outside them.
    pub fn parse(bytes: B) -> Result<Self, NgramError> {
        let all = bytes.as_ref();
        let header = Header::read(all)?;
        let orders = header.layout(all.len())?;
        let (expected, found) = (stored_checksum(all), checksum(all));
        if expected != found {
            return Err(NgramError::Checksum { expected, found });
        }
        let mut levels = [const { Vec::new() }; ORDERS];
        let mut backoffs = [[0.0; BACKOFF_LEVELS]; ORDERS];
        for ((layout, levels), backoffs) in orders.iter().zip(&mut levels).zip(&mut backoffs) {
            for index in 0..1 << header.code_bits {
                let found = f32::from_bits(u32_at(all, layout.levels + 4 * index).unwrap_or(u32::MAX));
                if !(-100.0..=0.0).contains(&found) {
                    return Err(NgramError::Level { what: "log-probability level", index, found });
                }
                levels.push(found);
            }
            for (index, backoff) in backoffs.iter_mut().enumerate() {
                let found = f32::from_bits(u32_at(all, layout.backoffs + 4 * index).unwrap_or(u32::MAX));
                if !(-MAX_BACKOFF..=MAX_BACKOFF).contains(&found) {
                    return Err(NgramError::Level { what: "back-off level", index, found });
                }
                *backoff = found;
            }
        }
        for (i, layout) in orders.iter().enumerate() {
            check_order(all, i + 2, layout, header.vocab_size)?;
        }
        let by_frequency = by_frequency(&all[HEADER..][..header.vocab_size as usize]);
        Ok(Self { header, orders, levels, backoffs, by_frequency, bytes })
    }

    /// Counts, for reports.
    pub fn sizes(&self) -> NgramSizes {
        NgramSizes {
            vocab_size: self.header.vocab_size as usize,
            contexts: self.orders.map(|order| order.header.contexts as usize),
            entries: self.orders.map(|order| order.header.entries as usize),
            code_bits: self.header.code_bits as usize,
            bytes: self.bytes.as_ref().len(),
        }
    }

    /// The token that stands before and after every line: a line break.
    pub fn boundary(&self) -> TokenId {
        self.header.boundary
    }

    /// The distribution after `history`, for several questions about it.
    ///
    /// `history` is the text from its beginning, or at least its last three tokens: fewer are taken for the start of
    /// a text. Nothing before the last boundary token counts.
    pub fn after(&self, history: &[TokenId]) -> Following<'_, B> {
        let (vocab_size, boundary) = (self.header.vocab_size, self.header.boundary);
        let mut lists = [None; ORDERS];
        let (mut key, mut length) = (0, 0);
        let start = (history.len() < ORDERS).then_some(boundary);
        for token in history.iter().rev().copied().chain(start).take(ORDERS) {
            if token >= vocab_size {
                break;
            }
            key |= u64::from(token) << (16 * length);
            lists[length] = self.list(length, key);
            length += 1;
            if token == boundary {
                break;
            }
        }
        Following { table: self, lists }
    }

    /// Natural log-probability of `token` after `history`, smoothed: always finite.
    pub fn log_prob(&self, history: &[TokenId], token: TokenId) -> f32 {
        self.after(history).log_prob(token)
    }

    /// The likeliest tokens after `history`, see [`Following::top`].
    pub fn top(&self, history: &[TokenId], count: usize) -> Vec<Candidate> {
        self.after(history).top(count)
    }

    /// The successors of one context.
    fn list(&self, order: usize, key: u64) -> Option<List> {
        let bytes = self.bytes.as_ref();
        let layout = &self.orders[order];
        let (bucket, fingerprint) = place(key, layout.header.buckets);
        let at = layout.directory + 8 * bucket as usize;
        let contexts = u32_at(bytes, at)?..u32_at(bytes, at + 8)?;
        let mut entry = u32_at(bytes, at + 4)? as usize;
        for context in contexts {
            let context = context as usize;
            let meta = *bytes.get(layout.meta + context)?;
            let (start, length) = extent(bytes, layout, entry, meta)?;
            if u16_at(bytes, layout.fingerprints + 2 * context)? == fingerprint {
                let backoff = self.backoffs[order][usize::from(meta >> 3) % BACKOFF_LEVELS];
                return Some(List { start, length, backoff });
            }
            entry = start + length;
        }
        None
    }

    fn token(&self, order: usize, entry: usize) -> Option<u16> {
        u16_at(self.bytes.as_ref(), self.orders[order].tokens + 2 * entry)
    }

    fn level(&self, order: usize, entry: usize) -> Option<f32> {
        let (bytes, codes) = (self.bytes.as_ref(), self.orders[order].codes);
        let code = match self.header.code_bits {
            8 => *bytes.get(codes + entry)?,
            _ => *bytes.get(codes + entry / 2)? >> (4 * (entry % 2)) & 15,
        };
        self.levels[order].get(usize::from(code)).copied()
    }

    /// Natural logarithm of a token's probability whatever stands before it; outside the vocabulary, the least there
    /// can be.
    pub fn unigram(&self, token: TokenId) -> f32 {
        let in_vocabulary = (token < self.header.vocab_size).then_some(HEADER + token as usize);
        let code = in_vocabulary.and_then(|at| self.bytes.as_ref().get(at)).copied().unwrap_or(u8::MAX);
        self.header.unigram_shift - f32::from(code) * self.header.unigram_step
    }
}

/// The distribution of the next token after one history.
#[derive(Debug)]
pub struct Following<'a, B: AsRef<[u8]>> {
    table: &'a NgramTable<B>,
    /// Successors of the last token, the last two, the last three.
    lists: [Option<List>; ORDERS],
}

#[derive(Debug, Clone, Copy)]
struct List {
    /// First entry in the order's successors.
    start: usize,
    length: usize,
    backoff: f32,
}

impl<B: AsRef<[u8]>> Following<'_, B> {
    /// Natural logarithm of the probability of `token`; finite and at most 0.
    ///
    /// At most 16 steps of a binary search per order. A token outside the vocabulary gets the least likely unigram.
    pub fn log_prob(&self, token: TokenId) -> f32 {
        let mut backoff = 0.0;
        for (order, list) in self.lists.iter().enumerate().rev() {
            let Some(list) = list else { continue };
            if let Some(level) = self.find(order, list, token).and_then(|entry| self.table.level(order, entry)) {
                return (backoff + level).min(0.0);
            }
            backoff += list.backoff;
        }
        (backoff + self.table.unigram(token)).min(0.0)
    }

    /// Length of the longest stored n-gram that `token` ends after this history: 2 to 4, or 1 if only its unigram
    /// is known.
    ///
    /// This answers cheaply whether a piece is known to continue a word: of a piece without a leading space, 2 or
    /// more says that the table has seen it often enough after the piece before. Less says nothing, since rare
    /// n-grams were left out.
    pub fn order(&self, token: TokenId) -> usize {
        let found = |order: usize| self.lists[order].is_some_and(|list| self.find(order, &list, token).is_some());
        (0..ORDERS).rev().find(|&order| found(order)).map_or(1, |order| order + 2)
    }

    /// The `count` likeliest tokens, the likeliest first, lower ids first among equals; exactly those, with the
    /// log-probabilities of [`log_prob`](Self::log_prob).
    ///
    /// Reads the successor lists once (at most a few thousand entries, after a frequent token).
    pub fn top(&self, count: usize) -> Vec<Candidate> {
        let count = count.min(self.table.by_frequency.len());
        let mut best: Vec<Candidate> = Vec::with_capacity(count + 1);
        let mut backoff = 0.0;
        for (order, list) in self.lists.iter().enumerate().rev() {
            let Some(list) = list else { continue };
            for entry in list.start..list.start + list.length {
                let (Some(token), Some(level)) = (self.table.token(order, entry), self.table.level(order, entry))
                else {
                    continue;
                };
                let candidate = Candidate::model(token.into(), (backoff + level).min(0.0));
                if enters(&best, candidate, count) && !self.known_above(order + 1, candidate.token) {
                    insert(&mut best, candidate, count);
                }
            }
            backoff += list.backoff;
        }
        for &token in &self.table.by_frequency {
            let token = token.into();
            let candidate = Candidate::model(token, (backoff + self.table.unigram(token)).min(0.0));
            if !enters(&best, candidate, count) {
                // What follows is no likelier; a token of equal probability has a higher id.
                break;
            }
            if !self.known_above(0, token) {
                insert(&mut best, candidate, count);
            }
        }
        best
    }

    /// Whether a list of this or a higher order has the token.
    fn known_above(&self, order: usize, token: TokenId) -> bool {
        (order..ORDERS).any(|order| self.lists[order].is_some_and(|list| self.find(order, &list, token).is_some()))
    }

    /// The entry of `token` in a list.
    fn find(&self, order: usize, list: &List, token: TokenId) -> Option<usize> {
        let (mut from, mut to) = (list.start, list.start + list.length);
        while from < to {
            let middle = from + (to - from) / 2;
            let here = TokenId::from(self.table.token(order, middle)?);
            match here.cmp(&token) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }
}

/// Whether `a` comes before `b` among the likeliest.
fn before(a: Candidate, b: Candidate) -> bool {
    a.log_prob > b.log_prob || (a.log_prob == b.log_prob && a.token < b.token)
}

fn enters(best: &[Candidate], candidate: Candidate, count: usize) -> bool {
    best.len() < count || best.last().is_some_and(|&last| before(candidate, last))
}

fn insert(best: &mut Vec<Candidate>, candidate: Candidate, count: usize) {
    let at = best.partition_point(|&other| before(other, candidate));
    best.insert(at, candidate);
    best.truncate(count);
}

/// First entry and length of the list that begins at `entry`, of the context whose byte is `meta`.
fn extent(bytes: &[u8], layout: &OrderLayout, entry: usize, meta: u8) -> Option<(usize, usize)> {
    match usize::from(meta) & SHORT_LIST {
        0 => Some((entry + 1, usize::from(u16_at(bytes, layout.tokens + 2 * entry)?))),
        short => Some((entry, short)),
    }
}

/// Walks all contexts: the directory must say where they are, and every list must ascend within the vocabulary.
fn check_order(bytes: &[u8], order: usize, layout: &OrderLayout, vocab_size: u32) -> Result<(), NgramError> {
    let counts = layout.header;
    let entries = counts.entries as usize;
    let (mut context, mut entry) = (0_usize, 0_usize);
    for bucket in 0..=counts.buckets as usize {
        let wrong = |what, found: usize, expected: usize| {
            Err(NgramError::Bucket { order, bucket, what, found: found as u64, expected: expected as u64 })
        };
        let at = layout.directory + 8 * bucket;
        let first_context = u32_at(bytes, at).unwrap_or(u32::MAX) as usize;
        let first_entry = u32_at(bytes, at + 4).unwrap_or(u32::MAX) as usize;
        let most = counts.contexts as usize;
        if first_context < context || first_context > most || (bucket == 0 && first_context > 0) {
            return wrong("first context", first_context, context);
        }
        for index in context..first_context {
            let meta = bytes.get(layout.meta + index).copied().unwrap_or(0);
            let Some((start, length)) = (entry < entries).then(|| extent(bytes, layout, entry, meta)).flatten() else {
                return wrong("entries", entry, entries);
            };
            if length > entries.saturating_sub(start) {
                return wrong("end of a list", start + length, entries);
            }
            check_list(bytes, order, layout, start..start + length, vocab_size)?;
            entry = start + length;
        }
        context = first_context;
        if first_entry != entry {
            return wrong("first entry", first_entry, entry);
        }
    }
    let bucket = counts.buckets as usize;
    for (what, found, expected) in [("contexts", context, counts.contexts as usize), ("entries", entry, entries)] {
        if found != expected {
            let (found, expected) = (found as u64, expected as u64);
            return Err(NgramError::Bucket { order, bucket, what, found, expected });
        }
    }
    Ok(())
}

fn check_list(
    bytes: &[u8],
    order: usize,
    layout: &OrderLayout,
    entries: std::ops::Range<usize>,
    vocab_size: u32,
) -> Result<(), NgramError> {
    let mut before = None;
    for index in entries {
        let token = TokenId::from(u16_at(bytes, layout.tokens + 2 * index).unwrap_or(u16::MAX));
        if token >= vocab_size || before.is_some_and(|before| before >= token) {
            return Err(NgramError::Successor { order, index, token, before, vocab_size });
        }
        before = Some(token);
    }
    Ok(())
}

/// All tokens in ascending order of their unigram codes, which is descending order of probability.
fn by_frequency(codes: &[u8]) -> Vec<u16> {
    let mut tokens: Vec<u16> = (0..=u16::MAX).take(codes.len()).collect();
    tokens.sort_by_key(|&token| codes[usize::from(token)]);
    tokens
}

const _: () = assert!(ORDERS + 1 == MAX_ORDER);
