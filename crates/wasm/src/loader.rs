use foreword_engine::Completer;
use foreword_model::{Loader, WINDOW};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Engine;
use crate::error::Thrown;
use crate::executor::{self, Executor};

/// The largest file taken: what a 32-bit address space could hold at most.
const MAX_BYTES: f64 = (1u64 << 31) as f64;

/// Builds an [`Engine`] from the bytes of a model file, in order and in chunks of any size.
#[wasm_bindgen]
pub struct ModelLoader {
    loader: Loader<Executor>,
}

#[wasm_bindgen]
impl ModelLoader {
    /// A loader for a file of `totalBytes`, on this build's executor. `isNarrow` overrules what suits the device, for
    /// measurements; it means nothing to the CPU.
    ///
    /// # Errors
    /// `bad-argument` if that is not the size of a file, `unsupported` if there is no device to run on.
    pub async fn open(
        #[wasm_bindgen(js_name = totalBytes)] total_bytes: f64,
        #[wasm_bindgen(js_name = isNarrow)] is_narrow: Option<bool>,
    ) -> Result<ModelLoader, JsValue> {
        if !(1.0..=MAX_BYTES).contains(&total_bytes) || total_bytes.fract() != 0.0 {
            return Err(Thrown::bad_argument(format!("a model file cannot have {total_bytes} bytes")).into());
        }
        let ops = executor::open(is_narrow).await?;
        executor::make_room(total_bytes as usize);
        Ok(Self { loader: Loader::new(ops, total_bytes as u64, WINDOW) })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// `model-invalid`; the loader is of no use afterwards.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), JsValue> {
        self.loader.push(chunk).map_err(|error| Thrown::not_loaded(error).into())
    }

    /// The engine, once all bytes have been pushed.
    ///
    /// # Errors
    /// `model-invalid` if bytes or tensors are missing.
    pub fn finish(self) -> Result<Engine, JsValue> {
        let model = self.loader.finish().map_err(Thrown::not_loaded)?;
        let completer = Completer::new(model.tokenizer, model.network).map_err(Thrown::from)?;
        Ok(Engine::new(completer))
    }
}
