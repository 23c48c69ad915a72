use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, ensure};
use clap::Args;
use foreword_eval::perplexity::{Measurer, Sampling};
use foreword_eval::{files, lines};
use foreword_ngrams::{CountedNgrams, NgramCounts, NgramTable, TableOptions};
use foreword_text::{TokenId, Tokenizer};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;

use super::key::Key;
use super::{boundary, ids};

/// Lines that are held out together, so that a dialogue stands on one side of the cut.
const BLOCK: u64 = 50;
/// One block of so many is held out.
const HELD_OUT: u64 = 100;

#[derive(Args)]
pub(crate) struct BuildArguments {
    /// Folder with one utterance per line in .txt and .txt.xz files
    #[arg(long, value_name = "FOLDER")]
    corpus: PathBuf,
    /// The table to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Most bytes of the table
    #[arg(long, default_value_t = 4_000_000, value_name = "N")]
    budget_bytes: usize,
    /// Bits per log-probability: 4 or 8
    #[arg(long, default_value_t = 8, value_name = "BITS")]
    code_bits: u32,
    /// Read this many bytes of text per file at most
    #[arg(long, value_name = "N")]
    limit_bytes: Option<u64>,
    /// Leave out lines that begin like a line of this file, folder or .tar.xz
    #[arg(long, value_name = "PATH")]
    exclude: Vec<PathBuf>,
    /// How much each file counts (TOML)
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Also give the held-out perplexity at these sizes
    #[arg(long, value_name = "N", value_delimiter = ',')]
    compare: Vec<usize>,
}

/// How much the lines of a file count: the weight of the longest prefix of its name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    default: f32,
    weight: std::collections::BTreeMap<String, f32>,
}

impl Weights {
    fn read(path: Option<&Path>, files: &[PathBuf]) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self { default: 1.0, weight: Default::default() }) };
        let cannot = || format!("cannot use the weights {}", path.display());
        let weights: Self =
            toml::from_str(&std::fs::read_to_string(path).with_context(cannot)?).with_context(cannot)?;
        for (prefix, &weight) in &weights.weight {
            ensure!(weight >= 0.0 && weight.is_finite(), "{}: {prefix:?} weighs {weight}", path.display());
            let used = files.iter().any(|file| name(file).starts_with(prefix));
            ensure!(used, "{}: no file of the corpus begins with {prefix:?}", path.display());
        }
        let default = weights.default;
        ensure!(default >= 0.0 && default.is_finite(), "{}: the default is {default}", path.display());
        Ok(weights)
    }

    fn of(&self, file: &Path) -> f32 {
        let name = name(file);
        let longest = self.weight.iter().filter(|(prefix, _)| name.starts_with(*prefix)).max_by_key(|(p, _)| p.len());
        longest.map_or(self.default, |(_, &weight)| weight)
    }
}

#[derive(Default)]
struct Tally {
    lines: u64,
    bytes: u64,
    excluded: u64,
    repeated: u64,
}

pub(super) fn run(tokenizer: &Tokenizer, arguments: &BuildArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let start = Instant::now();
    let files = files(&arguments.corpus)?;
    let weights = Weights::read(arguments.weights.as_deref(), &files)?;
    let mut excluded = HashSet::new();
    for path in &arguments.exclude {
        for file in self::files(path)? {
            lines(&file, u64::MAX, |line| {
                let key = Key::of(line);
                excluded.extend(key.tells().then_some(key.hash));
                Ok(())
            })?;
        }
    }

    let (counts, held_out, tally) = read(tokenizer, arguments, &files, &weights, &excluded)?;
    writeln!(
        out,
        "read {} files, {} lines, {:.1} MB in {:.0} s; left out {} excluded and {} repeated lines",
        files.len(),
        tally.lines,
        tally.bytes as f64 / 1e6,
        start.elapsed().as_secs_f64(),
        tally.excluded,
        tally.repeated
    )?;
    writeln!(out, "{} tokens to count, {} lines held out", counts.tokens(), held_out.len())?;
    let counted = spin("counting", || counts.finish());
    let (distinct, repeated) = (counted.distinct(), counted.repeated());
    for (i, (distinct, repeated)) in distinct.iter().zip(repeated).enumerate() {
        writeln!(out, "order {}: {distinct} n-grams, {repeated} seen twice or more", i + 2)?;
    }
    writeln!(
        out,
        "{:>10} {:>9} {:>23} {:>26} {:>10} {:>8}",
        "bytes", "contexts", "(1, 2, 3 tokens)", "n-grams (2, 3, 4)", "perplexity", "unigram"
    )?;
    let mut sizes: Vec<usize> = arguments.compare.clone();
    sizes.push(arguments.budget_bytes);
    let mut bytes = Vec::new();
    for budget_bytes in sizes {
        let options = TableOptions { budget_bytes, code_bits: arguments.code_bits };
        bytes = table(&counted, &options, &held_out, out)?;
    }
    std::fs::write(&arguments.out, &bytes).with_context(|| format!("cannot write {}", arguments.out.display()))?;
    writeln!(out, "wrote {} in {:.0} s", arguments.out.display(), start.elapsed().as_secs_f64())?;
    Ok(())
}

/// Builds one table and prints how well it predicts the held-out lines.
fn table(
    counted: &CountedNgrams,
    options: &TableOptions,
    held_out: &[Vec<TokenId>],
    out: &mut dyn Write,
) -> anyhow::Result<Vec<u8>> {
    let bytes = spin("choosing n-grams", || counted.table(options))?;
    let table = NgramTable::parse(bytes.as_slice())?;
    let mut measurer = Measurer::new(&table, Sampling::NONE);
    for line in held_out {
        measurer.line(line, 0);
    }
    let (sizes, report) = (table.sizes(), measurer.report());
    writeln!(
        out,
        "{:>10} {:>9} {:>23} {:>26} {:>10.2} {:>8.1}",
        sizes.bytes,
        sizes.contexts.iter().sum::<usize>(),
        format!("{:?}", sizes.contexts),
        format!("{:?}", sizes.entries),
        report.perplexity,
        report.unigram_perplexity
    )?;
    Ok(bytes)
}

/// Tokenises the corpus: lines to count, and those held out.
fn read(
    tokenizer: &Tokenizer,
    arguments: &BuildArguments,
    files: &[PathBuf],
    weights: &Weights,
    excluded: &HashSet<u64>,
) -> anyhow::Result<(NgramCounts, Vec<Vec<TokenId>>, Tally)> {
    let boundary = boundary(tokenizer)?;
    let mut counts = NgramCounts::new(tokenizer.vocab_size(), boundary)?;
    let (mut held_out, mut tally, mut seen) = (Vec::new(), Tally::default(), HashSet::new());
    let bar =
        ProgressBar::new(files.len() as u64).with_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
    for file in files {
        bar.set_message(name(file));
        let (weight, of_file) = (weights.of(file), Key::of(&name(file)).hash);
        let mut number = 0;
        lines(file, arguments.limit_bytes.unwrap_or(u64::MAX), |line| {
            let block = (of_file ^ (number / BLOCK)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
            number += 1;
            let key = Key::of(line);
            if key.tells() && excluded.contains(&key.hash) {
                tally.excluded += 1;
                return Ok(());
            }
            if key.is_full() && !seen.insert(key.hash) {
                tally.repeated += 1;
                return Ok(());
            }
            tally.lines += 1;
            tally.bytes += line.len() as u64;
            let tokens = ids(tokenizer, line)?;
            if block.is_multiple_of(HELD_OUT) {
                held_out.push(tokens);
            } else if weight > 0.0 {
                for part in tokens.split(|&token| token == boundary) {
                    counts.push(part, weight)?;
                }
            }
            Ok(())
        })?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((counts, held_out, tally))
}

/// The last part of a path.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn spin<T>(message: &'static str, work: impl FnOnce() -> T) -> T {
    let bar = ProgressBar::new_spinner().with_message(message);
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    let result = work();
    bar.finish_and_clear();
    result
}
