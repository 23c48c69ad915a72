//! WebAssembly: 4 rows. With `relaxed-simd` byte products come four at a time, else in 16 bits two at a time.

use std::arch::wasm32::*;

use super::Simd;

#[derive(Clone, Copy)]
pub(crate) struct Simd128;

impl Simd for Simd128 {
    const WIDTH: usize = 4;
    const VECTORS: usize = 2;
    const MULTIPLIES_BYTES: bool = cfg!(target_feature = "relaxed-simd");
    type F = v128;
    #[cfg(target_feature = "relaxed-simd")]
    type Nibbles = [v128; 2];
    #[cfg(not(target_feature = "relaxed-simd"))]
    type Nibbles = [v128; 4];
    // Products with the high bytes and with the low bytes.
    #[cfg(target_feature = "relaxed-simd")]
    type Acc4 = [v128; 2];
    #[cfg(not(target_feature = "relaxed-simd"))]
    type Acc4 = v128;
    type Bytes = [v128; 2];
    type Acc8 = [v128; 2];
    type Halves = v128;
    type Sums = v128;

    #[inline(always)]
    unsafe fn splat(x: f32) -> v128 {
        f32x4_splat(x)
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> v128 {
        // SAFETY: 4 readable f32.
        unsafe { v128_load(p.cast()) }
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, x: v128) {
        // SAFETY: 4 writable f32.
        unsafe { v128_store(p.cast(), x) }
    }
    #[inline(always)]
    unsafe fn add(a: v128, b: v128) -> v128 {
        f32x4_add(a, b)
    }
    #[inline(always)]
    unsafe fn mul(a: v128, b: v128) -> v128 {
        f32x4_mul(a, b)
    }
    #[inline(always)]
    unsafe fn div(a: v128, b: v128) -> v128 {
        f32x4_div(a, b)
    }
    #[inline(always)]
    unsafe fn max(a: v128, b: v128) -> v128 {
        f32x4_pmax(a, b)
    }
    #[inline(always)]
    unsafe fn fma(a: v128, b: v128, c: v128) -> v128 {
        #[cfg(target_feature = "relaxed-simd")]
        {
            f32x4_relaxed_madd(a, b, c)
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            f32x4_add(f32x4_mul(a, b), c)
        }
    }
    #[inline(always)]
    unsafe fn scale_by_power(y: v128, shifted: v128) -> v128 {
        i32x4_add(y, i32x4_shl(shifted, 23))
    }

    #[inline(always)]
    unsafe fn zero4() -> Self::Acc4 {
        #[cfg(target_feature = "relaxed-simd")]
        {
            [i32x4_splat(0); 2]
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            i32x4_splat(0)
        }
    }
    #[inline(always)]
    unsafe fn nibbles(p: *const u8) -> Self::Nibbles {
        // SAFETY: 16 readable bytes.
        let packed = unsafe { v128_load(p.cast()) };
        #[cfg(target_feature = "relaxed-simd")]
        {
            // There is no byte shift on x86; a 16-bit one and a mask is what engines make best of.
            let low = u8x16_splat(15);
            [v128_and(packed, low), v128_and(u16x8_shr(packed, 4), low)]
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            let low = u16x8_splat(15);
            [
                v128_and(packed, low),
                v128_and(u16x8_shr(packed, 4), low),
                v128_and(u16x8_shr(packed, 8), low),
                u16x8_shr(packed, 12),
            ]
        }
    }
    #[inline(always)]
    fn arrange(act: [i16; 8]) -> [i16; 8] {
        #[cfg(target_feature = "relaxed-simd")]
        {
            super::split_bytes(act)
        }
        // The four nibbles of each 16-bit half come out one after the other, so pairs are two columns apart.
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            [act[0], act[2], act[4], act[6], act[1], act[3], act[5], act[7]]
        }
    }
    #[inline(always)]
    unsafe fn dot_nibbles<const BYTES: bool, const V: usize>(
        acc: &mut [Self::Acc4; V],
        w: &[Self::Nibbles; V],
        act: *const i16,
    ) {
        // SAFETY: 8 readable activations.
        let splat = |i| unsafe { v128_load32_splat(act.cast::<u32>().add(i)) };
        // One activation after the other, each for all vectors, so that no more than one takes up a register.
        #[cfg(target_feature = "relaxed-simd")]
        for at in 0..if BYTES { 2 } else { 4 } {
            let act = splat(at);
            for (acc, w) in acc.iter_mut().zip(w) {
                // The weights are below 16, so the instruction's result is the same everywhere.
                acc[at / 2] = i32x4_relaxed_dot_i8x16_i7x16_add(act, w[at % 2], acc[at / 2]);
            }
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        for at in 0..4 {
            let act = splat(at);
            for (acc, w) in acc.iter_mut().zip(w) {
                *acc = i32x4_add(*acc, i32x4_dot_i16x8(w[at], act));
            }
        }
    }
    #[inline(always)]
    unsafe fn sum4<const BYTES: bool>(acc: Self::Acc4) -> v128 {
        #[cfg(target_feature = "relaxed-simd")]
        {
            f32x4_convert_i32x4(if BYTES { acc[0] } else { i32x4_add(i32x4_shl(acc[0], 8), acc[1]) })
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            f32x4_convert_i32x4(acc)
        }
    }
    #[inline(always)]
    unsafe fn pairs(p: *const u8) -> (v128, v128) {
        // SAFETY: 16 readable bytes.
        let pairs = unsafe { v128_load(p.cast()) };
        let keep = u32x4_splat(0x8fff_e000);
        let expand = |h| v128_and(i32x4_shr(h, 3), keep);
        (expand(i32x4_shl(pairs, 16)), expand(pairs))
    }

    #[inline(always)]
    unsafe fn zero8() -> Self::Acc8 {
        [i32x4_splat(0); 2]
    }
    #[inline(always)]
    unsafe fn bytes(p: *const u8) -> Self::Bytes {
        // SAFETY: 16 readable bytes: rows 0 and 1, then rows 2 and 3.
        let packed = unsafe { v128_load(p.cast()) };
        [i16x8_extend_low_i8x16(packed), i16x8_extend_high_i8x16(packed)]
    }
    #[inline(always)]
    unsafe fn dot_bytes(acc: Self::Acc8, w: Self::Bytes, act: *const i16) -> Self::Acc8 {
        // SAFETY: 4 readable activations.
        let act = unsafe { v128_load64_splat(act.cast()) };
        [i32x4_add(acc[0], i32x4_dot_i16x8(w[0], act)), i32x4_add(acc[1], i32x4_dot_i16x8(w[1], act))]
    }
    #[inline(always)]
    unsafe fn sum8(acc: Self::Acc8) -> v128 {
        let first = i32x4_shuffle::<0, 2, 4, 6>(acc[0], acc[1]);
        let second = i32x4_shuffle::<1, 3, 5, 7>(acc[0], acc[1]);
        f32x4_convert_i32x4(i32x4_add(first, second))
    }

    #[inline(always)]
    unsafe fn no_sums() -> v128 {
        i32x4_splat(0)
    }
    #[inline(always)]
    unsafe fn halves(p: *const i16) -> v128 {
        // SAFETY: 8 readable i16.
        unsafe { v128_load(p.cast()) }
    }
    #[inline(always)]
    unsafe fn splat_pair(p: *const i16) -> v128 {
        // SAFETY: 2 readable i16.
        unsafe { v128_load32_splat(p.cast()) }
    }
    #[inline(always)]
    unsafe fn dot_halves(sums: v128, a: v128, b: v128) -> v128 {
        i32x4_add(sums, i32x4_dot_i16x8(a, b))
    }
    #[inline(always)]
    unsafe fn floats(sums: v128) -> v128 {
        f32x4_convert_i32x4(sums)
    }
}
