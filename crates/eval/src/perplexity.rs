//! How well an n-gram table predicts texts.

use std::time::Instant;

use foreword_ngrams::NgramTable;
use foreword_text::TokenId;
use serde::Serialize;

/// How often the slower measurements are taken: at one token in so many; 0 for never.
#[derive(Clone, Copy)]
pub struct Sampling {
    /// Whether the next token is among the likeliest.
    pub top: u64,
    /// What the whole distribution sums to.
    pub sum: u64,
}

impl Sampling {
    /// None of them.
    pub const NONE: Self = Self { top: 0, sum: 0 };
}

/// What a table says about texts.
#[derive(Serialize)]
pub struct Report {
    /// Tokens predicted, ends of lines included.
    pub tokens: u64,
    /// Perplexity of the table.
    pub perplexity: f64,
    /// Perplexity of its unigrams alone.
    pub unigram_perplexity: f64,
    /// The table's cross-entropy.
    pub bits_per_byte: f64,
    /// Share of tokens whose longest stored n-gram is of order 1, 2, 3, 4.
    pub orders: [f64; 4],
    /// Share of tokens that the table finds likeliest.
    pub top_1: f64,
    /// Share of tokens among the three likeliest.
    pub top_3: f64,
    /// Mean and largest |sum − 1| of the distributions looked at.
    pub sum_error: [f64; 2],
    /// Distributions looked at.
    pub sums: u64,
    /// Nanoseconds to look up one probability.
    pub log_prob_ns: f64,
    /// Microseconds to find the three likeliest tokens.
    pub top_3_us: f64,
}

/// Adds up what a table says about lines.
pub struct Measurer<'a, B: AsRef<[u8]>> {
    table: &'a NgramTable<B>,
    sampling: Sampling,
    tokens: u64,
    bytes: u64,
    log_prob: f64,
    unigram: f64,
    orders: [u64; 4],
    tops: [u64; 3],
    sum_errors: Vec<f64>,
    top_seconds: f64,
    log_prob_seconds: f64,
}

impl<'a, B: AsRef<[u8]>> Measurer<'a, B> {
    /// Nothing measured yet.
    pub fn new(table: &'a NgramTable<B>, sampling: Sampling) -> Self {
        Self {
            table,
            sampling,
            tokens: 0,
            bytes: 0,
            log_prob: 0.0,
            unigram: 0.0,
            orders: [0; 4],
            tops: [0; 3],
            sum_errors: Vec::new(),
            top_seconds: 0.0,
            log_prob_seconds: 0.0,
        }
    }

    /// Predicts every token of a line of `bytes` bytes, and its end.
    pub fn line(&mut self, tokens: &[TokenId], bytes: usize) {
        let boundary = self.table.boundary();
        let line: Vec<TokenId> = std::iter::once(boundary).chain(tokens.iter().copied()).chain([boundary]).collect();
        let start = Instant::now();
        self.log_prob += (1..line.len()).map(|at| f64::from(self.table.log_prob(&line[..at], line[at]))).sum::<f64>();
        self.log_prob_seconds += start.elapsed().as_secs_f64();
        for (at, &token) in line.iter().enumerate().skip(1) {
            let following = self.table.after(&line[..at]);
            self.unigram += f64::from(self.table.unigram(token));
            self.orders[(following.order(token) - 1).min(3)] += 1;
            let turn = |every: u64| every > 0 && (self.tokens + at as u64).is_multiple_of(every);
            if turn(self.sampling.top) {
                let start = Instant::now();
                let top = following.top(3);
                self.top_seconds += start.elapsed().as_secs_f64();
                self.tops[0] += 1;
                self.tops[1] += u64::from(top.first().is_some_and(|first| first.token == token));
                self.tops[2] += u64::from(top.iter().any(|candidate| candidate.token == token));
            }
            if turn(self.sampling.sum) {
                let all = 0..self.table.sizes().vocab_size as TokenId;
                self.sum_errors
                    .push((all.map(|token| f64::from(following.log_prob(token)).exp()).sum::<f64>() - 1.0).abs());
            }
        }
        self.tokens += line.len() as u64 - 1;
        self.bytes += bytes as u64 + 1;
    }

    /// What the lines so far add up to.
    pub fn report(&self) -> Report {
        let n = self.tokens.max(1) as f64;
        let tops = self.tops[0].max(1) as f64;
        let sums = self.sum_errors.len().max(1) as f64;
        Report {
            tokens: self.tokens,
            perplexity: (-self.log_prob / n).exp(),
            unigram_perplexity: (-self.unigram / n).exp(),
            bits_per_byte: -self.log_prob / std::f64::consts::LN_2 / self.bytes.max(1) as f64,
            orders: self.orders.map(|count| count as f64 / n),
            top_1: self.tops[1] as f64 / tops,
            top_3: self.tops[2] as f64 / tops,
            sum_error: [
                self.sum_errors.iter().sum::<f64>() / sums,
                self.sum_errors.iter().copied().fold(0.0, f64::max),
            ],
            sums: self.sum_errors.len() as u64,
            log_prob_ns: self.log_prob_seconds / n * 1e9,
            top_3_us: self.top_seconds / tops * 1e6,
        }
    }
}
