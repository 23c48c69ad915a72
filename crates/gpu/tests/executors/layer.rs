//! One encoder layer of the real sizes, on the GPU and on the CPU.

use foreword_cpu::CpuOps;

use crate::compare::{BOUND, STAGES, compare_layer};
use crate::open_variants;

#[test]
fn a_layer_gives_what_the_cpu_gives() {
    for gpu in open_variants() {
        let errors = pollster::block_on(compare_layer(&CpuOps::new(1), &gpu)).unwrap();
        let name = format!("{}, {:?}", gpu.adapter(), gpu.variant());
        println!("{name}");
        for (stage, error) in STAGES.into_iter().zip(errors) {
            println!("{stage}: relative error {error:.2e}");
            assert!(error <= BOUND, "{stage}: relative error {error:.2e}, at most {BOUND:.0e} on {name}");
            // Two executors that round differently cannot agree exactly: that would be one compared with itself.
            assert!(error > 0.0, "{stage}: no difference at all");
        }
    }
}
