//! A few levels for many numbers.

/// Width of the histogram's bins.
const BIN: f32 = 1.0 / 64.0;
/// Bins: numbers lie within ±32.
const BINS: usize = 64 * 64;
const ROUNDS: usize = 40;

/// Collects numbers with their weights; then gives the levels that stand for them with the least squared error.
pub(super) struct Histogram {
    /// Weight, and weight times value.
    bins: Vec<(f64, f64)>,
}

impl Histogram {
    pub fn new() -> Self {
        Self { bins: vec![(0.0, 0.0); BINS] }
    }

    pub fn add(&mut self, value: f32, weight: f32) {
        let at = ((value / BIN) + (BINS / 2) as f32).clamp(0.0, (BINS - 1) as f32) as usize;
        self.bins[at].0 += f64::from(weight);
        self.bins[at].1 += f64::from(weight) * f64::from(value);
    }

    /// `count` ascending levels (Lloyd's algorithm, begun at equal shares of the cube root of the density, which is
    /// where the best levels of a dense histogram lie).
    pub fn levels(&self, count: usize) -> Vec<f32> {
        let full: Vec<(f64, f64)> = self.bins.iter().copied().filter(|bin| bin.0 > 0.0).collect();
        let mean = |bin: (f64, f64)| bin.1 / bin.0;
        let Some(&last) = full.last() else { return vec![0.0; count] };
        let share = |bin: &(f64, f64)| bin.0.cbrt();
        let total: f64 = full.iter().map(share).sum();
        let mut levels = Vec::with_capacity(count);
        let mut sum = 0.0;
        for bin in &full {
            sum += share(bin);
            while levels.len() < count && sum >= total * (levels.len() as f64 + 0.5) / count as f64 {
                levels.push(mean(*bin));
            }
        }
        levels.resize(count, mean(last));
        for _ in 0..ROUNDS {
            let mut sums = vec![(0.0, 0.0); count];
            let mut nearest = 0;
            for &bin in &full {
                let value = mean(bin);
                while nearest + 1 < count && (levels[nearest + 1] - value).abs() <= (levels[nearest] - value).abs() {
                    nearest += 1;
                }
                sums[nearest].0 += bin.0;
                sums[nearest].1 += bin.1;
            }
            for (level, sum) in levels.iter_mut().zip(sums) {
                if sum.0 > 0.0 {
                    *level = sum.1 / sum.0;
                }
            }
            levels.sort_by(f64::total_cmp);
        }
        levels.iter().map(|&level| level as f32).collect()
    }
}

/// The code of the level nearest to `value`; `levels` ascend.
pub(super) fn nearest(levels: &[f32], value: f32) -> u8 {
    let above = levels.partition_point(|&level| level < value);
    let below = above.saturating_sub(1);
    let above = above.min(levels.len().saturating_sub(1));
    let code = if (levels[above] - value).abs() < (levels[below] - value).abs() { above } else { below };
    code as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_find_clusters_and_ascend() {
        let mut histogram = Histogram::new();
        for (value, weight) in [(-9.0, 1.0), (-5.0, 3.0), (-1.0, 7.0), (0.0, 2.0)] {
            histogram.add(value, weight);
        }
        let levels = histogram.levels(4);
        for (level, value) in levels.iter().zip([-9.0, -5.0, -1.0, 0.0]) {
            assert!((level - value).abs() < 1e-6, "{levels:?}");
        }
        assert_eq!(nearest(&levels, -4.0), 1);
        assert_eq!(nearest(&levels, 7.0), 3);
        assert_eq!(nearest(&levels, -70.0), 0);
        assert!(Histogram::new().levels(3).is_sorted());
    }
}
