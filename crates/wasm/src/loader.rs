use foreword_cpu::CpuOps;
use foreword_engine::Completer;
use foreword_model::Loader;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Engine;
use crate::error::Thrown;

/// Tokens of context the model holds.
const WINDOW: usize = 512;

/// The largest file taken: what a 32-bit address space could hold at most.
const MAX_BYTES: f64 = (1u64 << 31) as f64;

/// Builds an [`Engine`] from the bytes of a model file, in order and in chunks of any size.
#[wasm_bindgen]
pub struct ModelLoader {
    loader: Loader<CpuOps>,
}

#[wasm_bindgen]
impl ModelLoader {
    /// A loader for a file of `totalBytes`.
    ///
    /// # Errors
    /// `bad-argument` if that is not the size of a file.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(js_name = totalBytes)] total_bytes: f64) -> Result<Self, wasm_bindgen::JsValue> {
        if !(1.0..=MAX_BYTES).contains(&total_bytes) || total_bytes.fract() != 0.0 {
            return Err(Thrown::bad_argument(format!("a model file cannot have {total_bytes} bytes")).into());
        }
        Ok(Self { loader: Loader::new(CpuOps::new(1), total_bytes as u64, WINDOW) })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// `model-invalid`; the loader is of no use afterwards.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), wasm_bindgen::JsValue> {
        self.loader.push(chunk).map_err(|error| Thrown::model_invalid(&error).into())
    }

    /// The engine, once all bytes have been pushed.
    ///
    /// # Errors
    /// `model-invalid` if bytes or tensors are missing.
    pub fn finish(self) -> Result<Engine, wasm_bindgen::JsValue> {
        let model = self.loader.finish().map_err(|error| Thrown::model_invalid(&error))?;
        let completer = Completer::new(model.tokenizer, model.network).map_err(Thrown::from)?;
        Ok(Engine::new(completer))
    }
}
