//! A smaller embedding: fewer levels per weight in the same blocks, so that the file stays what it is and packs better.

use foreword_text::TokenId;
use half::f16;

use crate::gguf::{Header, TensorKind};
use crate::{BlockKind, FormatError, Parsed};

const EMBEDDING: &str = "token_embd.weight";
/// Bytes of a block's scale.
const SCALE: usize = 2;
/// Scales tried per block, as shares of the one that spans all weights, in 40ths: with few levels it is worth to clip
/// the greatest weight a little, since all the others are told apart better then.
const SHARES: std::ops::RangeInclusive<u16> = 24..=40;

/// The greatest multiple of its block's scale that a weight may be, on either side of zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// In rows of frequent tokens.
    pub frequent: u8,
    /// In all other rows.
    pub other: u8,
    /// Rows of tokens below this one stay as they are: a byte-pair vocabulary counts from the most frequent up, and
    /// they are few.
    pub exact_below: TokenId,
}

/// Requantises the embedding of a GGUF file in place, block by block, for the least squared error. All other bytes
/// stay.
///
/// The scale of a block is searched and then fitted to the rounded weights. Sums are of whole numbers and no result
/// depends on how a processor rounds, so every machine writes the same bytes.
///
/// # Errors
/// The file is no GGUF file with a Q8_0 embedding, a token isn't in it, a level isn't between 1 and 127, a scale isn't
/// finite.
pub fn shrink_embedding(file: &mut [u8], frequent: &[TokenId], levels: Levels) -> Result<(), FormatError> {
    for level in [levels.frequent, levels.other] {
        if !(1..=127).contains(&level) {
            return Err(FormatError::Levels { most: 127, found: level });
        }
    }
    let found = file.len() as u64;
    let header = match Header::parse(file, found)? {
        Parsed::Complete(header) => header,
        Parsed::Incomplete { need_at_least } => return Err(FormatError::Length { expected: need_at_least, found }),
    };
    let missing = || FormatError::MissingTensor { name: EMBEDDING.into() };
    let tensor = header.tensors.iter().find(|tensor| tensor.name == EMBEDDING).ok_or_else(missing)?;
    let (TensorKind::Q8_0, &[cols, rows]) = (tensor.kind, &tensor.dims[..]) else {
        let found = format!("{:?} {:?}", tensor.kind, tensor.dims);
        return Err(FormatError::Tensor { name: EMBEDDING.into(), expected: "Q8_0 with two dimensions".into(), found });
    };
    // The header was checked: the tensor lies in the file, and its length fits its dimensions.
    let (rows, row_bytes) = (rows as usize, cols as usize / BlockKind::LEN * BlockKind::Q8_0.bytes());
    let mut is_frequent = vec![false; rows];
    for &token in frequent {
        let row = is_frequent.get_mut(token as usize).ok_or(FormatError::Token { token, vocab_size: rows })?;
        *row = true;
    }
    let data = &mut file[tensor.offset as usize..][..tensor.bytes as usize];
    for (row, (bytes, is_frequent)) in data.chunks_exact_mut(row_bytes).zip(is_frequent).enumerate() {
        if (row as u64) < u64::from(levels.exact_below) {
            continue;
        }
        let most = if is_frequent { levels.frequent } else { levels.other };
        for block in bytes.chunks_exact_mut(BlockKind::Q8_0.bytes()) {
            let weights: [i8; BlockKind::LEN] = std::array::from_fn(|i| block[SCALE + i] as i8);
            let scale = f16::from_le_bytes([block[0], block[1]]);
            if !scale.is_finite() {
                return Err(FormatError::WeightNotFinite { row });
            }
            if let Some((scale, weights)) = requantise(scale, &weights, most.into()) {
                block[..SCALE].copy_from_slice(&scale.to_le_bytes());
                block[SCALE..].copy_from_slice(&weights.map(|weight| weight as u8));
            }
        }
    }
    Ok(())
}

/// The block with weights from `-most` to `most` that is nearest to the given one; `None` if that one has such weights
/// itself.
fn requantise(scale: f16, weights: &[i8; BlockKind::LEN], most: i32) -> Option<(f16, [i8; BlockKind::LEN])> {
    let greatest = weights.iter().map(|&weight| i32::from(weight).abs()).max().unwrap_or(0);
    if greatest <= most || scale == f16::ZERO {
        return None;
    }
    let mut best = None;
    let mut least = f64::INFINITY;
    for share in SHARES {
        // Levels per step of the given weights.
        let per_step = f64::from(most) * 40.0 / (f64::from(greatest) * f64::from(share));
        let rounded = weights.map(|weight| {
            let level = (f64::from(weight.unsigned_abs()) * per_step + 0.5) as i32;
            (level.min(most) * i32::from(weight.signum())) as i8
        });
        let dot = |other: &[i8; BlockKind::LEN]| -> i32 {
            rounded.iter().zip(other).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
        };
        let (with_given, square) = (f64::from(dot(weights)), f64::from(dot(&rounded)));
        let fitted = f16::from_f64(scale.to_f64() * (with_given / square));
        // What the scale became once it was rounded to a half float, in steps of the given weights.
        let step = fitted.to_f64() / scale.to_f64();
        // The squared error, less the square of the given weights, which no choice changes.
        let error = step * (step * square - 2.0 * with_given);
        if fitted.is_finite() && error < least {
            least = error;
            best = Some((fitted, rounded));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(scale: f16, weights: &[i8; 32], found: (f16, [i8; 32])) -> f64 {
        let value = |scale: f16, weight: i8| scale.to_f64() * f64::from(weight);
        weights.iter().zip(found.1).map(|(&a, b)| (value(scale, a) - value(found.0, b)).powi(2)).sum()
    }

    fn noise(seed: u32) -> [i8; 32] {
        let mut state = seed;
        std::array::from_fn(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // A sum of four: most are small, as weights are.
            (state.to_le_bytes().map(|byte| i32::from(byte as i8)).iter().sum::<i32>() / 4) as i8
        })
    }

    #[test]
    fn levels_are_kept_and_no_single_scale_is_better() {
        for seed in 0..200 {
            let (scale, weights) = (f16::from_f32(0.01), noise(seed));
            for most in [7, 15] {
                let found = requantise(scale, &weights, most).unwrap();
                assert!(found.1.iter().all(|&weight| i32::from(weight).abs() <= most));
                let greatest = weights.iter().map(|w| w.unsigned_abs()).max().unwrap();
                let plain = f64::from(greatest) / f64::from(most);
                let rounded = weights.map(|weight| (f64::from(weight) / plain).round() as i8);
                let plain = (f16::from_f64(plain * scale.to_f64()), rounded);
                let (ours, theirs) = (error(scale, &weights, found), error(scale, &weights, plain));
                assert!(ours <= theirs * 1.0001, "{seed}: {ours} > {theirs}");
            }
        }
    }

    #[test]
    fn what_fits_already_is_left_alone() {
        let mut weights = [0; 32];
        weights[3] = -7;
        assert_eq!(requantise(f16::ONE, &weights, 7), None);
        assert!(requantise(f16::ONE, &weights, 6).is_some());
        assert_eq!(requantise(f16::ZERO, &[100; 32], 6), None);
        let lowest = requantise(f16::ONE, &[-128; 32], 1).unwrap();
        assert_eq!(lowest, (f16::from_f32(128.0), [-1; 32]));
    }
}
