//! Plots as SVG text. Colours and type come from the page's style sheet, by class.

use std::fmt::Write;

use crate::calibration::{BINS, CalibrationReport};

/// Colours of series in the style sheet, `c0` to `c7`; with more series they repeat.
pub(crate) const COLOURS: usize = 8;

/// A name next to a scale.
pub(crate) struct Axis<'a> {
    pub(crate) label: &'a str,
    pub(crate) unit: Unit,
    /// A value that must be on the scale.
    pub(crate) include: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Plain,
    /// Values from 0 to 1, written from 0 to 100 %.
    Percent,
}

/// Points of one colour, joined in their order.
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) colour: usize,
    pub(crate) points: Vec<Point>,
}

pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Written into it, if not empty.
    pub(crate) label: String,
}

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 26.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 46.0;

/// A range of values mapped to pixels, with round ticks.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
    from: f64,
    to: f64,
    unit: Unit,
}

impl Scale {
    fn new(axis: &Axis<'_>, values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let (mut low, mut high) = values
            .chain(axis.include)
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if high - low < 1e-9 {
            let room = if high == 0.0 { 1.0 } else { high.abs() * 0.1 };
            (low, high) = (low - room, high + room);
        }
        let raw = (high - low) / 5.0;
        let power = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * power).into_iter().find(|&s| s >= raw).unwrap_or(raw);
        // Half a step of air, unless the axis was told to begin there.
        let air = |value: f64| if Some(value) == axis.include { 0.0 } else { step * 0.25 };
        let low = ((low - air(low)) / step).floor() * step;
        let high = ((high + air(high)) / step).ceil() * step;
        // No share is above 100 % or, where it begins at 0, below it.
        let high = if axis.unit == Unit::Percent && high > 1.0 { (1.0 / step - 1e-9).ceil() * step } else { high };
        Self { low, high, step, from, to, unit: axis.unit }
    }

    fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as usize;
        (0..=count).map(|i| self.low + self.step * i as f64)
    }

    fn write(&self, value: f64) -> String {
        let (value, step, unit) = match self.unit {
            Unit::Plain => (value, self.step, ""),
            Unit::Percent => (value * 100.0, self.step * 100.0, " %"),
        };
        let digits = (0..4).find(|&d| ((step * 10f64.powi(d)).fract()).abs() < 1e-6).unwrap_or(4) as usize;
        let value = if value.abs() < 1e-9 { 0.0 } else { value };
        format!("{value:.digits$}{unit}").replace('-', "−")
    }
}

/// A plot of `series`; points that are not finite are left out.
pub(crate) fn plot(title: &str, x: &Axis<'_>, y: &Axis<'_>, series: &[Series]) -> String {
    let points = || series.iter().flat_map(|s| &s.points).filter(|p| p.x.is_finite() && p.y.is_finite());
    let across = Scale::new(x, points().map(|p| p.x), LEFT, WIDTH - RIGHT);
    let up = Scale::new(y, points().map(|p| p.y), HEIGHT - BOTTOM, TOP);
    let mut svg = open(title, WIDTH, HEIGHT);
    axes(&mut svg, &across, &up, x.label, y.label);
    for series in series {
        let colour = series.colour % COLOURS;
        let points: Vec<&Point> = series.points.iter().filter(|p| p.x.is_finite() && p.y.is_finite()).collect();
        let path: Vec<String> = points.iter().map(|p| format!("{:.1},{:.1}", across.at(p.x), up.at(p.y))).collect();
        let _ = write!(svg, r#"<polyline class="line c{colour}" points="{}"/>"#, path.join(" "));
        for point in points {
            let (left, top) = (across.at(point.x), up.at(point.y));
            let name =
                escape(&format!("{} {}: {}, {}", series.name, point.label, across.write(point.x), up.write(point.y)));
            // Labels are short and stand in the dot; a point without one is a mark on its line.
            let (class, radius) = if point.label.is_empty() { ("spot", 2.5) } else { ("dot", 8.5) };
            let _ = write!(
                svg,
                r#"<circle class="{class} c{colour}" cx="{left:.1}" cy="{top:.1}" r="{radius}"><title>{name}</title></circle><text class="inside middle" x="{left:.1}" y="{:.1}">{}</text>"#,
                top + 4.0,
                escape(&point.label)
            );
        }
    }
    svg + "</svg>"
}

/// Bars of what was observed against the diagonal, above a strip of how many moments each bin has.
pub(crate) fn reliability(title: &str, calibration: &CalibrationReport) -> String {
    const SIDE: f64 = 200.0;
    const STRIP: f64 = 34.0;
    const GAP: f64 = 8.0;
    let (width, height) = (LEFT + SIDE + RIGHT, TOP + SIDE + GAP + STRIP + BOTTOM);
    let unit = |label| Axis { label, unit: Unit::Percent, include: Some(0.0) };
    let across = Scale::new(&unit(""), [0.0, 1.0 - 1e-6].into_iter(), LEFT, LEFT + SIDE);
    let across = Scale { high: 1.0, low: 0.0, step: 0.2, ..across };
    let up = Scale { from: TOP + SIDE, to: TOP, ..across };
    let mut svg = open(title, width, height);
    for tick in up.ticks() {
        grid(&mut svg, (LEFT, LEFT + SIDE), up.at(tick), &up.write(tick));
    }
    let most = calibration.bins.iter().map(|bin| bin.moments).max().unwrap_or(0).max(1);
    let foot = TOP + SIDE + GAP + STRIP;
    let bar = SIDE / BINS as f64;
    for bin in &calibration.bins {
        let left = across.at(bin.from) + 1.0;
        let name = escape(&format!(
            "{}: {} moments, predicted {}, observed {}",
            across.write(bin.from),
            bin.moments,
            bin.predicted.map_or("–".into(), |v| format!("{:.1} %", v * 100.0)),
            bin.observed.map_or("–".into(), |v| format!("{:.1} %", v * 100.0)),
        ));
        if let (Some(observed), Some(predicted)) = (bin.observed, bin.predicted) {
            let top = up.at(observed);
            let _ = write!(
                svg,
                r#"<rect class="bar" x="{left:.1}" y="{top:.1}" width="{:.1}" height="{:.1}"><title>{name}</title></rect>"#,
                bar - 2.0,
                TOP + SIDE - top
            );
            let _ = write!(
                svg,
                r#"<circle class="mark" cx="{:.1}" cy="{top:.1}" r="3"><title>{name}</title></circle>"#,
                across.at(predicted)
            );
        }
        let tall = STRIP * bin.moments as f64 / most as f64;
        let _ = write!(
            svg,
            r#"<rect class="count" x="{left:.1}" y="{:.1}" width="{:.1}" height="{tall:.1}"><title>{name}</title></rect>"#,
            foot - tall,
            bar - 2.0
        );
    }
    let _ = write!(
        svg,
        r#"<line class="ideal" x1="{LEFT}" y1="{}" x2="{}" y2="{TOP}"/><line class="axis" x1="{LEFT}" y1="{}" x2="{}" y2="{}"/>"#,
        TOP + SIDE,
        LEFT + SIDE,
        TOP + SIDE,
        LEFT + SIDE,
        TOP + SIDE
    );
    let _ = write!(svg, r#"<line class="axis" x1="{LEFT}" y1="{foot}" x2="{}" y2="{foot}"/>"#, LEFT + SIDE);
    let _ = write!(svg, r#"<text class="tick end" x="{}" y="{}">{most}</text>"#, LEFT - 7.0, foot - STRIP + 8.0);
    for tick in across.ticks() {
        let _ = write!(
            svg,
            r#"<text class="tick middle" x="{:.1}" y="{}">{}</text>"#,
            across.at(tick),
            foot + 15.0,
            across.write(tick)
        );
    }
    labels(
        &mut svg,
        (LEFT + SIDE / 2.0, foot + 36.0),
        TOP + SIDE / 2.0,
        ("confidence of the best draft", "first word right"),
    );
    svg + "</svg>"
}

fn open(title: &str, width: f64, height: f64) -> String {
    let title = escape(title);
    format!(r#"<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{title}">"#)
}

fn axes(svg: &mut String, across: &Scale, up: &Scale, x: &str, y: &str) {
    for tick in up.ticks() {
        grid(svg, (across.from, across.to), up.at(tick), &up.write(tick));
    }
    for tick in across.ticks() {
        let at = across.at(tick);
        let _ = write!(
            svg,
            r#"<text class="tick middle" x="{at:.1}" y="{}">{}</text>"#,
            up.from + 17.0,
            across.write(tick)
        );
    }
    let (from, to, foot) = (across.from, across.to, up.from);
    let _ = write!(svg, r#"<line class="axis" x1="{from}" y1="{foot}" x2="{to}" y2="{foot}"/>"#);
    labels(svg, ((from + to) / 2.0, foot + 38.0), (up.from + up.to) / 2.0, (x, y));
}

/// A line across and what it stands for.
fn grid(svg: &mut String, (from, to): (f64, f64), at: f64, text: &str) {
    let _ = write!(
        svg,
        r#"<line class="grid" x1="{from}" y1="{at:.1}" x2="{to}" y2="{at:.1}"/><text class="tick end" x="{}" y="{:.1}">{text}</text>"#,
        from - 7.0,
        at + 4.0
    );
}

/// The name of the scale across, at `(x, y)`, and of the one up, centred at `middle`.
fn labels(svg: &mut String, (x, y): (f64, f64), middle: f64, (across, up): (&str, &str)) {
    let _ = write!(
        svg,
        r#"<text class="label middle" x="{x:.1}" y="{y:.1}">{}</text><text class="label middle" transform="translate(13 {middle:.1}) rotate(-90)">{}</text>"#,
        escape(across),
        escape(up)
    );
}

/// `text` for HTML and SVG, also between quotes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(values: &[f64], include: Option<f64>, unit: Unit) -> Vec<String> {
        let scale = Scale::new(&Axis { label: "", unit, include }, values.iter().copied(), 0.0, 1.0);
        assert!(values.iter().filter(|v| v.is_finite()).all(|&v| (0.0..=1.0).contains(&scale.at(v))));
        scale.ticks().map(|tick| scale.write(tick)).collect()
    }

    #[test]
    fn scales_are_round_and_hold_every_value() {
        assert_eq!(ticks(&[12.0, 47.0], Some(0.0), Unit::Plain), ["0", "10", "20", "30", "40", "50"]);
        assert_eq!(ticks(&[0.42, 0.51], None, Unit::Percent), ["40 %", "42 %", "44 %", "46 %", "48 %", "50 %", "52 %"]);
        assert_eq!(ticks(&[0.7, 1.0], Some(0.0), Unit::Percent).last().map(String::as_str), Some("100 %"));
        assert_eq!(ticks(&[-3.2, -1.1], None, Unit::Plain)[0], "−3.5");
        for odd in [&[][..], &[5.0], &[0.0], &[f64::NAN, 1.0], &[1e-12, 1e12]] {
            let ticks = ticks(odd, None, Unit::Plain);
            assert!((2..12).contains(&ticks.len()), "{odd:?}: {ticks:?}");
        }
    }

    #[test]
    fn names_cannot_break_out() {
        let series =
            Series { name: "<script>".into(), colour: 9, points: vec![Point { x: 1.0, y: 2.0, label: "\"&'".into() }] };
        let axis = || Axis { label: "</svg>", unit: Unit::Plain, include: None };
        let svg = plot("\"><script>", &axis(), &axis(), &[series]);
        assert!(!svg.contains("<script>") && svg.matches("</svg>").count() == 1, "{svg}");
        assert!(svg.contains("&quot;&amp;&#39;") && svg.contains("dot c1"));
    }
}
