//! Plain Rust: the reference the other instruction sets are tested against, and the fallback where none is there.

use super::Simd;

const WIDTH: usize = 4;

#[derive(Clone, Copy)]
pub(crate) struct Portable;

type F = [f32; WIDTH];
type I = [i32; WIDTH];

#[inline(always)]
fn map(a: F, b: F, f: impl Fn(f32, f32) -> f32) -> F {
    std::array::from_fn(|i| f(a[i], b[i]))
}

impl Simd for Portable {
    const WIDTH: usize = WIDTH;
    // So that tests on any machine run kernels of two vectors.
    const VECTORS: usize = 2;
    const MULTIPLIES_BYTES: bool = false;
    type F = F;
    type Mask = ();
    type Nibbles = [[u8; 8]; WIDTH];
    type Acc4 = I;
    type Bytes = [[i8; 4]; WIDTH];
    type Acc8 = I;
    type Sevens = [[u8; 4]; WIDTH];
    type Acc7 = I;
    type Halves = [i16; 2 * WIDTH];
    // Not yet summed within the pair: compilers make vectors of such loops.
    type Sums = [i32; 2 * WIDTH];
    type Row = [i8; 32];

    #[inline(always)]
    unsafe fn splat(x: f32) -> F {
        [x; WIDTH]
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> F {
        // SAFETY: the caller provides WIDTH readable f32.
        unsafe { p.cast::<F>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, x: F) {
        // SAFETY: the caller provides WIDTH writable f32.
        unsafe { p.cast::<F>().write_unaligned(x) }
    }
    #[inline(always)]
    unsafe fn add(a: F, b: F) -> F {
        map(a, b, |a, b| a + b)
    }
    #[inline(always)]
    unsafe fn mul(a: F, b: F) -> F {
        map(a, b, |a, b| a * b)
    }
    #[inline(always)]
    unsafe fn div(a: F, b: F) -> F {
        map(a, b, |a, b| a / b)
    }
    #[inline(always)]
    unsafe fn max(a: F, b: F) -> F {
        map(a, b, f32::max)
    }
    #[inline(always)]
    unsafe fn fma(a: F, b: F, c: F) -> F {
        std::array::from_fn(|i| a[i] * b[i] + c[i])
    }
    #[inline(always)]
    unsafe fn scale_by_power(y: F, shifted: F) -> F {
        map(y, shifted, |y, n| f32::from_bits(y.to_bits().wrapping_add(n.to_bits() << 23)))
    }

    #[inline(always)]
    unsafe fn zero4() -> I {
        [0; WIDTH]
    }
    #[inline(always)]
    unsafe fn low_bits() {}
    #[inline(always)]
    unsafe fn nibbles(p: *const u8, _low: ()) -> Self::Nibbles {
        // SAFETY: the caller provides 4 · WIDTH readable bytes.
        let packed = unsafe { p.cast::<[[u8; 4]; WIDTH]>().read_unaligned() };
        packed.map(|b| std::array::from_fn(|i| if i < 4 { b[i] & 15 } else { b[i - 4] >> 4 }))
    }
    #[inline(always)]
    fn arrange(act: [i16; 8]) -> [i16; 8] {
        act
    }
    #[inline(always)]
    unsafe fn dot_nibbles<const BYTES: bool, const APART: bool, const V: usize>(
        acc: &mut [Self::Acc4; V],
        w: &[Self::Nibbles; V],
        act: *const i16,
    ) {
        // SAFETY: the caller provides 8 readable activations.
        let act = unsafe { act.cast::<[i16; 8]>().read_unaligned() };
        for (acc, w) in acc.iter_mut().zip(w) {
            for (acc, w) in acc.iter_mut().zip(w) {
                *acc += (0..8).map(|i| i32::from(w[i]) * i32::from(act[i])).sum::<i32>();
            }
        }
    }
    #[inline(always)]
    unsafe fn sum4<const BYTES: bool, const APART: bool>(acc: I) -> F {
        acc.map(|x| x as f32)
    }
    #[inline(always)]
    unsafe fn pairs(p: *const u8) -> (F, F) {
        // SAFETY: the caller provides 4 · WIDTH readable bytes.
        let pairs = unsafe { p.cast::<[[u16; 2]; WIDTH]>().read_unaligned() };
        let expand = |h: u16| f32::from_bits(u32::from(h & 0x7fff) << 13 | u32::from(h & 0x8000) << 16);
        (pairs.map(|pair| expand(pair[0])), pairs.map(|pair| expand(pair[1])))
    }

    #[inline(always)]
    unsafe fn zero8() -> I {
        [0; WIDTH]
    }
    #[inline(always)]
    unsafe fn bytes(p: *const u8) -> Self::Bytes {
        // SAFETY: the caller provides 4 · WIDTH readable bytes.
        unsafe { p.cast::<Self::Bytes>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn dot_bytes(acc: I, w: Self::Bytes, act: *const i16) -> I {
        // SAFETY: the caller provides 4 readable activations.
        let act = unsafe { act.cast::<[i16; 4]>().read_unaligned() };
        std::array::from_fn(|row| acc[row] + (0..4).map(|i| i32::from(w[row][i]) * i32::from(act[i])).sum::<i32>())
    }
    #[inline(always)]
    unsafe fn sum8(acc: I) -> F {
        acc.map(|x| x as f32)
    }

    #[inline(always)]
    unsafe fn zero7() -> I {
        [0; WIDTH]
    }
    #[inline(always)]
    unsafe fn sevens(p: *const u8) -> Self::Sevens {
        // SAFETY: the caller provides 4 · WIDTH readable bytes.
        unsafe { p.cast::<Self::Sevens>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn dot_sevens<const V: usize>(acc: &mut [I; V], w: &[Self::Sevens; V], act: *const i16) {
        // SAFETY: the caller provides 4 readable bytes.
        let act = unsafe { act.cast::<[i8; 4]>().read_unaligned() };
        for (acc, w) in acc.iter_mut().flatten().zip(w.iter().flatten()) {
            *acc += (0..4).map(|i| i32::from(w[i]) * i32::from(act[i])).sum::<i32>();
        }
    }
    #[inline(always)]
    unsafe fn sum7(acc: I) -> F {
        acc.map(|x| x as f32)
    }

    #[inline(always)]
    unsafe fn row(p: *const u8) -> [i8; 32] {
        // SAFETY: the caller provides 32 readable bytes.
        unsafe { p.cast::<[i8; 32]>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn dot_row(w: [i8; 32], act: *const i16) -> F {
        // SAFETY: the caller provides 32 readable activations.
        let act = unsafe { act.cast::<[i16; 32]>().read_unaligned() };
        let part = |lane: usize| (lane..32).step_by(WIDTH).map(|i| i32::from(w[i]) * i32::from(act[i])).sum::<i32>();
        std::array::from_fn(|lane| part(lane) as f32)
    }

    #[inline(always)]
    unsafe fn no_sums() -> Self::Sums {
        [0; 2 * WIDTH]
    }
    #[inline(always)]
    unsafe fn halves(p: *const i16) -> Self::Halves {
        // SAFETY: the caller provides 2 · WIDTH readable i16.
        unsafe { p.cast::<Self::Halves>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn splat_pair(p: *const i16) -> Self::Halves {
        // SAFETY: the caller provides 2 readable i16.
        let pair = unsafe { p.cast::<[i16; 2]>().read_unaligned() };
        std::array::from_fn(|i| pair[i % 2])
    }
    #[inline(always)]
    unsafe fn dot_halves(sums: Self::Sums, a: Self::Halves, b: Self::Halves) -> Self::Sums {
        std::array::from_fn(|i| sums[i] + i32::from(a[i]) * i32::from(b[i]))
    }
    #[inline(always)]
    unsafe fn floats(sums: Self::Sums) -> F {
        std::array::from_fn(|lane| (sums[2 * lane] + sums[2 * lane + 1]) as f32)
    }
}
