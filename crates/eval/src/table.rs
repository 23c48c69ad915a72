//! The report as a table for a terminal.

use std::fmt::Write;

use crate::metrics::Share;
use crate::report::{Report, Run};

/// Heading and cell of each column.
pub(crate) type Column = (&'static str, fn(&Run) -> String);

/// The columns every table of runs has, in order.
pub(crate) const COLUMNS: &[Column] = &[
    ("decoder", |run| run.decoder.clone()),
    ("k", |run| run.drafts.to_string()),
    ("KSR", |run| percent(run.ksr.as_ref().map(|ksr| ksr.ksr))),
    ("at gate", |run| percent(run.ksr.as_ref().map(|ksr| ksr.ksr_at_gate))),
    ("ceiling", |run| percent(run.ksr.as_ref().map(|ksr| ksr.ceiling))),
    ("top-1", |run| share(run.next_word.top_1)),
    ("top-3", |run| percent(run.next_word.top_3.and_then(Share::value))),
    ("exact 2", |run| share(run.exact_match[1])),
    ("exact 3", |run| share(run.exact_match[2])),
    ("exact 5", |run| share(run.exact_match[4])),
    ("precision", |run| share(run.gate.precision)),
    ("coverage", |run| share(run.gate.coverage)),
    ("wrong", |run| share(run.gate.wrong_show)),
    ("open ends", |run| share(run.gate.open_ends)),
    ("ECE", |run| number(run.calibration.ece, 3)),
    ("log-prob", |run| number(run.quality.log_prob, 3)),
    ("distinct", |run| number(run.quality.distinct_first_words, 2)),
    ("self-BLEU", |run| number(run.quality.self_bleu, 2)),
    ("P50 ms", |run| number(run.latency_ms.total.p50, 1)),
    ("P95 ms", |run| number(run.latency_ms.total.p95, 1)),
];

pub(crate) fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{:.1} %", value * 100.0))
}

fn share(share: Share) -> String {
    percent(share.value())
}

pub(crate) fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}").replace('-', "−"))
}

/// One line on what was evaluated.
pub(crate) fn heading(report: &Report) -> String {
    let (corpus, options) = (&report.corpus, &report.options);
    let gate = options.threshold.map_or("the engine's gate".to_owned(), |t| format!("a gate at {t}"));
    let carets = options.carets.map_or_else(String::new, |n| format!(", {n} carets each"));
    format!(
        "{}: {} users, {} messages, {} characters{carets}; {} tokens per draft, {gate}, seed {}; {} threads, {:.0} s",
        corpus.name,
        corpus.users,
        corpus.messages,
        corpus.characters,
        options.tokens,
        options.seed,
        report.machine.threads,
        report.seconds
    )
}

/// The table of runs, with a line on what was evaluated before it.
pub fn text(report: &Report) -> String {
    let mut text = heading(report) + "\n";
    let rows: Vec<Vec<String>> = std::iter::once(COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect())
        .chain(report.runs.iter().map(|run| COLUMNS.iter().map(|(_, cell)| cell(run)).collect()))
        .collect();
    let width = |column: usize| rows.iter().map(|row: &Vec<String>| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..COLUMNS.len()).map(width).collect();
    for row in &rows {
        for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let _ = if i == 0 { write!(text, "{cell:width$}") } else { write!(text, "  {cell:>width$}") };
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::tests::report;

    #[test]
    fn columns_line_up_and_missing_figures_are_dashes() {
        let text = text(&report());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 1 + 1 + 3);
        assert!(lines[1..].iter().all(|line| line.chars().count() == lines[1].chars().count()), "{text}");
        assert!(lines[2].contains('–') && lines[3].contains("25.0 %"), "{text}");
    }

    #[test]
    fn numbers_have_their_digits_and_a_real_minus() {
        assert_eq!(number(Some(-1.2345), 2), "−1.23");
        assert_eq!(percent(Some(0.4567)), "45.7 %");
        assert_eq!(percent(None), "–");
    }
}
