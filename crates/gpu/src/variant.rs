//! Which kernels a device gets.

use burn_tensor::wgpu::wgpu;

/// Threads in lockstep up to which a device counts as narrow: vector units of CPUs have four or eight lanes, GPUs at least
/// sixteen.
const NARROW: u32 = 8;

/// Which of the kernels' variants run. All give the same but for rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant {
    /// For devices that run few threads in lockstep, as drivers on a CPU do: there a barrier costs more than the
    /// arithmetic between two, so every thread computes a result of its own, in more launches.
    pub is_narrow: bool,
    /// Threads in lockstep compare what they have without going through memory (`subgroups`).
    pub uses_subgroups: bool,
    /// Keys and values are kept as 16-bit floats (`shader-f16`): half the memory to read in attention.
    pub uses_f16: bool,
}

impl Variant {
    /// What suits an adapter of which this is known.
    pub(crate) fn of(info: &wgpu::AdapterInfo, features: wgpu::Features, has_subgroups: bool) -> Self {
        let lockstep = info.subgroup_max_size;
        Self {
            is_narrow: info.device_type == wgpu::DeviceType::Cpu || (1..=NARROW).contains(&lockstep),
            uses_subgroups: has_subgroups || features.contains(wgpu::Features::SUBGROUP),
            uses_f16: features.contains(wgpu::Features::SHADER_F16),
        }
    }

    /// All variants that a device with `self` can run, for comparisons.
    pub fn all(self) -> Vec<Self> {
        let flags = |has: bool| if has { &[false, true][..] } else { &[false][..] };
        let mut all = Vec::new();
        for is_narrow in [false, true] {
            for &uses_subgroups in flags(self.uses_subgroups && !is_narrow) {
                for &uses_f16 in flags(self.uses_f16) {
                    all.push(Self { is_narrow, uses_subgroups, uses_f16 });
                }
            }
        }
        all
    }
}
