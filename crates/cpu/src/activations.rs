//! Activations, rounded for integer kernels: per row and block of 32 a scale and whole numbers.

use foreword_model::BlockKind;

use crate::math::sum_of_squares;
use crate::pack::HALF_BIAS;
use crate::simd::{ACT_MAX, Simd, Task};

/// Quantised rows, arranged as the matrix they meet wants them.
#[derive(Debug, Default)]
pub(crate) struct Activations {
    pub(crate) rows: usize,
    cols: usize,
    elements: Vec<i16>,
    /// Per row and block: the scale, and the scale times the sum of the block's whole numbers.
    scales: Vec<[f32; 2]>,
    normalised: Vec<f32>,
}

impl Activations {
    /// The elements of a row.
    pub(crate) fn row(&self, row: usize) -> &[i16] {
        &self.elements[row * self.cols..(row + 1) * self.cols]
    }

    pub(crate) fn scales(&self, row: usize) -> &[[f32; 2]] {
        let blocks = self.cols / BlockKind::LEN;
        &self.scales[row * blocks..(row + 1) * blocks]
    }
}

/// Rounds rows of `input`, normalised first where `norm` (weight, epsilon) is given.
pub(crate) struct Quantise<'a> {
    /// `[rows, stride]`, of which the first `cols` columns count.
    pub(crate) input: &'a [f32],
    pub(crate) stride: usize,
    pub(crate) cols: usize,
    pub(crate) rows: usize,
    pub(crate) norm: Option<(&'a [f32], f32)>,
    /// The matrix these activations will meet.
    pub(crate) kind: BlockKind,
    pub(crate) out: &'a mut Activations,
}

impl Task for Quantise<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<L: Simd>(self) {
        let out = self.out;
        (out.rows, out.cols) = (self.rows, self.cols);
        out.elements.resize(self.rows * self.cols, 0);
        out.scales.clear();
        out.normalised.resize(self.cols, 0.0);
        for (row, input) in self.input.chunks(self.stride).take(self.rows).enumerate() {
            let input = &input[..self.cols];
            let values = match self.norm {
                None => input,
                Some((weight, eps)) => {
                    // SAFETY: the instruction set is present, as the caller of `run` promised.
                    let squares = unsafe { sum_of_squares::<L>(input) };
                    let factor = 1.0 / (squares / self.cols as f32 + eps).sqrt();
                    for ((y, x), w) in out.normalised.iter_mut().zip(input).zip(weight) {
                        *y = x * factor * w;
                    }
                    &out.normalised
                }
            };
            let elements = &mut out.elements[row * self.cols..(row + 1) * self.cols];
            match self.kind {
                BlockKind::Q4_1 => quantise(values, HALF_BIAS, L::arrange, elements, &mut out.scales),
                BlockKind::Q8_0 => quantise(values, 1.0, |act| act, elements, &mut out.scales),
            }
        }
    }
}

#[inline(always)]
fn quantise(
    values: &[f32],
    bias: f32,
    arrange: impl Fn([i16; 8]) -> [i16; 8],
    out: &mut [i16],
    scales: &mut Vec<[f32; 2]>,
) {
    // Adding this puts the nearest whole number in the low bits (ties to even).
    const SHIFT: f32 = 12_582_912.0;
    for (block, out) in values.chunks_exact(BlockKind::LEN).zip(out.chunks_exact_mut(BlockKind::LEN)) {
        let largest = f32::from_bits(block.iter().fold(0, |most, x| most.max(x.to_bits() & 0x7fff_ffff)));
        let scale = largest / ACT_MAX;
        // Below this the inverse would overflow; such a block is as good as zero.
        let inverse = if largest > 1e-30 { ACT_MAX / largest } else { 0.0 };
        let mut whole = [0i16; BlockKind::LEN];
        let mut sum = 0;
        for (w, x) in whole.iter_mut().zip(block) {
            let rounded = ((x * inverse + SHIFT).to_bits() as i32).wrapping_sub(SHIFT.to_bits() as i32);
            *w = rounded as i16;
            sum += i32::from(*w);
        }
        for (out, whole) in out.chunks_exact_mut(8).zip(whole.chunks_exact(8)) {
            out.copy_from_slice(&arrange(std::array::from_fn(|i| whole[i])));
        }
        scales.push([scale * bias, scale * bias * sum as f32]);
    }
}
