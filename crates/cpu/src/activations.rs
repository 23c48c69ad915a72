//! Activations, rounded for integer kernels: per row and block of 32 a scale and whole numbers.

use foreword_model::{ActivationBits, BlockKind};

use crate::halves::HALF_BIAS;
use crate::math::sum_of_squares;
use crate::simd::{BYTE_MAX, Simd, Task, WHOLE_MAX};

/// Quantised rows, arranged as the matrix they meet wants them.
#[derive(Debug, Default)]
pub(crate) struct Activations {
    pub(crate) rows: usize,
    cols: usize,
    /// Whether each element is one byte: see [`Simd::dot_nibbles`].
    pub(crate) is_bytes: bool,
    /// Elements of a row.
    len: usize,
    elements: Vec<i16>,
    /// Per row and block: the scale, and the scale times the sum of the block's whole numbers.
    scales: Vec<[f32; 2]>,
    normalised: Vec<f32>,
}

impl Activations {
    pub(crate) fn cols(&self) -> usize {
        self.cols
    }

    /// The elements of a row; two in each where they are bytes.
    pub(crate) fn row(&self, row: usize) -> &[i16] {
        &self.elements[row * self.len..(row + 1) * self.len]
    }

    pub(crate) fn scales(&self, row: usize) -> &[[f32; 2]] {
        let blocks = self.cols / BlockKind::LEN;
        &self.scales[row * blocks..(row + 1) * blocks]
    }

    /// Elements and scales as bytes, for [`parts_mut`](Self::parts_mut) of another instance.
    pub(crate) fn parts(&self) -> [&[u8]; 2] {
        [bytemuck::cast_slice(&self.elements), bytemuck::cast_slice(&self.scales)]
    }

    /// Room for the [`parts`](Self::parts) of as many rows as another instance has.
    pub(crate) fn parts_mut(&mut self, rows: usize, cols: usize, is_bytes: bool) -> [&mut [u8]; 2] {
        self.shape(rows, cols, is_bytes);
        self.scales.resize(rows * (cols / BlockKind::LEN), [0.0; 2]);
        [bytemuck::cast_slice_mut(&mut self.elements), bytemuck::cast_slice_mut(&mut self.scales)]
    }

    fn shape(&mut self, rows: usize, cols: usize, is_bytes: bool) {
        (self.rows, self.cols, self.is_bytes) = (rows, cols, is_bytes);
        self.len = if is_bytes { cols / 2 } else { cols };
        self.elements.resize(rows * self.len, 0);
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
    /// The kind of matrix that these activations will meet, and how finely they are rounded for it at least.
    pub(crate) kind: BlockKind,
    pub(crate) bits: ActivationBits,
    /// Whether it is one in sevens.
    pub(crate) is_sevens: bool,
    pub(crate) out: &'a mut Activations,
}

impl Task for Quantise<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<L: Simd>(self) {
        let out = self.out;
        // Whoever multiplies 16 bits at a time gains nothing by rounding to fewer.
        let is_coarse = L::MULTIPLIES_BYTES && self.kind == BlockKind::Q4_1 && self.bits == ActivationBits::Eight;
        let is_bytes = is_coarse || self.is_sevens;
        out.shape(self.rows, self.cols, is_bytes);
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
            let elements = &mut out.elements[row * out.len..(row + 1) * out.len];
            let scales = &mut out.scales;
            match self.kind {
                BlockKind::Q4_1 if is_bytes => {
                    quantise::<L, _>(values, (BYTE_MAX, HALF_BIAS), L::join, elements, scales);
                }
                BlockKind::Q8_0 if is_bytes => quantise::<L, _>(values, (BYTE_MAX, 1.0), L::join, elements, scales),
                BlockKind::Q4_1 => quantise::<L, _>(values, (WHOLE_MAX, HALF_BIAS), L::arrange, elements, scales),
                BlockKind::Q8_0 => quantise::<L, _>(values, (WHOLE_MAX, 1.0), |act| act, elements, scales),
            }
        }
    }
}

/// Rounds to whole numbers of at most `most`; `N` elements hold eight of them.
#[inline(always)]
fn quantise<L: Simd, const N: usize>(
    values: &[f32],
    (most, bias): (f32, f32),
    arrange: impl Fn([i16; 8]) -> [i16; N],
    out: &mut [i16],
    scales: &mut Vec<[f32; 2]>,
) {
    for (block, out) in
        values.as_chunks::<{ BlockKind::LEN }>().0.iter().zip(out.chunks_exact_mut(BlockKind::LEN / 8 * N))
    {
        let largest = f32::from_bits(block.iter().fold(0, |bits, x| bits.max(x.to_bits() & 0x7fff_ffff)));
        let scale = largest / most;
        // Below this the inverse would overflow; such a block is as good as zero.
        let inverse = if largest > 1e-30 { most / largest } else { 0.0 };
        let whole = L::round(block, inverse);
        let sum: i32 = whole.iter().map(|&w| i32::from(w)).sum();
        for (out, whole) in out.chunks_exact_mut(N).zip(whole.chunks_exact(8)) {
            out.copy_from_slice(&arrange(std::array::from_fn(|i| whole[i])));
        }
        scales.push([scale * bias, scale * bias * sum as f32]);
    }
}
