//! The report as one HTML file: no script, nothing from elsewhere.

use std::fmt::Write;

use crate::plots::{Axis, Point, Series, Unit, escape, plot, reliability};
use crate::report::{Report, Run};
use crate::table::{COLUMNS, heading, number, percent};

const STYLE: &str = include_str!("report.css");

/// The whole page.
pub fn page(report: &Report) -> String {
    let mut page = format!(
        concat!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            "<title>Foreword: {}</title><style>{}</style></head><body><main>",
            "<h1>Drafts evaluated</h1><p class=\"note\">{}</p>"
        ),
        escape(&report.corpus.name),
        STYLE,
        escape(&heading(report))
    );
    runs_table(&mut page, report);
    legend(&mut page, report);
    page.push_str("<div class=\"plots\">");
    for (title, figure) in figures(report) {
        let _ = write!(page, "<figure><figcaption>{title}</figcaption>{figure}</figure>");
    }
    page.push_str("</div>");
    calibration(&mut page, report);
    latency_table(&mut page, report);
    users_table(&mut page, report);
    let machine = &report.machine;
    let _ = writeln!(
        page,
        "<p class=\"note\">Foreword {} on {} {}, {} kernels, {} threads. Times include everything between a request \
         and its drafts.</p></main></body></html>",
        report.foreword,
        machine.os,
        machine.arch,
        escape(&machine.isa),
        machine.threads
    );
    page
}

fn table(page: &mut String, caption: &str, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let _ = write!(page, "<div class=\"wide\"><table><caption>{caption}</caption><thead><tr>");
    for cell in head {
        let _ = write!(page, "<th scope=\"col\">{}</th>", escape(cell));
    }
    page.push_str("</tr></thead><tbody>");
    for row in rows {
        page.push_str("<tr>");
        for cell in row {
            let _ = write!(page, "<td>{}</td>", escape(&cell));
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table></div>");
}

fn runs_table(page: &mut String, report: &Report) {
    let head: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let rows = report.runs.iter().map(|run| COLUMNS.iter().map(|(_, cell)| cell(run)).collect());
    table(page, "Every decoder and number of drafts k", &head, rows);
    page.push_str(
        "<p class=\"note\"><b>KSR</b>: keystrokes a perfect acceptor saves when every draft is shown, <b>at gate</b> \
         when only those are that the gate lets through, <b>ceiling</b> with an oracle that shows the true next \
         tokens. <b>Top-1, top-3, exact n</b>: at word starts, the next word or n words are those of draft 1, of one of \
         three drafts, of one of k. <b>Precision, coverage, wrong</b>: at the gate, draft 1’s first word is right when \
         something is shown; moments with something shown; with something wrong shown. <b>ECE</b>: calibration error of \
         the confidence. <b>Log-prob</b>: per token of the drafts, under the whole network. <b>Distinct, self-BLEU</b>: \
         first words among the k drafts; how alike the drafts are.</p>",
    );
}

/// Decoders in the order they come, each with its runs by number of drafts.
fn by_decoder(report: &Report) -> Vec<(&str, Vec<&Run>)> {
    let mut groups: Vec<(&str, Vec<&Run>)> = Vec::new();
    for run in &report.runs {
        match groups.iter_mut().find(|(name, _)| *name == run.decoder) {
            Some((_, runs)) => runs.push(run),
            None => groups.push((&run.decoder, vec![run])),
        }
    }
    groups.iter_mut().for_each(|(_, runs)| runs.sort_by_key(|run| run.drafts));
    groups
}

fn legend(page: &mut String, report: &Report) {
    page.push_str("<ul class=\"legend\">");
    for (colour, (name, _)) in by_decoder(report).iter().enumerate() {
        let _ = write!(page, "<li><i class=\"c{}\"></i>{}</li>", colour % crate::plots::COLOURS, escape(name));
    }
    page.push_str("<li>number in a dot: drafts k</li></ul>");
}

fn figures(report: &Report) -> Vec<(&'static str, String)> {
    let groups = by_decoder(report);
    let series = |value: fn(&Run) -> Option<f64>| -> Vec<Series> {
        let points = |runs: &[&Run]| -> Vec<Point> {
            let point = |run: &&Run| {
                Some(Point { x: run.latency_ms.total.p50?, y: value(run)?, label: run.drafts.to_string() })
            };
            runs.iter().filter_map(point).collect()
        };
        let named = groups.iter().enumerate();
        named.map(|(colour, (name, runs))| Series { name: (*name).to_owned(), colour, points: points(runs) }).collect()
    };
    let time = || Axis { label: "P50 from request to drafts, ms", unit: Unit::Plain, include: Some(0.0) };
    let axis = |label, unit| Axis { label, unit, include: None };
    let mut figures = Vec::new();
    let mut add = |title, y: Axis<'_>, series: Vec<Series>| {
        if series.iter().any(|s| !s.points.is_empty()) {
            figures.push((title, plot(title, &time(), &y, &series)));
        }
    };
    let ksr = Axis { label: "KSR, every draft shown", unit: Unit::Percent, include: None };
    add("Keystrokes saved against time", ksr, series(|run| Some(run.ksr.as_ref()?.ksr)));
    let quality = axis("log-probability per token", Unit::Plain);
    add("Draft quality against time", quality, series(|run| run.quality.log_prob));
    let next = axis("next word is draft 1’s first", Unit::Percent);
    add("Next word against time", next, series(|run| run.next_word.top_1.value()));

    let curve = |runs: &[&Run]| -> Vec<Point> {
        let thresholds = runs.last().into_iter().flat_map(|run| &run.calibration.thresholds);
        let point = |x, y| Point { x, y, label: String::new() };
        thresholds.filter_map(|t| Some(point(t.coverage, t.precision?))).collect()
    };
    let curves: Vec<Series> = groups
        .iter()
        .enumerate()
        .map(|(colour, (name, runs))| Series { name: (*name).to_owned(), colour, points: curve(runs) })
        .collect();
    if curves.iter().any(|s| !s.points.is_empty()) {
        let title = "What other thresholds would show, largest k";
        let x = Axis { label: "coverage", unit: Unit::Percent, include: Some(0.0) };
        let y = Axis { label: "precision when shown", unit: Unit::Percent, include: Some(0.0) };
        figures.push((title, plot(title, &x, &y, &curves)));
    }
    figures
}

fn calibration(page: &mut String, report: &Report) {
    page.push_str(
        "<h2>Confidence</h2><p class=\"note\">Bars: how often the first word was right; dots: at the mean \
        confidence of the bin; dashed: perfectly calibrated. Below: moments per bin.</p><div class=\"plots small\">",
    );
    for run in by_decoder(report).iter().filter_map(|(_, runs)| runs.last()) {
        let title = format!("{}, k = {}: ECE {}", run.decoder, run.drafts, number(run.calibration.ece, 3));
        let figure = reliability(&title, &run.calibration);
        let _ = write!(page, "<figure><figcaption>{}</figcaption>{figure}</figure>", escape(&title));
    }
    page.push_str("</div>");
}

fn latency_table(page: &mut String, report: &Report) {
    let head = ["decoder", "k", "requests", "total P50", "P95", "read P50", "P95", "draft P50", "P95"];
    let rows = report.runs.iter().map(|run| {
        let latency = &run.latency_ms;
        let mut row = vec![run.decoder.clone(), run.drafts.to_string(), latency.requests.to_string()];
        for part in [latency.total, latency.encode, latency.decode] {
            row.extend([number(part.p50, 1), number(part.p95, 1)]);
        }
        row
    });
    page.push_str("<h2>Time</h2>");
    table(page, "Milliseconds per request", &head, rows);
}

fn users_table(page: &mut String, report: &Report) {
    let Some(run) = report.runs.last().filter(|run| run.users.len() > 1) else { return };
    let _ = write!(page, "<details><summary>Users ({} of them)</summary>", run.users.len());
    let head: Vec<String> = ["user", "characters", "ceiling"]
        .map(str::to_owned)
        .into_iter()
        .chain(report.runs.iter().map(|run| format!("{}, k = {}", run.decoder, run.drafts)))
        .collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows = run.users.iter().enumerate().map(|(i, user)| {
        let fixed = [user.name.clone(), user.keystrokes.characters.to_string(), percent(Some(user.ceiling))];
        fixed.into_iter().chain(report.runs.iter().map(|run| percent(run.users.get(i).map(|u| u.ksr)))).collect()
    });
    table(page, "KSR of each user, every draft shown", &head, rows);
    page.push_str("</details>");
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::metrics::{EXACT_WORDS, Tally};
    use crate::report::{Corpus, Keystrokes, Machine, Options, run};

    /// Three runs; the first without a single moment.
    pub(crate) fn report() -> Report {
        let mut tally = Tally::default();
        tally.moment("see you", 4, &crate::fake::suggestions(&["you", "me"], 0.7), 2);
        tally.latency.add(&crate::fake::suggestions(&[], 0.0), 12.0);
        tally.judged(0, -1.5);
        let keys = Keystrokes { characters: 100, always_shown: 75, at_gate: 80, oracle: 10 };
        let users = || Some(vec![("<ann>".to_owned(), keys), ("ben".to_owned(), keys)]);
        assert_eq!(tally.exact.len(), EXACT_WORDS);
        Report {
            foreword: "0.0.0",
            corpus: Corpus { name: "<corpus>".into(), users: 2, messages: 3, characters: 200 },
            options: Options {
                seed: 1,
                tokens: 8,
                threshold: None,
                trailing_space: true,
                limit: None,
                carets: None,
                first_alpha: None,
                alpha: None,
                prefix: String::new(),
                beginning: None,
            },
            machine: Machine { os: "linux", arch: "x86_64", isa: "Portable".into(), threads: 1 },
            runs: vec![
                run("nucleus".into(), 1, &Tally::default(), None),
                run("greedy".into(), 1, &tally, users()),
                run("greedy".into(), 3, &tally, users()),
            ],
            seconds: 1.0,
        }
    }

    #[test]
    fn the_page_has_no_script_and_nothing_from_elsewhere() {
        let page = page(&report());
        for forbidden in ["<script", "http:", "https:", "url(", "<link", "<img", "@import", "<ann>", "<corpus>"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert_eq!(page.matches("<svg").count(), 4 + 2);
        for tag in ["svg", "table", "figure", "div", "details", "main", "tr", "td", "text"] {
            let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        assert!(!page.contains("NaN") && !page.contains("inf"));
    }
}
