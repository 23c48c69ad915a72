//! One encoder layer in a browser: what WebGPU gives against what WebAssembly on the CPU gives.
//!
//! Not an example to learn from but a module for `tests/e2e/gpu-layer.check.ts`; cargo gives only examples and tests the
//! dev-dependencies that it needs, and only examples can be modules. Empty on other targets.

#![cfg(target_family = "wasm")]

#[path = "../tests/executors/compare.rs"]
mod compare;

use compare::{BOUND, STAGES, compare_layer};
use foreword_cpu::CpuOps;
use foreword_gpu::GpuOps;
use wasm_bindgen::prelude::*;

/// What came out.
#[wasm_bindgen(getter_with_clone)]
pub struct Comparison {
    /// The adapter WebGPU runs on.
    pub adapter: String,
    /// Which variant of the kernels.
    pub variant: String,
    /// The instruction set of the CPU's kernels.
    pub isa: String,
    /// What was compared, in order.
    pub stages: Vec<String>,
    /// Relative error of each stage.
    pub errors: Vec<f64>,
    /// The largest that counts as equal.
    pub bound: f64,
}

/// Runs the layer on both executors, with every variant of the kernels that the adapter can run.
///
/// # Errors
/// There is no adapter, or an executor refuses: the reason as a string.
#[wasm_bindgen(js_name = compareLayer)]
pub async fn compare() -> Result<Vec<Comparison>, JsValue> {
    let refused = |error: foreword_model::OpsError| JsValue::from(error.to_string());
    let cpu = CpuOps::new(1);
    let mut comparisons = Vec::new();
    for variant in GpuOps::new().await.map_err(refused)?.variant().all() {
        let gpu = GpuOps::new().await.map_err(refused)?.with_variant(variant);
        let errors = compare_layer(&cpu, &gpu).await.map_err(refused)?;
        comparisons.push(Comparison {
            adapter: gpu.adapter().to_owned(),
            variant: format!("{variant:?}"),
            isa: format!("{:?}", cpu.isa()),
            stages: STAGES.map(str::to_owned).to_vec(),
            errors: errors.to_vec(),
            bound: BOUND,
        });
    }
    Ok(comparisons)
}
