//! Logistic regression with a small ridge, by Newton's method.

/// Strength of the ridge on each weight but the constant, in examples.
const RIDGE: f64 = 1.0;

/// Steps at most; a handful suffices.
const STEPS: usize = 50;

/// Weights of `N` features, and the constant last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Logistic(pub(crate) Vec<f64>);

impl Logistic {
    /// The weights that make `examples` likeliest; zero for features without any variation.
    pub(crate) fn fit<const N: usize>(examples: &[([f32; N], bool)]) -> Self {
        let mut model = Self(vec![0.0; N + 1]);
        for _ in 0..STEPS {
            let mut gradient: Vec<f64> = model.0.iter().map(|weight| -RIDGE * weight).collect();
            let mut curvature = vec![vec![0.0; N + 1]; N + 1];
            for (i, row) in curvature.iter_mut().enumerate() {
                row[i] = RIDGE;
            }
            (gradient[N], curvature[N][N]) = (0.0, 1e-9);
            for (features, right) in examples {
                let x: Vec<f64> = features.iter().map(|&f| f64::from(f)).chain([1.0]).collect();
                let p = model.probability(features);
                let error = f64::from(u8::from(*right)) - p;
                for (i, row) in curvature.iter_mut().enumerate() {
                    gradient[i] += error * x[i];
                    row.iter_mut().zip(&x).for_each(|(cell, other)| *cell += p * (1.0 - p) * x[i] * other);
                }
            }
            let step = solve(curvature, gradient);
            model.0.iter_mut().zip(&step).for_each(|(weight, by)| *weight += by);
            if step.iter().all(|by| by.abs() < 1e-9) {
                break;
            }
        }
        model
    }

    pub(crate) fn probability<const N: usize>(&self, features: &[f32; N]) -> f64 {
        let weighed: f64 = features.iter().zip(&self.0).map(|(&feature, weight)| f64::from(feature) * weight).sum();
        1.0 / (1.0 + (-(weighed + self.0[N])).exp())
    }
}

/// Solves `matrix · x = right` for a positive definite matrix, by elimination.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for i in 0..n {
        let (above, below) = matrix.split_at_mut(i + 1);
        let pivot = &above[i];
        for (offset, row) in below.iter_mut().enumerate() {
            let factor = row[i] / pivot[i];
            row.iter_mut().zip(pivot).for_each(|(cell, by)| *cell -= factor * by);
            right[i + 1 + offset] -= factor * right[i];
        }
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| matrix[i][j] * right[j]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_equations_by_hand() {
        // 4a + b = 9, a + 3b = 5
        let x = solve(vec![vec![4.0, 1.0], vec![1.0, 3.0]], vec![9.0, 5.0]);
        assert!((x[0] - 2.0).abs() < 1e-12 && (x[1] - 1.0).abs() < 1e-12, "{x:?}");
    }

    #[test]
    fn shares_come_back_as_probabilities() {
        // Right in 1 of 10 cases without the feature, in 7 of 10 with it; the other feature never varies.
        let case = |feature: f32, right: usize| (0..1000).map(move |i| ([feature, 0.0], i % 10 < right));
        let examples: Vec<_> = case(0.0, 1).chain(case(1.0, 7)).collect();
        let model = Logistic::fit(&examples);
        assert!((model.probability(&[0.0, 0.0]) - 0.1).abs() < 5e-3, "{model:?}");
        assert!((model.probability(&[1.0, 0.0]) - 0.7).abs() < 5e-3, "{model:?}");
        assert_eq!(model.0[1], 0.0);
    }

    #[test]
    fn certainty_stays_finite() {
        let model = Logistic::fit(&[([1.0], true), ([-1.0], false)]);
        assert!(model.0.iter().all(|weight| weight.is_finite()), "{model:?}");
        assert!(Logistic::fit::<2>(&[]).0.iter().all(|weight| weight.is_finite()));
    }
}
