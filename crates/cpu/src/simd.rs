//! What a kernel may ask of an instruction set.
//!
//! Kernels are written once, over [`Simd`]: a vector of `WIDTH` 32-bit lanes, one matrix row per lane, so that dot
//! products never need a horizontal sum. Each instruction set implements it in one file below `simd/`.

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
#[cfg(target_arch = "aarch64")]
pub(crate) mod neon;
pub(crate) mod portable;
#[cfg(all(target_family = "wasm", target_feature = "simd128"))]
pub(crate) mod simd128;

/// Quantised activations are whole numbers of at most this magnitude: 127 · 256, so that both bytes are signed bytes.
///
/// One byte would be too coarse: rounding every matrix's input to 8 bits moves log-probabilities by 0.06 on average
/// and changes 3% of the likeliest tokens of this network; 16 bits change neither.
pub(crate) const WHOLE_MAX: f32 = 32_512.0;

/// The same of activations that are rounded to one byte: the drafting decoder bears it.
pub(crate) const BYTE_MAX: f32 = 127.0;

/// Vectors of one instruction set.
///
/// # Safety
/// Every method may only be called where the instruction set is available, which [`crate::Isa::run`] ensures.
/// Methods that take pointers read or write exactly what their description says, unaligned.
pub(crate) trait Simd: Copy + 'static {
    /// Lanes of a vector.
    const WIDTH: usize;
    /// Vectors of a packed group, which kernels of few rows of activations take together.
    const VECTORS: usize = 1;
    /// Rows of a packed group.
    const ROWS: usize = Self::WIDTH * Self::VECTORS;
    /// Whether products with activations of one byte cost less than those with two.
    const MULTIPLIES_BYTES: bool;
    /// `WIDTH` f32.
    type F: Copy;
    /// What tells the halves of bytes apart, where that isn't a constant of an instruction.
    type Mask: Copy;
    /// 8 unpacked 4-bit weights of each row.
    type Nibbles: Copy;
    /// Dot products of 4-bit weights under way within a block of 32 columns.
    type Acc4: Copy;
    /// 4 unpacked 8-bit weights of each row.
    type Bytes: Copy;
    /// Dot products of 8-bit weights under way within a block of 32 columns.
    type Acc8: Copy;
    /// 4 weights of seven bits of each row.
    type Sevens: Copy;
    /// Dot products of them under way within a block of 32 columns.
    type Acc7: Copy;
    /// 32 unpacked 8-bit weights of one row.
    type Row: Copy;
    /// `WIDTH` pairs of 16-bit whole numbers.
    type Halves: Copy;
    /// Sums of products of such pairs, 32 bits for each.
    type Sums: Copy;

    unsafe fn splat(x: f32) -> Self::F;
    unsafe fn load(p: *const f32) -> Self::F;
    unsafe fn store(p: *mut f32, x: Self::F);
    unsafe fn add(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn mul(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn div(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn max(a: Self::F, b: Self::F) -> Self::F;
    /// `a · b + c`, fused or not.
    unsafe fn fma(a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    /// `y · 2ⁿ`, where `n` stands in the low bits of `shifted` (a small integer plus 1.5·2²³).
    unsafe fn scale_by_power(y: Self::F, shifted: Self::F) -> Self::F;

    unsafe fn zero4() -> Self::Acc4;
    /// Unpacks `4 · WIDTH` bytes: byte `j` of a lane holds column `j` (low half) and column `4 + j` (high half).
    unsafe fn nibbles(p: *const u8, low: Self::Mask) -> Self::Nibbles;
    /// Which bits of packed weights are the low half.
    unsafe fn low_bits() -> Self::Mask;
    /// The nearest whole numbers to each `x · factor`, of which none is larger than an `i16`; ties go to even ones.
    #[inline(always)]
    fn round(values: &[f32; 32], factor: f32) -> [i16; 32] {
        // Adding this puts the nearest whole number in the low bits.
        const SHIFT: f32 = 12_582_912.0;
        values.map(|x| ((x * factor + SHIFT).to_bits() as i32).wrapping_sub(SHIFT.to_bits() as i32) as i16)
    }
    /// Eight bytes in their order, two in each element.
    #[inline(always)]
    fn join(act: [i16; 8]) -> [i16; 4] {
        std::array::from_fn(|i| i16::from_ne_bytes([act[2 * i] as u8, act[2 * i + 1] as u8]))
    }
    /// The activations of 8 neighbouring columns as [`Simd::dot_nibbles`] wants them.
    fn arrange(act: [i16; 8]) -> [i16; 8];
    /// Adds to each of `V` sums the products of its weights with 8 arranged activations or, if `BYTES`, which
    /// [`Simd::MULTIPLIES_BYTES`] allows, with 8 bytes in the order of their columns.
    /// Bytes whose sums may be kept `APART` need not wait for each other; that takes registers.
    unsafe fn dot_nibbles<const BYTES: bool, const APART: bool, const V: usize>(
        acc: &mut [Self::Acc4; V],
        w: &[Self::Nibbles; V],
        act: *const i16,
    );
    unsafe fn sum4<const BYTES: bool, const APART: bool>(acc: Self::Acc4) -> Self::F;
    /// Expands `WIDTH` pairs of f16 (scale, minimum) to f32, both divided by 2¹¹² (which the activation scale makes
    /// up for: moving the exponent bits over is all it takes then).
    unsafe fn pairs(p: *const u8) -> (Self::F, Self::F);

    unsafe fn zero8() -> Self::Acc8;
    /// Unpacks `4 · WIDTH` bytes: the 4 bytes of a lane are 4 neighbouring columns of its row.
    unsafe fn bytes(p: *const u8) -> Self::Bytes;
    /// Adds the products with 4 activations.
    unsafe fn dot_bytes(acc: Self::Acc8, w: Self::Bytes, act: *const i16) -> Self::Acc8;
    unsafe fn sum8(acc: Self::Acc8) -> Self::F;

    unsafe fn zero7() -> Self::Acc7;
    /// Reads `4 · WIDTH` bytes of at most 127: the 4 bytes of a lane are 4 neighbouring columns of its row.
    unsafe fn sevens(p: *const u8) -> Self::Sevens;
    /// Adds to each of `V` sums the products of its weights with 4 signed bytes.
    unsafe fn dot_sevens<const V: usize>(acc: &mut [Self::Acc7; V], w: &[Self::Sevens; V], act: *const i16);
    unsafe fn sum7(acc: Self::Acc7) -> Self::F;

    /// Unpacks 32 bytes: neighbouring columns of one row.
    unsafe fn row(p: *const u8) -> Self::Row;
    /// Products with 32 activations in the order of their columns, added up in as many parts as there are lanes.
    unsafe fn dot_row(w: Self::Row, act: *const i16) -> Self::F;

    unsafe fn no_sums() -> Self::Sums;
    /// Loads `WIDTH` pairs.
    unsafe fn halves(p: *const i16) -> Self::Halves;
    /// One pair, `WIDTH` times.
    unsafe fn splat_pair(p: *const i16) -> Self::Halves;
    /// Adds `a₀b₀ + a₁b₁` of each pair. The caller sees to it that no sum leaves 32 bits.
    unsafe fn dot_halves(sums: Self::Sums, a: Self::Halves, b: Self::Halves) -> Self::Sums;
    unsafe fn floats(sums: Self::Sums) -> Self::F;
}

/// The high bytes of 8 activations, then the low ones, both signed: `256 · high + low`.
///
/// For instruction sets that multiply bytes: two products with bytes cost less than one with 16 bits.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
#[inline(always)]
pub(crate) fn split_bytes(act: [i16; 8]) -> [i16; 8] {
    let mut bytes = [0u8; 16];
    for (i, a) in act.into_iter().enumerate() {
        let low = a as i8;
        bytes[i] = ((i32::from(a) - i32::from(low)) >> 8) as u8;
        bytes[8 + i] = low as u8;
    }
    std::array::from_fn(|i| i16::from_ne_bytes([bytes[2 * i], bytes[2 * i + 1]]))
}

/// Work that runs on whichever instruction set is present.
pub(crate) trait Task {
    type Output;

    /// # Safety
    /// As for [`Simd`]; and whatever the task's constructor demands of its pointers.
    unsafe fn run<L: Simd>(self) -> Self::Output;
}
