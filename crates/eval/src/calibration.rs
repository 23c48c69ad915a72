//! How far the confidence of the best draft agrees with how often its first word is right, and what a threshold on it
//! would show.

use serde::Serialize;

/// Bins of the reliability diagram.
pub(crate) const BINS: usize = 10;

/// Fine bins; thresholds are at their lower ends. A multiple of [`BINS`].
const FINE: usize = 100;

/// Counts of moments with a draft, by the confidence of the best.
#[derive(Debug, Clone)]
pub(crate) struct Calibration {
    fine: [Bin; FINE],
    squared_error: f64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Bin {
    moments: u64,
    right: u64,
    confidence: f64,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { fine: [Bin::default(); FINE], squared_error: 0.0 }
    }
}

/// One bar of the reliability diagram.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct BinReport {
    /// Lower end of the bin; it is 1 / [`BINS`] wide.
    pub(crate) from: f64,
    pub(crate) moments: u64,
    /// Mean confidence.
    pub(crate) predicted: Option<f64>,
    /// Share of moments with a right first word.
    pub(crate) observed: Option<f64>,
}

/// What showing only drafts with at least this confidence would mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ThresholdReport {
    pub(crate) threshold: f64,
    pub(crate) coverage: f64,
    pub(crate) precision: Option<f64>,
    pub(crate) wrong_show: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CalibrationReport {
    pub(crate) bins: Vec<BinReport>,
    /// Expected calibration error: |predicted − observed| per bin, weighted by moments.
    pub(crate) ece: Option<f64>,
    /// Mean squared difference of confidence and outcome (Brier score).
    pub(crate) brier: Option<f64>,
    pub(crate) thresholds: Vec<ThresholdReport>,
}

impl Calibration {
    /// Counts one moment. A confidence outside 0 to 1, or not a number, counts as the nearest of them, or as 0.
    pub(crate) fn add(&mut self, confidence: f32, right: bool) {
        let confidence = if confidence.is_nan() { 0.0 } else { f64::from(confidence.clamp(0.0, 1.0)) };
        let bin = &mut self.fine[((confidence * FINE as f64 + 1e-6) as usize).min(FINE - 1)];
        bin.moments += 1;
        bin.right += u64::from(right);
        bin.confidence += confidence;
        self.squared_error += (confidence - f64::from(u8::from(right))).powi(2);
    }

    /// The report, where `moments` counts those without any draft too.
    pub(crate) fn report(&self, moments: u64) -> CalibrationReport {
        let sum = |bins: &[Bin]| {
            bins.iter().fold(Bin::default(), |sum, bin| Bin {
                moments: sum.moments + bin.moments,
                right: sum.right + bin.right,
                confidence: sum.confidence + bin.confidence,
            })
        };
        let all = sum(&self.fine);
        let share = |part: f64, of: u64| (of > 0).then(|| part / of as f64);
        let wide = FINE / BINS;
        let bins: Vec<BinReport> = (0..BINS)
            .map(|i| (i, sum(&self.fine[i * wide..(i + 1) * wide])))
            .map(|(i, bin)| BinReport {
                from: i as f64 / BINS as f64,
                moments: bin.moments,
                predicted: share(bin.confidence, bin.moments),
                observed: share(bin.right as f64, bin.moments),
            })
            .collect();
        let gap = |bin: &BinReport| Some((bin.predicted? - bin.observed?).abs() * bin.moments as f64);
        let thresholds = (0..FINE).step_by(5).map(|i| (i, sum(&self.fine[i..])));
        CalibrationReport {
            ece: share(bins.iter().filter_map(gap).sum(), all.moments),
            brier: share(self.squared_error, all.moments),
            bins,
            thresholds: thresholds
                .map(|(i, bin)| ThresholdReport {
                    threshold: i as f64 / FINE as f64,
                    coverage: share(bin.moments as f64, moments).unwrap_or(0.0),
                    precision: share(bin.right as f64, bin.moments),
                    wrong_show: share((bin.moments - bin.right) as f64, moments).unwrap_or(0.0),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_and_errors_by_hand() {
        let mut calibration = Calibration::default();
        for (confidence, right) in [(0.25, true), (0.25, false), (0.95, true), (1.0, true), (f32::NAN, false)] {
            calibration.add(confidence, right);
        }
        let report = calibration.report(10);
        let bin = |i: usize| (report.bins[i].moments, report.bins[i].predicted, report.bins[i].observed);
        assert_eq!(bin(2), (2, Some(0.25), Some(0.5)));
        assert_eq!((bin(9).0, bin(9).2), (2, Some(1.0)));
        assert!((bin(9).1.unwrap() - 0.975).abs() < 1e-6);
        assert_eq!(bin(0), (1, Some(0.0), Some(0.0)));
        assert_eq!(bin(5), (0, None, None));
        // (2·0.25 + 2·0.025 + 1·0) / 5
        assert!((report.ece.unwrap() - 0.11).abs() < 1e-6);
        // (0.75² + 0.25² + 0.05² + 0 + 0) / 5
        assert!((report.brier.unwrap() - 0.1255).abs() < 1e-6);
    }

    #[test]
    fn thresholds_count_what_they_would_show() {
        let mut calibration = Calibration::default();
        for (confidence, right) in [(0.2, false), (0.3, true), (0.6, true), (0.9, false)] {
            calibration.add(confidence, right);
        }
        let report = calibration.report(8);
        let at = |i: usize| {
            let t = &report.thresholds[i];
            (t.threshold, t.coverage, t.precision, t.wrong_show)
        };
        assert_eq!(at(0), (0.0, 0.5, Some(0.5), 0.25));
        assert_eq!(at(6), (0.3, 0.375, Some(2.0 / 3.0), 0.125));
        assert_eq!(at(19), (0.95, 0.0, None, 0.0));
        let empty = Calibration::default().report(0);
        assert_eq!((empty.ece, empty.thresholds[0].coverage), (None, 0.0));
    }
}
