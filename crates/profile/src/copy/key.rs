//! Keys and queries: states of the model, projected.

use std::sync::LazyLock;

/// Numbers of a model's state.
const D_MODEL: usize = 576;

/// What `models/training/copy_head.py` writes: for the key's matrix and the query's, what each makes of the mean state, and
/// per row a scale and levels of 8 bits.
const BYTES: &[u8] = include_bytes!("projections.bin");

/// A matrix `[64, 576]`, and what it makes of the mean state.
struct Projection {
    offset: [f32; Key::LEN],
    scales: [f32; Key::LEN],
    levels: &'static [u8],
}

/// For keys, and for queries.
static PROJECTIONS: LazyLock<[Projection; 2]> = LazyLock::new(|| {
    let size = Key::LEN * 4 + Key::LEN * (4 + D_MODEL);
    [0, 1].map(|number| {
        let bytes = BYTES.get(number * size..(number + 1) * size).unwrap_or_default();
        let number = |at: usize| bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0.0, f32::from_le_bytes);
        let row = |row: usize| Key::LEN * 4 + row * (4 + D_MODEL);
        Projection {
            offset: std::array::from_fn(|i| number(4 * i)),
            scales: std::array::from_fn(|i| number(row(i))),
            levels: bytes.get(Key::LEN * 4..).unwrap_or_default(),
        }
    })
});

impl Projection {
    /// The direction of a state; `None` for one of another model.
    fn of(&self, state: &[f32]) -> Option<[f32; Key::LEN]> {
        if state.len() != D_MODEL {
            return None;
        }
        let row = |i: usize| {
            let start = i * (4 + D_MODEL) + 4;
            let levels = self.levels.get(start..start + D_MODEL).unwrap_or_default();
            let sum: f32 = levels.iter().zip(state).map(|(&level, x)| f32::from(level.cast_signed()) * x).sum();
            self.scales[i] * sum - self.offset[i]
        };
        direction(std::array::from_fn(row))
    }
}

fn direction(mut vector: [f32; Key::LEN]) -> Option<[f32; Key::LEN]> {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    (length > 0.0 && length.is_finite()).then(|| {
        vector.iter_mut().for_each(|x| *x /= length);
        vector
    })
}

/// A direction of 64 numbers, 8 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(pub [i8; Self::LEN]);

impl Key {
    /// Numbers of a key.
    pub const LEN: usize = 64;

    /// The key of a word whose place had this state, `[d_model]`; `None` for a state of another model than the keys were
    /// learned for.
    pub fn of_state(state: &[f32]) -> Option<Self> {
        let key = PROJECTIONS[0].of(state)?;
        Some(Self(key.map(|x| (x * 127.0).round() as i8)))
    }

    /// The direction of what is looked for at a place with this state, `[d_model]`.
    pub fn query(state: &[f32]) -> Option<[f32; Self::LEN]> {
        PROJECTIONS[1].of(state)
    }

    /// The direction of the mean of keys.
    pub(super) fn direction(keys: &[Self]) -> Option<[f32; Self::LEN]> {
        let sum = |i: usize| keys.iter().map(|key| f32::from(key.0[i])).sum();
        direction(std::array::from_fn(sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projections_have_their_size() {
        assert_eq!(BYTES.len(), 2 * (Key::LEN * 4 + Key::LEN * (4 + D_MODEL)));
        let state: Vec<f32> = (0..D_MODEL).map(|i| (i as f32 * 0.7).sin()).collect();
        let query = Key::query(&state).unwrap();
        assert!((query.iter().map(|x| x * x).sum::<f32>() - 1.0).abs() < 1e-4);
        assert!(Key::of_state(&state[1..]).is_none(), "a state of another model");
        assert!(Key::of_state(&[f32::NAN; D_MODEL]).is_none());
    }

    #[test]
    fn the_mean_of_a_key_is_its_direction() {
        let state: Vec<f32> = (0..D_MODEL).map(|i| (i as f32 * 0.3).cos()).collect();
        let key = Key::of_state(&state).unwrap();
        let mean = Key::direction(&[key, key]).unwrap();
        let exact = PROJECTIONS[0].of(&state).unwrap();
        let cosine: f32 = mean.iter().zip(exact).map(|(a, b)| a * b).sum();
        assert!(cosine > 0.999, "{cosine}");
        assert!(Key::direction(&[]).is_none());
    }
}
