//! AVX2 with FMA: 8 rows; byte products in pairs, summed in 16 bits within a block.

use std::arch::x86_64::*;

use super::{Simd, Task, split_bytes};

#[derive(Clone, Copy)]
pub(crate) struct Avx2;

/// Whether this machine has what [`enter`] needs.
pub(crate) fn available() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")
}

/// Runs `task` with these instructions.
///
/// # Safety
/// [`available`], and what the task demands.
#[target_feature(enable = "avx2,fma")]
pub(crate) unsafe fn enter<T: Task>(task: T) -> T::Output {
    // SAFETY: handed on to the caller.
    unsafe { task.run::<Avx2>() }
}

impl Simd for Avx2 {
    const WIDTH: usize = 8;
    const MULTIPLIES_BYTES: bool = true;
    type F = __m256;
    type Mask = ();
    type Nibbles = (__m256i, __m256i);
    // Products with the high bytes and with the low bytes, in 16-bit sums: a block adds 16 of at most 15 · 128 to a
    // lane, 30,720 in all.
    type Acc4 = (__m256i, __m256i);
    type Bytes = (__m256i, __m256i);
    type Acc8 = (__m256i, __m256i);
    type Sevens = __m256i;
    type Acc7 = __m256i;
    type Row = (__m256i, __m256i);
    type Halves = __m256i;
    type Sums = __m256i;

    #[inline(always)]
    unsafe fn splat(x: f32) -> __m256 {
        // SAFETY: AVX2 and FMA are available, as `Simd` demands; so for every block below.
        unsafe { _mm256_set1_ps(x) }
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> __m256 {
        // SAFETY: 8 readable f32.
        unsafe { _mm256_loadu_ps(p) }
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, x: __m256) {
        // SAFETY: 8 writable f32.
        unsafe { _mm256_storeu_ps(p, x) }
    }
    #[inline(always)]
    unsafe fn add(a: __m256, b: __m256) -> __m256 {
        // SAFETY: as above.
        unsafe { _mm256_add_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn mul(a: __m256, b: __m256) -> __m256 {
        // SAFETY: as above.
        unsafe { _mm256_mul_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn div(a: __m256, b: __m256) -> __m256 {
        // SAFETY: as above.
        unsafe { _mm256_div_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn max(a: __m256, b: __m256) -> __m256 {
        // SAFETY: as above.
        unsafe { _mm256_max_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn fma(a: __m256, b: __m256, c: __m256) -> __m256 {
        // SAFETY: as above.
        unsafe { _mm256_fmadd_ps(a, b, c) }
    }
    #[inline(always)]
    unsafe fn scale_by_power(y: __m256, shifted: __m256) -> __m256 {
        // SAFETY: as above.
        unsafe {
            let power = _mm256_slli_epi32::<23>(_mm256_castps_si256(shifted));
            _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(y), power))
        }
    }

    #[inline(always)]
    unsafe fn zero4() -> Self::Acc4 {
        // SAFETY: as above.
        unsafe { (_mm256_setzero_si256(), _mm256_setzero_si256()) }
    }
    #[inline(always)]
    unsafe fn low_bits() {}
    #[inline(always)]
    unsafe fn nibbles(p: *const u8, _low: ()) -> Self::Nibbles {
        // SAFETY: 32 readable bytes.
        unsafe {
            let packed = _mm256_loadu_si256(p.cast());
            let low = _mm256_set1_epi8(15);
            (_mm256_and_si256(packed, low), _mm256_and_si256(_mm256_srli_epi16::<4>(packed), low))
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
            let product =
                |w, at| _mm256_maddubs_epi16(w, _mm256_set1_epi32(act.cast::<i32>().add(at).read_unaligned()));
            for (acc, w) in acc.iter_mut().zip(w) {
                acc.0 = _mm256_add_epi16(acc.0, _mm256_add_epi16(product(w.0, 0), product(w.1, 1)));
                if !BYTES {
                    acc.1 = _mm256_add_epi16(acc.1, _mm256_add_epi16(product(w.0, 2), product(w.1, 3)));
                }
            }
        }
    }
    #[inline(always)]
    unsafe fn sum4<const BYTES: bool, const APART: bool>(acc: Self::Acc4) -> __m256 {
        // SAFETY: as above.
        unsafe {
            if BYTES {
                return _mm256_cvtepi32_ps(_mm256_madd_epi16(acc.0, _mm256_set1_epi16(1)));
            }
            let high = _mm256_madd_epi16(acc.0, _mm256_set1_epi16(256));
            let low = _mm256_madd_epi16(acc.1, _mm256_set1_epi16(1));
            _mm256_cvtepi32_ps(_mm256_add_epi32(high, low))
        }
    }
    #[inline(always)]
    unsafe fn pairs(p: *const u8) -> (__m256, __m256) {
        // SAFETY: 32 readable bytes.
        unsafe {
            let pairs = _mm256_loadu_si256(p.cast());
            let keep = _mm256_set1_epi32(0x8fff_e000_u32 as i32);
            let expand = |h| _mm256_castsi256_ps(_mm256_and_si256(_mm256_srai_epi32::<3>(h), keep));
            (expand(_mm256_slli_epi32::<16>(pairs)), expand(pairs))
        }
    }

    #[inline(always)]
    unsafe fn zero8() -> Self::Acc8 {
        // SAFETY: as above.
        unsafe { (_mm256_setzero_si256(), _mm256_setzero_si256()) }
    }
    #[inline(always)]
    unsafe fn bytes(p: *const u8) -> Self::Bytes {
        // SAFETY: 32 readable bytes: rows 0–3, then rows 4–7.
        unsafe {
            let half = |at| _mm256_cvtepi8_epi16(_mm_loadu_si128(p.cast::<__m128i>().add(at)));
            (half(0), half(1))
        }
    }
    #[inline(always)]
    unsafe fn dot_bytes(acc: Self::Acc8, w: Self::Bytes, act: *const i16) -> Self::Acc8 {
        // SAFETY: 4 readable activations.
        unsafe {
            let act = _mm256_set1_epi64x(act.cast::<i64>().read_unaligned());
            let low = _mm256_add_epi32(acc.0, _mm256_madd_epi16(w.0, act));
            (low, _mm256_add_epi32(acc.1, _mm256_madd_epi16(w.1, act)))
        }
    }
    #[inline(always)]
    unsafe fn sum8(acc: Self::Acc8) -> __m256 {
        // SAFETY: as above. `hadd` works within 128 bits, so rows come out as 0 1 4 5 2 3 6 7.
        unsafe {
            let sums = _mm256_hadd_epi32(acc.0, acc.1);
            _mm256_cvtepi32_ps(_mm256_permute4x64_epi64::<0b11_01_10_00>(sums))
        }
    }

    #[inline(always)]
    unsafe fn zero7() -> __m256i {
        // SAFETY: as above.
        unsafe { _mm256_setzero_si256() }
    }
    #[inline(always)]
    unsafe fn sevens(p: *const u8) -> __m256i {
        // SAFETY: 32 readable bytes.
        unsafe { _mm256_loadu_si256(p.cast()) }
    }
    #[inline(always)]
    unsafe fn dot_sevens<const V: usize>(acc: &mut [__m256i; V], w: &[__m256i; V], act: *const i16) {
        // SAFETY: 4 readable bytes. Two products of 127 · 127 fit 16 bits.
        unsafe {
            let act = _mm256_set1_epi32(act.cast::<i32>().read_unaligned());
            for (acc, &w) in acc.iter_mut().zip(w) {
                let pairs = _mm256_maddubs_epi16(w, act);
                *acc = _mm256_add_epi32(*acc, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
            }
        }
    }
    #[inline(always)]
    unsafe fn sum7(acc: __m256i) -> __m256 {
        // SAFETY: as above.
        unsafe { _mm256_cvtepi32_ps(acc) }
    }

    #[inline(always)]
    unsafe fn row(p: *const u8) -> Self::Row {
        // SAFETY: 32 readable bytes, as many as the rows of a vector have in four columns.
        unsafe { Self::bytes(p) }
    }
    #[inline(always)]
    unsafe fn dot_row(w: Self::Row, act: *const i16) -> __m256 {
        // SAFETY: 32 readable activations.
        unsafe {
            let dot = |w, at| _mm256_madd_epi16(w, _mm256_loadu_si256(act.cast::<__m256i>().add(at)));
            _mm256_cvtepi32_ps(_mm256_add_epi32(dot(w.0, 0), dot(w.1, 1)))
        }
    }

    #[inline(always)]
    unsafe fn no_sums() -> __m256i {
        // SAFETY: as above.
        unsafe { _mm256_setzero_si256() }
    }
    #[inline(always)]
    unsafe fn halves(p: *const i16) -> __m256i {
        // SAFETY: 16 readable i16.
        unsafe { _mm256_loadu_si256(p.cast()) }
    }
    #[inline(always)]
    unsafe fn splat_pair(p: *const i16) -> __m256i {
        // SAFETY: 2 readable i16.
        unsafe { _mm256_set1_epi32(p.cast::<i32>().read_unaligned()) }
    }
    #[inline(always)]
    unsafe fn dot_halves(sums: __m256i, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: as above.
        unsafe { _mm256_add_epi32(sums, _mm256_madd_epi16(a, b)) }
    }
    #[inline(always)]
    unsafe fn floats(sums: __m256i) -> __m256 {
        // SAFETY: as above.
        unsafe { _mm256_cvtepi32_ps(sums) }
    }
}
