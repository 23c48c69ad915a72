//! Element-wise arithmetic over [`Simd`].

use crate::simd::{Simd, Task};

/// Added to a number below 2²² and taken away again, it leaves the nearest integer.
pub(crate) const SHIFT: f32 = 12_582_912.0;

/// `eˣ` to about 1 in 10⁷, for `x` clamped to where an f32 neither overflows nor becomes subnormal.
#[inline(always)]
pub(crate) unsafe fn exp<L: Simd>(x: L::F) -> L::F {
    // Taylor coefficients, highest first; on |r| ≤ ln 2 / 2 the first term left out is below 10⁻⁸.
    const SERIES: [f32; 8] = [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    // SAFETY: the caller promises the instruction set.
    unsafe {
        let x = L::max(x, L::splat(-87.0));
        let negated = L::max(L::mul(x, L::splat(-1.0)), L::splat(-88.0));
        let x = L::mul(negated, L::splat(-1.0));
        let shifted = L::fma(x, L::splat(std::f32::consts::LOG2_E), L::splat(SHIFT));
        let n = L::add(shifted, L::splat(-SHIFT));
        // ln 2 in two parts, so that n · ln 2 keeps its low bits.
        let r = L::fma(n, L::splat(-0.693_359_4), x);
        let r = L::fma(n, L::splat(2.121_944_4e-4), r);
        let mut y = L::splat(SERIES[0]);
        for c in &SERIES[1..] {
            y = L::fma(y, r, L::splat(*c));
        }
        L::scale_by_power(y, shifted)
    }
}

/// `eˣ` to about 1 in 10⁴ in half the operations of [`exp`], for `x ≤ 0`; less than -87 counts as -87.
#[inline(always)]
unsafe fn rough_exp<L: Simd>(x: L::F) -> L::F {
    // SAFETY: the caller promises the instruction set.
    unsafe {
        let x = L::max(x, L::splat(-87.0));
        let shifted = L::fma(x, L::splat(std::f32::consts::LOG2_E), L::splat(SHIFT));
        let n = L::add(shifted, L::splat(-SHIFT));
        let r = L::fma(n, L::splat(-std::f32::consts::LN_2), x);
        let mut y = L::splat(1.0 / 24.0);
        for c in [1.0 / 6.0, 0.5, 1.0, 1.0] {
            y = L::fma(y, r, L::splat(c));
        }
        L::scale_by_power(y, shifted)
    }
}

/// `Σ x²`; the length is a multiple of 32.
#[inline(always)]
pub(crate) unsafe fn sum_of_squares<L: Simd>(x: &[f32]) -> f32 {
    // SAFETY: the caller promises the instruction set; chunks are as long as two vectors.
    unsafe {
        let mut sums = [L::splat(0.0); 2];
        for pair in x.chunks_exact(2 * L::WIDTH) {
            for (i, sum) in sums.iter_mut().enumerate() {
                let v = L::load(pair.as_ptr().add(i * L::WIDTH));
                *sum = L::fma(v, v, *sum);
            }
        }
        total::<L>(L::add(sums[0], sums[1]))
    }
}

/// [`sum_of_squares`] of a slice.
pub(crate) struct SumOfSquares<'a> {
    pub(crate) values: &'a [f32],
}

impl Task for SumOfSquares<'_> {
    type Output = f32;

    #[inline(always)]
    unsafe fn run<L: Simd>(self) -> f32 {
        // SAFETY: the instruction set is present.
        unsafe { sum_of_squares::<L>(self.values) }
    }
}

/// The sum of all lanes.
#[inline(always)]
pub(crate) unsafe fn total<L: Simd>(x: L::F) -> f32 {
    fold::<L>(x, |a, b| a + b)
}

/// All lanes combined by `f`.
#[inline(always)]
pub(crate) fn fold<L: Simd>(x: L::F, f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [0.0; 16];
    // SAFETY: no instruction set has more than 16 lanes; the caller of the kernel promised the instructions.
    unsafe { L::store(lanes.as_mut_ptr(), x) };
    lanes[1..L::WIDTH].iter().fold(lanes[0], |a, &b| f(a, b))
}

/// `x / (1 + e⁻ˣ)`.
#[inline(always)]
unsafe fn silu<L: Simd>(x: L::F) -> L::F {
    // SAFETY: the caller promises the instruction set.
    unsafe { L::div(x, L::add(exp::<L>(L::mul(x, L::splat(-1.0))), L::splat(1.0))) }
}

/// `silu` of every value; the length is a multiple of 16.
pub(crate) struct Silu<'a> {
    pub(crate) values: &'a mut [f32],
}

impl Task for Silu<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<L: Simd>(self) {
        for chunk in self.values.chunks_exact_mut(L::WIDTH) {
            // SAFETY: each chunk is one vector long; the instruction set is present.
            unsafe { L::store(chunk.as_mut_ptr(), silu::<L>(L::load(chunk.as_ptr()))) };
        }
    }
}

/// `out = silu(gate) · up` over rows `[gate; up]`.
pub(crate) struct SwiGlu<'a> {
    /// `[rows, stride]`, gate in columns `0..width`, up in `width..2 · width`.
    pub(crate) gate_up: &'a [f32],
    pub(crate) stride: usize,
    pub(crate) width: usize,
    /// `[rows, out_stride]`.
    pub(crate) out: &'a mut [f32],
    pub(crate) out_stride: usize,
}

impl Task for SwiGlu<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<L: Simd>(self) {
        for (input, out) in self.gate_up.chunks_exact(self.stride).zip(self.out.chunks_exact_mut(self.out_stride)) {
            let (gate, up) = input.split_at(self.width);
            let lanes = gate.chunks_exact(L::WIDTH).zip(up.chunks_exact(L::WIDTH)).zip(out.chunks_exact_mut(L::WIDTH));
            for ((gate, up), out) in lanes {
                // SAFETY: each chunk is one vector long; the instruction set is present.
                unsafe {
                    let gate = silu::<L>(L::load(gate.as_ptr()));
                    L::store(out.as_mut_ptr(), L::mul(gate, L::load(up.as_ptr())));
                }
            }
        }
    }
}

/// The logarithm of `Σ eˣ`; not finite if any value is not.
pub(crate) struct LogSumExp<'a> {
    pub(crate) row: &'a [f32],
}

impl Task for LogSumExp<'_> {
    type Output = f32;

    #[inline(always)]
    unsafe fn run<L: Simd>(self) -> f32 {
        let chunks = self.row.chunks_exact(L::WIDTH);
        let rest = chunks.remainder();
        // SAFETY: chunks are one vector long; the instruction set is present.
        unsafe {
            let mut most = L::splat(f32::NEG_INFINITY);
            // A vector maximum may drop a NaN; x · 0 summed up keeps every value that is not finite.
            let mut poison = L::splat(0.0);
            for chunk in chunks.clone() {
                let v = L::load(chunk.as_ptr());
                most = L::max(most, v);
                poison = L::fma(v, L::splat(0.0), poison);
            }
            let most = rest.iter().copied().fold(fold::<L>(most, f32::max), f32::max);
            let poison = total::<L>(poison) + rest.iter().map(|x| x * 0.0).sum::<f32>();
            let mut sum = L::splat(0.0);
            for chunk in chunks {
                sum = L::add(sum, exp::<L>(L::add(L::load(chunk.as_ptr()), L::splat(-most))));
            }
            let sum = total::<L>(sum) + rest.iter().map(|x| (x - most).exp()).sum::<f32>();
            most + sum.ln() + poison
        }
    }
}

/// `Σ eˣ⁻ᵐ` to about 1 in 10⁴, `m` being the largest value; not finite if any value is not.
pub(crate) struct RoughSumExp<'a> {
    pub(crate) row: &'a [f32],
    pub(crate) most: f32,
}

impl Task for RoughSumExp<'_> {
    type Output = f32;

    #[inline(always)]
    unsafe fn run<L: Simd>(self) -> f32 {
        let chunks = self.row.chunks_exact(L::WIDTH);
        let rest = chunks.remainder();
        // SAFETY: chunks are one vector long; the instruction set is present.
        unsafe {
            let (mut sum, mut poison) = (L::splat(0.0), L::splat(0.0));
            for chunk in chunks {
                let v = L::load(chunk.as_ptr());
                sum = L::add(sum, rough_exp::<L>(L::add(v, L::splat(-self.most))));
                poison = L::fma(v, L::splat(0.0), poison);
            }
            let rest: f32 = rest.iter().map(|x| (x - self.most).exp() + x * 0.0).sum();
            total::<L>(sum) + total::<L>(poison) + rest
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Isa;

    #[test]
    fn rough_sums_are_nearly_right_and_never_hide_what_is_not_finite() {
        let mut row: Vec<f32> = (0..77).map(|i| 3.0 - i as f32 * 0.37).collect();
        let exact: f64 = row.iter().map(|x| f64::from(x - 3.0).exp()).sum();
        for isa in Isa::available() {
            // SAFETY: the task uses slices only.
            let sum = |row: &[f32]| unsafe { isa.run(RoughSumExp { row, most: 3.0 }) };
            let found = f64::from(sum(&row));
            assert!((found / exact - 1.0).abs() < 1e-4, "{isa:?}: {found} for {exact}");
            for (at, bad) in [(0, f32::NAN), (20, f32::NEG_INFINITY), (76, f32::NAN), (40, f32::INFINITY)] {
                let good = std::mem::replace(&mut row[at], bad);
                assert!(!sum(&row).is_finite(), "{isa:?}: {bad} at {at}");
                row[at] = good;
            }
        }
    }
}
