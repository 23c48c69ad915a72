use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, ensure};
use clap::Args;
use foreword_eval::perplexity::{Measurer, Sampling};
use foreword_eval::{files, lines};
use foreword_ngrams::NgramTable;
use foreword_text::Tokenizer;

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

pub(super) fn run(tokenizer: &Tokenizer, arguments: &MeasureArguments, out: &mut dyn Write) -> anyhow::Result<()> {
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
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
        return Ok(());
    }
    let sizes = table.sizes();
    writeln!(out, "table: {} bytes, checked in {parse_ms:.1} ms", sizes.bytes)?;
    writeln!(out, "contexts of 1, 2, 3 tokens: {:?}; n-grams of order 2, 3, 4: {:?}", sizes.contexts, sizes.entries)?;
    writeln!(out, "text: {} tokens", report.tokens)?;
    writeln!(
        out,
        "perplexity {:.2}, {:.3} bits per byte; unigrams {:.1}",
        report.perplexity, report.bits_per_byte, report.unigram_perplexity
    )?;
    writeln!(out, "longest n-gram of order 1, 2, 3, 4: {:.3?}", report.orders)?;
    writeln!(out, "next token first: {:.3}, among three: {:.3}", report.top_1, report.top_3)?;
    writeln!(
        out,
        "distributions sum to 1 within {:.4} on average, {:.4} at most ({} looked at)",
        report.sum_error[0], report.sum_error[1], report.sums
    )?;
    writeln!(out, "log_prob {:.0} ns, top 3 {:.1} µs", report.log_prob_ns, report.top_3_us)?;
    Ok(())
}
