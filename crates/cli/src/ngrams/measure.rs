use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, ensure};
use clap::Args;
use foreword_decode::NgramModel;
use foreword_decode::ngram::NgramTable;
use foreword_text::{TokenId, Tokenizer};
use serde::Serialize;

use super::corpus::{files, lines};
use super::ids;

#[derive(Args)]
pub(crate) struct MeasureArguments {
    /// The table
    #[arg(long, value_name = "FILE")]
    table: PathBuf,
    /// Texts, one message per line: .txt, .txt.xz or .tar.xz files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    texts: Vec<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// At every how manyth token something is looked at; 0 for never.
#[derive(Clone, Copy)]
pub(super) struct Sampling {
    /// Whether the next token is among the likeliest.
    top: u64,
    /// What the whole distribution sums to.
    sum: u64,
}

impl Sampling {
    pub const NONE: Self = Self { top: 0, sum: 0 };
}

#[derive(Serialize)]
pub(super) struct Report {
    tokens: u64,
    pub perplexity: f64,
    pub unigram_perplexity: f64,
    bits_per_byte: f64,
    /// Share of tokens whose longest stored n-gram is of order 1, 2, 3, 4.
    orders: [f64; 4],
    top_1: f64,
    top_3: f64,
    /// Mean and largest |sum − 1| of the distributions looked at.
    sum_error: [f64; 2],
    sums: u64,
    log_prob_ns: f64,
    top_3_us: f64,
}

/// Adds up what a table says about lines.
pub(super) struct Measurer<'a, B: AsRef<[u8]>> {
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
            let given = self.table.given(&line[..at]);
            self.unigram += f64::from(self.table.unigram(token));
            self.orders[(given.order(token) - 1).min(3)] += 1;
            let turn = |every: u64| every > 0 && (self.tokens + at as u64).is_multiple_of(every);
            if turn(self.sampling.top) {
                let start = Instant::now();
                let top = given.top(3);
                self.top_seconds += start.elapsed().as_secs_f64();
                self.tops[0] += 1;
                self.tops[1] += u64::from(top.first().is_some_and(|first| first.token == token));
                self.tops[2] += u64::from(top.iter().any(|candidate| candidate.token == token));
            }
            if turn(self.sampling.sum) {
                let all = 0..self.table.sizes().vocab_size as TokenId;
                self.sum_errors
                    .push((all.map(|token| f64::from(given.log_prob(token)).exp()).sum::<f64>() - 1.0).abs());
            }
        }
        self.tokens += line.len() as u64 - 1;
        self.bytes += bytes as u64 + 1;
    }

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

pub(super) fn run(tokenizer: &Tokenizer, arguments: &MeasureArguments) -> anyhow::Result<()> {
    let cannot = || format!("cannot use the table {}", arguments.table.display());
    let bytes = std::fs::read(&arguments.table).with_context(cannot)?;
    let start = Instant::now();
    let table = NgramTable::parse(bytes).with_context(cannot)?;
    let parse_ms = start.elapsed().as_secs_f64() * 1e3;
    let (expected, found) = (tokenizer.vocab_size(), table.sizes().vocab_size);
    ensure!(expected == found, "the table has {found} tokens, the model {expected}");
    let mut measurer = Measurer::new(&table, Sampling { top: 7, sum: 1_009 });
    for path in &arguments.texts {
        for file in files(path)? {
            lines(&file, u64::MAX, |line| {
                measurer.line(&ids(tokenizer, line)?, line.len());
                Ok(())
            })?;
        }
    }
    let report = measurer.report();
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    let sizes = table.sizes();
    println!("table: {} bytes, checked in {parse_ms:.1} ms", sizes.bytes);
    println!("contexts of 1, 2, 3 tokens: {:?}; n-grams of order 2, 3, 4: {:?}", sizes.contexts, sizes.entries);
    println!("text: {} tokens", report.tokens);
    println!(
        "perplexity {:.2}, {:.3} bits per byte; unigrams {:.1}",
        report.perplexity, report.bits_per_byte, report.unigram_perplexity
    );
    println!("longest n-gram of order 1, 2, 3, 4: {:.3?}", report.orders);
    println!("next token first: {:.3}, among three: {:.3}", report.top_1, report.top_3);
    println!(
        "distributions sum to 1 within {:.4} on average, {:.4} at most ({} looked at)",
        report.sum_error[0], report.sum_error[1], report.sums
    );
    println!("log_prob {:.0} ns, top 3 {:.1} µs", report.log_prob_ns, report.top_3_us);
    Ok(())
}
