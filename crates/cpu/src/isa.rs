use crate::simd::{Task, portable::Portable};

/// An instruction set that kernels can run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Isa {
    /// Plain Rust.
    Portable,
    /// x86-64 with AVX2 and FMA.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// x86-64 with AVX-512 F, BW, VL and VNNI.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// aarch64.
    #[cfg(target_arch = "aarch64")]
    Neon,
    /// WebAssembly `simd128`, with `relaxed-simd` where the build has it.
    #[cfg(all(target_family = "wasm", target_feature = "simd128"))]
    Simd128,
}

impl Isa {
    /// What this machine can run, slowest first.
    pub fn available() -> Vec<Self> {
        #[allow(unused_mut, reason = "a WebAssembly build without SIMD has nothing else")]
        let mut list = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            use crate::simd::{avx2, avx512};
            if avx2::available() {
                list.push(Self::Avx2);
            }
            if avx512::available() {
                list.push(Self::Avx512);
            }
        }
        #[cfg(target_arch = "aarch64")]
        list.push(Self::Neon);
        #[cfg(all(target_family = "wasm", target_feature = "simd128"))]
        list.push(Self::Simd128);
        list
    }

    /// The fastest this machine can run.
    pub fn best() -> Self {
        Self::available().last().copied().unwrap_or(Self::Portable)
    }

    /// Lanes of a vector.
    pub(crate) fn width(self) -> usize {
        self.facts().0
    }

    /// Rows per packed group.
    pub(crate) fn group_rows(self) -> usize {
        self.facts().1
    }

    /// Whether products with activations of one byte cost less than those with two.
    pub(crate) fn multiplies_bytes(self) -> bool {
        self.facts().2
    }

    fn facts(self) -> (usize, usize, bool) {
        struct Facts;
        impl Task for Facts {
            type Output = (usize, usize, bool);
            unsafe fn run<L: crate::simd::Simd>(self) -> Self::Output {
                (L::WIDTH, L::ROWS, L::MULTIPLIES_BYTES)
            }
        }
        // SAFETY: uses no instruction and no pointer.
        unsafe { self.run(Facts) }
    }

    /// Runs `task` on this instruction set.
    ///
    /// # Safety
    /// Whatever the task demands. The instruction set itself is present: values of this type other than `Portable`
    /// come from [`Isa::available`] or from a compile-time condition.
    #[inline]
    pub(crate) unsafe fn run<T: Task>(self, task: T) -> T::Output {
        // SAFETY: handed on to the caller; see above for the instructions.
        unsafe {
            match self {
                Self::Portable => task.run::<Portable>(),
                #[cfg(target_arch = "x86_64")]
                Self::Avx2 => crate::simd::avx2::enter(task),
                #[cfg(target_arch = "x86_64")]
                Self::Avx512 => crate::simd::avx512::enter(task),
                #[cfg(target_arch = "aarch64")]
                Self::Neon => task.run::<crate::simd::neon::Neon>(),
                #[cfg(all(target_family = "wasm", target_feature = "simd128"))]
                Self::Simd128 => task.run::<crate::simd::simd128::Simd128>(),
            }
        }
    }
}
