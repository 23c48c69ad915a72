//! Numbers of 16 bits.

/// 2¹¹²: what moving the exponent bits of an f16 to an f32 leaves out.
pub(crate) const HALF_BIAS: f32 = f32::from_bits((112 + 127) << 23);

/// The value of a finite f16, exactly, subnormal ones included.
pub(crate) fn half_to_f32(half: u16) -> f32 {
    f32::from_bits(u32::from(half & 0x8000) << 16 | u32::from(half & 0x7fff) << 13) * HALF_BIAS
}
