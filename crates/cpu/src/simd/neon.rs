//! aarch64 NEON: 4 rows; byte products widened to 16 bits and summed there within a block.

use std::arch::aarch64::*;

use super::{Simd, split_bytes};

#[derive(Clone, Copy)]
pub(crate) struct Neon;

impl Simd for Neon {
    const WIDTH: usize = 4;
    const MULTIPLIES_BYTES: bool = true;
    type F = float32x4_t;
    type Mask = ();
    type Nibbles = (int8x16_t, int8x16_t);
    // Products with the high bytes and with the low bytes; each in 16-bit sums of 8 products of at most 15 · 128 per lane
    // and block, of rows 0 and 1, then of rows 2 and 3.
    type Acc4 = [(int16x8_t, int16x8_t); 2];
    type Bytes = int8x16_t;
    type Acc8 = [int32x4_t; 4];
    type Sevens = int8x16_t;
    type Halves = int16x8_t;
    // Products of the first two pairs, then of the last two, not yet summed within the pair.
    type Sums = [int32x4_t; 2];
    type Acc7 = [int32x4_t; 2];
    type Row = [int8x16_t; 2];

    #[inline(always)]
    unsafe fn splat(x: f32) -> float32x4_t {
        // SAFETY: NEON is part of aarch64; so for every block below.
        unsafe { vdupq_n_f32(x) }
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> float32x4_t {
        // SAFETY: 4 readable f32.
        unsafe { vld1q_f32(p) }
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, x: float32x4_t) {
        // SAFETY: 4 writable f32.
        unsafe { vst1q_f32(p, x) }
    }
    #[inline(always)]
    unsafe fn add(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        // SAFETY: as above.
        unsafe { vaddq_f32(a, b) }
    }
    #[inline(always)]
    unsafe fn mul(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        // SAFETY: as above.
        unsafe { vmulq_f32(a, b) }
    }
    #[inline(always)]
    unsafe fn div(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        // SAFETY: as above.
        unsafe { vdivq_f32(a, b) }
    }
    #[inline(always)]
    unsafe fn max(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        // SAFETY: as above.
        unsafe { vmaxq_f32(a, b) }
    }
    #[inline(always)]
    unsafe fn fma(a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
        // SAFETY: as above.
        unsafe { vfmaq_f32(c, a, b) }
    }
    #[inline(always)]
    unsafe fn scale_by_power(y: float32x4_t, shifted: float32x4_t) -> float32x4_t {
        // SAFETY: as above.
        unsafe {
            let power = vshlq_n_s32::<23>(vreinterpretq_s32_f32(shifted));
            vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(y), power))
        }
    }

    #[inline(always)]
    unsafe fn zero4() -> Self::Acc4 {
        // SAFETY: as above.
        unsafe { [(vdupq_n_s16(0), vdupq_n_s16(0)); 2] }
    }
    #[inline(always)]
    unsafe fn low_bits() {}
    #[inline(always)]
    unsafe fn nibbles(p: *const u8, _low: ()) -> Self::Nibbles {
        // SAFETY: 16 readable bytes.
        unsafe {
            let packed = vld1q_u8(p);
            let low = vandq_u8(packed, vdupq_n_u8(15));
            (vreinterpretq_s8_u8(low), vreinterpretq_s8_u8(vshrq_n_u8::<4>(packed)))
        }
    }
    #[inline(always)]
    fn arrange(act: [i16; 8]) -> [i16; 8] {
        split_bytes(act)
    }
    #[inline(always)]
    unsafe fn dot_nibbles<const BYTES: bool, const APART: bool, const V: usize>(
        acc: &mut [Self::Acc4; V],
        w: &[Self::Nibbles; V],
        act: *const i16,
    ) {
        // SAFETY: 8 readable activations.
        unsafe {
            let splat = |at| vreinterpret_s8_s32(vdup_n_s32(act.cast::<i32>().add(at).read_unaligned()));
            for (acc, w) in acc.iter_mut().zip(w) {
                let dot = |acc: (int16x8_t, int16x8_t), first, second| {
                    let top = vmlal_s8(vmlal_s8(acc.0, vget_low_s8(w.0), first), vget_low_s8(w.1), second);
                    let bottom = vmlal_s8(vmlal_s8(acc.1, vget_high_s8(w.0), first), vget_high_s8(w.1), second);
                    (top, bottom)
                };
                acc[0] = dot(acc[0], splat(0), splat(1));
                if !BYTES {
                    acc[1] = dot(acc[1], splat(2), splat(3));
                }
            }
        }
    }
    #[inline(always)]
    unsafe fn sum4<const BYTES: bool, const APART: bool>(acc: Self::Acc4) -> float32x4_t {
        // SAFETY: as above.
        unsafe {
            let rows = |(top, bottom)| vpaddq_s32(vpaddlq_s16(top), vpaddlq_s16(bottom));
            if BYTES {
                return vcvtq_f32_s32(rows(acc[0]));
            }
            vcvtq_f32_s32(vaddq_s32(vshlq_n_s32::<8>(rows(acc[0])), rows(acc[1])))
        }
    }
    #[inline(always)]
    unsafe fn pairs(p: *const u8) -> (float32x4_t, float32x4_t) {
        // SAFETY: 16 readable bytes.
        unsafe {
            let pairs = vreinterpretq_s32_u8(vld1q_u8(p));
            let keep = vdupq_n_s32(0x8fff_e000_u32 as i32);
            let expand = |h| vreinterpretq_f32_s32(vandq_s32(vshrq_n_s32::<3>(h), keep));
            (expand(vshlq_n_s32::<16>(pairs)), expand(pairs))
        }
    }

    #[inline(always)]
    unsafe fn zero8() -> Self::Acc8 {
        // SAFETY: as above.
        unsafe { [vdupq_n_s32(0); 4] }
    }
    #[inline(always)]
    unsafe fn bytes(p: *const u8) -> int8x16_t {
        // SAFETY: 16 readable bytes.
        unsafe { vreinterpretq_s8_u8(vld1q_u8(p)) }
    }
    #[inline(always)]
    unsafe fn dot_bytes(acc: Self::Acc8, w: int8x16_t, act: *const i16) -> Self::Acc8 {
        // SAFETY: 4 readable activations.
        unsafe {
            let act = vld1_s16(act);
            let (low, high) = (vmovl_s8(vget_low_s8(w)), vmovl_s8(vget_high_s8(w)));
            [
                vmlal_s16(acc[0], vget_low_s16(low), act),
                vmlal_s16(acc[1], vget_high_s16(low), act),
                vmlal_s16(acc[2], vget_low_s16(high), act),
                vmlal_s16(acc[3], vget_high_s16(high), act),
            ]
        }
    }
    #[inline(always)]
    unsafe fn sum8(acc: Self::Acc8) -> float32x4_t {
        // SAFETY: as above. Each accumulator holds one row's sum in four parts.
        unsafe { vcvtq_f32_s32(vpaddq_s32(vpaddq_s32(acc[0], acc[1]), vpaddq_s32(acc[2], acc[3]))) }
    }

    #[inline(always)]
    unsafe fn zero7() -> Self::Acc7 {
        // SAFETY: as above.
        unsafe { [vdupq_n_s32(0); 2] }
    }
    #[inline(always)]
    unsafe fn sevens(p: *const u8) -> int8x16_t {
        // SAFETY: 16 readable bytes.
        unsafe { vreinterpretq_s8_u8(vld1q_u8(p)) }
    }
    #[inline(always)]
    unsafe fn dot_sevens<const V: usize>(acc: &mut [Self::Acc7; V], w: &[int8x16_t; V], act: *const i16) {
        // SAFETY: 4 readable bytes.
        unsafe {
            let act = vreinterpret_s8_s32(vdup_n_s32(act.cast::<i32>().read_unaligned()));
            for (acc, &w) in acc.iter_mut().zip(w) {
                acc[0] = vpadalq_s16(acc[0], vmull_s8(vget_low_s8(w), act));
                acc[1] = vpadalq_s16(acc[1], vmull_s8(vget_high_s8(w), act));
            }
        }
    }
    #[inline(always)]
    unsafe fn sum7(acc: Self::Acc7) -> float32x4_t {
        // SAFETY: as above. Neighbouring lanes hold the two halves of a row's sum.
        unsafe { vcvtq_f32_s32(vpaddq_s32(acc[0], acc[1])) }
    }

    #[inline(always)]
    unsafe fn row(p: *const u8) -> Self::Row {
        // SAFETY: 32 readable bytes.
        unsafe { [Self::bytes(p), Self::bytes(p.add(16))] }
    }
    #[inline(always)]
    unsafe fn dot_row(w: Self::Row, act: *const i16) -> float32x4_t {
        // SAFETY: 32 readable activations.
        unsafe {
            let mut sum = vdupq_n_s32(0);
            for (i, w) in w.into_iter().enumerate() {
                for (half, w) in [vmovl_s8(vget_low_s8(w)), vmovl_s8(vget_high_s8(w))].into_iter().enumerate() {
                    let act = vld1q_s16(act.add(16 * i + 8 * half));
                    sum = vmlal_s16(sum, vget_low_s16(w), vget_low_s16(act));
                    sum = vmlal_s16(sum, vget_high_s16(w), vget_high_s16(act));
                }
            }
            vcvtq_f32_s32(sum)
        }
    }

    #[inline(always)]
    unsafe fn no_sums() -> Self::Sums {
        // SAFETY: as above.
        unsafe { [vdupq_n_s32(0); 2] }
    }
    #[inline(always)]
    unsafe fn halves(p: *const i16) -> int16x8_t {
        // SAFETY: 8 readable i16.
        unsafe { vld1q_s16(p) }
    }
    #[inline(always)]
    unsafe fn splat_pair(p: *const i16) -> int16x8_t {
        // SAFETY: 2 readable i16.
        unsafe { vreinterpretq_s16_s32(vdupq_n_s32(p.cast::<i32>().read_unaligned())) }
    }
    #[inline(always)]
    unsafe fn dot_halves(sums: Self::Sums, a: int16x8_t, b: int16x8_t) -> Self::Sums {
        // SAFETY: as above.
        unsafe { [vmlal_s16(sums[0], vget_low_s16(a), vget_low_s16(b)), vmlal_high_s16(sums[1], a, b)] }
    }
    #[inline(always)]
    unsafe fn floats(sums: Self::Sums) -> float32x4_t {
        // SAFETY: as above.
        unsafe { vcvtq_f32_s32(vpaddq_s32(sums[0], sums[1])) }
    }
}
