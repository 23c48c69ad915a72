//! One encoder layer of the real sizes, on the GPU and on the CPU.

use foreword_cpu::CpuOps;

use crate::compare::{BOUND, STAGES, compare_layer};
use crate::open_gpu;

#[test]
fn a_layer_gives_what_the_cpu_gives() {
    let gpu = open_gpu();
    let errors = pollster::block_on(compare_layer(&CpuOps::new(1), &gpu)).unwrap();
    println!("{}", gpu.adapter());
    for (stage, error) in STAGES.into_iter().zip(errors) {
        println!("{stage}: relative error {error:.2e}");
        assert!(error <= BOUND, "{stage}: relative error {error:.2e}, at most {BOUND:.0e} on {}", gpu.adapter());
        // Two executors that round differently cannot agree exactly: that would be one compared with itself.
        assert!(error > 0.0, "{stage}: no difference at all");
    }
}
