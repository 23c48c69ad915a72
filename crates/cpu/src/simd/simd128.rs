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
    type Mask = v128;
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
    type Sevens = v128;
    #[cfg(target_feature = "relaxed-simd")]
    type Acc7 = v128;
    #[cfg(not(target_feature = "relaxed-simd"))]
    type Acc7 = [v128; 2];
    type Row = [v128; 4];
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
    unsafe fn low_bits() -> v128 {
        // Engines make a constant anew wherever it is used, with three instructions; a variable they keep.
        let low = std::hint::black_box(15);
        if cfg!(target_feature = "relaxed-simd") { u8x16_splat(low) } else { u16x8_splat(low.into()) }
    }
    #[inline(always)]
    unsafe fn nibbles(p: *const u8, low: v128) -> Self::Nibbles {
        // SAFETY: 16 readable bytes.
        let packed = unsafe { v128_load(p.cast()) };
        #[cfg(target_feature = "relaxed-simd")]
        {
            // There is no byte shift on x86; a 16-bit one and a mask is what engines make best of.
            [v128_and(packed, low), v128_and(u16x8_shr(packed, 4), low)]
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            [
                v128_and(packed, low),
                v128_and(u16x8_shr(packed, 4), low),
                v128_and(u16x8_shr(packed, 8), low),
                u16x8_shr(packed, 12),
            ]
        }
    }
    #[inline(always)]
    fn round(values: &[f32; 32], factor: f32) -> [i16; 32] {
        let factor = f32x4_splat(factor);
        let mut out = [0; 32];
        for (out, values) in out.as_chunks_mut::<8>().0.iter_mut().zip(values.as_chunks::<8>().0) {
            // SAFETY: eight readable f32.
            let whole = |i: usize| {
                i32x4_trunc_sat_f32x4(f32x4_nearest(f32x4_mul(
                    unsafe { v128_load(values.as_ptr().add(4 * i).cast()) },
                    factor,
                )))
            };
            *out = numbers(i16x8_narrow_i32x4(whole(0), whole(1)));
        }
        out
    }
    #[inline(always)]
    fn join(act: [i16; 8]) -> [i16; 4] {
        let bytes = i8x16_narrow_i16x8(vector(act), i16x8_splat(0));
        let [a, b, c, d, ..] = numbers(bytes);
        [a, b, c, d]
    }
    #[inline(always)]
    fn arrange(act: [i16; 8]) -> [i16; 8] {
        // The high bytes, then the low ones, both signed: as `split_bytes`.
        #[cfg(target_feature = "relaxed-simd")]
        {
            let act = vector(act);
            let low = i16x8_shr(i16x8_shl(act, 8), 8);
            numbers(i8x16_narrow_i16x8(i16x8_shr(i16x8_sub(act, low), 8), low))
        }
        // The four nibbles of each 16-bit half come out one after the other, so pairs are two columns apart.
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            [act[0], act[2], act[4], act[6], act[1], act[3], act[5], act[7]]
        }
    }
    #[inline(always)]
    unsafe fn dot_nibbles<const BYTES: bool, const APART: bool, const V: usize>(
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
                let to = &mut acc[if BYTES && APART { at } else { at / 2 }];
                *to = i32x4_relaxed_dot_i8x16_i7x16_add(act, w[at % 2], *to);
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
    unsafe fn sum4<const BYTES: bool, const APART: bool>(acc: Self::Acc4) -> v128 {
        #[cfg(target_feature = "relaxed-simd")]
        {
            f32x4_convert_i32x4(match (BYTES, APART) {
                (false, _) => i32x4_add(i32x4_shl(acc[0], 8), acc[1]),
                (true, false) => acc[0],
                (true, true) => i32x4_add(acc[0], acc[1]),
            })
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
    unsafe fn zero7() -> Self::Acc7 {
        #[cfg(target_feature = "relaxed-simd")]
        {
            i32x4_splat(0)
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            [i32x4_splat(0); 2]
        }
    }
    #[inline(always)]
    unsafe fn sevens(p: *const u8) -> v128 {
        // SAFETY: 16 readable bytes.
        unsafe { v128_load(p.cast()) }
    }
    #[inline(always)]
    unsafe fn dot_sevens<const V: usize>(acc: &mut [Self::Acc7; V], w: &[v128; V], act: *const i16) {
        // SAFETY: 4 readable bytes.
        let act = unsafe { v128_load32_splat(act.cast()) };
        #[cfg(not(target_feature = "relaxed-simd"))]
        let act = i16x8_extend_low_i8x16(act);
        for (acc, &w) in acc.iter_mut().zip(w) {
            #[cfg(target_feature = "relaxed-simd")]
            {
                *acc = i32x4_relaxed_dot_i8x16_i7x16_add(act, w, *acc);
            }
            #[cfg(not(target_feature = "relaxed-simd"))]
            {
                acc[0] = i32x4_add(acc[0], i32x4_dot_i16x8(u16x8_extend_low_u8x16(w), act));
                acc[1] = i32x4_add(acc[1], i32x4_dot_i16x8(u16x8_extend_high_u8x16(w), act));
            }
        }
    }
    #[inline(always)]
    unsafe fn sum7(acc: Self::Acc7) -> v128 {
        #[cfg(target_feature = "relaxed-simd")]
        {
            f32x4_convert_i32x4(acc)
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        {
            // SAFETY: sums in pairs of lanes, as those of 8-bit rows.
            unsafe { Self::sum8(acc) }
        }
    }

    #[inline(always)]
    unsafe fn row(p: *const u8) -> Self::Row {
        // SAFETY: 32 readable bytes.
        let [a, b] = unsafe { [v128_load(p.cast()), v128_load(p.cast::<v128>().add(1))] };
        [i16x8_extend_low_i8x16(a), i16x8_extend_high_i8x16(a), i16x8_extend_low_i8x16(b), i16x8_extend_high_i8x16(b)]
    }
    #[inline(always)]
    unsafe fn dot_row(w: Self::Row, act: *const i16) -> v128 {
        // SAFETY: 32 readable activations.
        let dot = |i: usize| i32x4_dot_i16x8(w[i], unsafe { v128_load(act.cast::<v128>().add(i)) });
        f32x4_convert_i32x4(i32x4_add(i32x4_add(dot(0), dot(1)), i32x4_add(dot(2), dot(3))))
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

fn vector(numbers: [i16; 8]) -> v128 {
    // SAFETY: sixteen readable bytes.
    unsafe { v128_load(numbers.as_ptr().cast()) }
}

fn numbers(vector: v128) -> [i16; 8] {
    let mut out = [0; 8];
    // SAFETY: sixteen writable bytes.
    unsafe { v128_store(out.as_mut_ptr().cast(), vector) };
    out
}
