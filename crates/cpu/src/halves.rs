//! Numbers of 16 bits.

use crate::math::SHIFT;

/// 2¹¹²: what moving the exponent bits of an f16 to an f32 leaves out.
pub(crate) const HALF_BIAS: f32 = f32::from_bits((112 + 127) << 23);

/// The value of a finite f16, exactly, subnormal ones included.
pub(crate) fn half_to_f32(half: u16) -> f32 {
    f32::from_bits(u32::from(half & 0x8000) << 16 | u32::from(half & 0x7fff) << 13) * HALF_BIAS
}

/// The largest of the whole numbers to which keys, queries, values and weights of attention are rounded.
pub(crate) const WHOLE_HALF: f32 = 32_767.0;

/// `value / scale` to the nearest whole number in 16 bits, where `inverse` is `1 / scale` and the quotient is no larger than
/// [`WHOLE_HALF`]. What is no number becomes any whole number: the scale carries it on.
pub(crate) fn round_half(value: f32, inverse: f32) -> i16 {
    // The sum has the whole number in its low bits. Compilers turn this into vectors, unlike `as`.
    (value * inverse + SHIFT).to_bits() as i16
}

/// A scale's inverse; nothing remains of vectors whose scale is too small to have one.
pub(crate) fn inverse_of(scale: f32) -> f32 {
    if scale < 1e-36 { 0.0 } else { 1.0 / scale }
}

/// What a vector is divided by so that products of two such vectors stay below 2³⁰, in whatever order they are summed up
/// (Cauchy–Schwarz). The length is a multiple of 8.
pub(crate) fn scale_by_norm(vector: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    for chunk in vector.as_chunks::<8>().0 {
        sums.iter_mut().zip(chunk).for_each(|(sum, x)| *sum += x * x);
    }
    sums.iter().sum::<f32>().sqrt() / WHOLE_HALF
}

/// What a vector is divided by so that its numbers just fit; not finite if any of them is not.
pub(crate) fn scale_by_largest(vector: &[f32]) -> f32 {
    // Without their signs numbers stand in the order of their bits, and what is no number above them all.
    let most = vector.iter().fold(0, |most, x| most.max(x.to_bits() & 0x7fff_ffff));
    f32::from_bits(most) / WHOLE_HALF
}
