//! AVX-512 with VNNI: 16 rows, byte products four at a time.

use std::arch::x86_64::*;

use super::{Simd, Task, split_bytes};

#[derive(Clone, Copy)]
pub(crate) struct Avx512;

/// Whether this machine has what [`enter`] needs.
pub(crate) fn available() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512vnni")
        && is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("fma")
}

/// Runs `task` with these instructions.
///
/// # Safety
/// [`available`], and what the task demands.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma")]
pub(crate) unsafe fn enter<T: Task>(task: T) -> T::Output {
    // SAFETY: handed on to the caller.
    unsafe { task.run::<Avx512>() }
}

impl Simd for Avx512 {
    const WIDTH: usize = 16;
    const MULTIPLIES_BYTES: bool = true;
    type F = __m512;
    type Mask = ();
    type Nibbles = (__m512i, __m512i);
    // Products with the high bytes and with the low bytes.
    type Acc4 = (__m512i, __m512i);
    type Bytes = (__m512i, __m512i);
    type Acc8 = (__m512i, __m512i);
    type Sevens = __m512i;
    type Acc7 = __m512i;
    type Row = __m512i;
    type Halves = __m512i;
    type Sums = __m512i;

    #[inline(always)]
    unsafe fn splat(x: f32) -> __m512 {
        // SAFETY: AVX-512 is available, as `Simd` demands; so for every block below.
        unsafe { _mm512_set1_ps(x) }
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> __m512 {
        // SAFETY: 16 readable f32.
        unsafe { _mm512_loadu_ps(p) }
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, x: __m512) {
        // SAFETY: 16 writable f32.
        unsafe { _mm512_storeu_ps(p, x) }
    }
    #[inline(always)]
    unsafe fn add(a: __m512, b: __m512) -> __m512 {
        // SAFETY: as above.
        unsafe { _mm512_add_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn mul(a: __m512, b: __m512) -> __m512 {
        // SAFETY: as above.
        unsafe { _mm512_mul_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn div(a: __m512, b: __m512) -> __m512 {
        // SAFETY: as above.
        unsafe { _mm512_div_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn max(a: __m512, b: __m512) -> __m512 {
        // SAFETY: as above.
        unsafe { _mm512_max_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn fma(a: __m512, b: __m512, c: __m512) -> __m512 {
        // SAFETY: as above.
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }
    #[inline(always)]
    unsafe fn scale_by_power(y: __m512, shifted: __m512) -> __m512 {
        // SAFETY: as above.
        unsafe {
            let power = _mm512_slli_epi32::<23>(_mm512_castps_si512(shifted));
            _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(y), power))
        }
    }

    #[inline(always)]
    unsafe fn zero4() -> Self::Acc4 {
        // SAFETY: as above.
        unsafe { (_mm512_setzero_si512(), _mm512_setzero_si512()) }
    }
    #[inline(always)]
    unsafe fn low_bits() {}
    #[inline(always)]
    unsafe fn nibbles(p: *const u8, _low: ()) -> Self::Nibbles {
        // SAFETY: 64 readable bytes.
        unsafe {
            let packed = _mm512_loadu_si512(p.cast());
            let low = _mm512_set1_epi8(15);
            (_mm512_and_si512(packed, low), _mm512_and_si512(_mm512_srli_epi16::<4>(packed), low))
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
            let splat = |at| _mm512_set1_epi32(act.cast::<i32>().add(at).read_unaligned());
            for (acc, w) in acc.iter_mut().zip(w) {
                acc.0 = _mm512_dpbusd_epi32(_mm512_dpbusd_epi32(acc.0, w.0, splat(0)), w.1, splat(1));
                if !BYTES {
                    acc.1 = _mm512_dpbusd_epi32(_mm512_dpbusd_epi32(acc.1, w.0, splat(2)), w.1, splat(3));
                }
            }
        }
    }
    #[inline(always)]
    unsafe fn sum4<const BYTES: bool, const APART: bool>(acc: Self::Acc4) -> __m512 {
        // SAFETY: as above.
        unsafe {
            if BYTES {
                return _mm512_cvtepi32_ps(acc.0);
            }
            _mm512_cvtepi32_ps(_mm512_add_epi32(_mm512_slli_epi32::<8>(acc.0), acc.1))
        }
    }
    #[inline(always)]
    unsafe fn pairs(p: *const u8) -> (__m512, __m512) {
        // SAFETY: 64 readable bytes.
        unsafe {
            let pairs = _mm512_loadu_si512(p.cast());
            let keep = _mm512_set1_epi32(0x8fff_e000_u32 as i32);
            let expand = |h| _mm512_castsi512_ps(_mm512_and_si512(_mm512_srai_epi32::<3>(h), keep));
            (expand(_mm512_slli_epi32::<16>(pairs)), expand(pairs))
        }
    }

    #[inline(always)]
    unsafe fn zero8() -> Self::Acc8 {
        // SAFETY: as above.
        unsafe { (_mm512_setzero_si512(), _mm512_setzero_si512()) }
    }
    #[inline(always)]
    unsafe fn bytes(p: *const u8) -> Self::Bytes {
        // SAFETY: 64 readable bytes: rows 0–7, then rows 8–15.
        unsafe {
            let half = |at| _mm512_cvtepi8_epi16(_mm256_loadu_si256(p.cast::<__m256i>().add(at)));
            (half(0), half(1))
        }
    }
    #[inline(always)]
    unsafe fn dot_bytes(acc: Self::Acc8, w: Self::Bytes, act: *const i16) -> Self::Acc8 {
        // SAFETY: 4 readable activations.
        unsafe {
            let act = _mm512_set1_epi64(act.cast::<i64>().read_unaligned());
            (_mm512_dpwssd_epi32(acc.0, w.0, act), _mm512_dpwssd_epi32(acc.1, w.1, act))
        }
    }
    #[inline(always)]
    unsafe fn sum8(acc: Self::Acc8) -> __m512 {
        // SAFETY: as above. Neighbouring lanes hold the two halves of a row's sum.
        unsafe {
            let even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            let odd = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
            let first = _mm512_permutex2var_epi32(acc.0, even, acc.1);
            let second = _mm512_permutex2var_epi32(acc.0, odd, acc.1);
            _mm512_cvtepi32_ps(_mm512_add_epi32(first, second))
        }
    }

    #[inline(always)]
    unsafe fn zero7() -> __m512i {
        // SAFETY: as above.
        unsafe { _mm512_setzero_si512() }
    }
    #[inline(always)]
    unsafe fn sevens(p: *const u8) -> __m512i {
        // SAFETY: 64 readable bytes.
        unsafe { _mm512_loadu_si512(p.cast()) }
    }
    #[inline(always)]
    unsafe fn dot_sevens<const V: usize>(acc: &mut [__m512i; V], w: &[__m512i; V], act: *const i16) {
        // SAFETY: 4 readable bytes.
        unsafe {
            let act = _mm512_set1_epi32(act.cast::<i32>().read_unaligned());
            acc.iter_mut().zip(w).for_each(|(acc, &w)| *acc = _mm512_dpbusd_epi32(*acc, w, act));
        }
    }
    #[inline(always)]
    unsafe fn sum7(acc: __m512i) -> __m512 {
        // SAFETY: as above.
        unsafe { _mm512_cvtepi32_ps(acc) }
    }

    #[inline(always)]
    unsafe fn row(p: *const u8) -> __m512i {
        // SAFETY: 32 readable bytes.
        unsafe { _mm512_cvtepi8_epi16(_mm256_loadu_si256(p.cast())) }
    }
    #[inline(always)]
    unsafe fn dot_row(w: __m512i, act: *const i16) -> __m512 {
        // SAFETY: 32 readable activations.
        unsafe { _mm512_cvtepi32_ps(_mm512_madd_epi16(w, _mm512_loadu_si512(act.cast()))) }
    }

    #[inline(always)]
    unsafe fn no_sums() -> __m512i {
        // SAFETY: as above.
        unsafe { _mm512_setzero_si512() }
    }
    #[inline(always)]
    unsafe fn halves(p: *const i16) -> __m512i {
        // SAFETY: 32 readable i16.
        unsafe { _mm512_loadu_si512(p.cast()) }
    }
    #[inline(always)]
    unsafe fn splat_pair(p: *const i16) -> __m512i {
        // SAFETY: 2 readable i16.
        unsafe { _mm512_set1_epi32(p.cast::<i32>().read_unaligned()) }
    }
    #[inline(always)]
    unsafe fn dot_halves(sums: __m512i, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: as above.
        unsafe { _mm512_dpwssd_epi32(sums, a, b) }
    }
    #[inline(always)]
    unsafe fn floats(sums: __m512i) -> __m512 {
        // SAFETY: as above.
        unsafe { _mm512_cvtepi32_ps(sums) }
    }
}
