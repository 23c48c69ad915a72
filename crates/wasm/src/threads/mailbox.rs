use foreword_cpu::Mailbox;
use js_sys::WebAssembly::{Instance, Memory, Module};
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// `mailbox.wat`, assembled.
const MODULE: &[u8] = include_bytes!("mailbox.wasm");

#[wasm_bindgen]
extern "C" {
    /// The exports of an instance of [`MODULE`].
    type Exports;
    #[wasm_bindgen(method)]
    fn put(this: &Exports, to: usize, from: *const u8, bytes: usize);
    #[wasm_bindgen(method)]
    fn get(this: &Exports, to: *mut u8, from: usize, bytes: usize);
    #[wasm_bindgen(method)]
    fn load(this: &Exports, at: usize) -> u32;
    #[wasm_bindgen(method)]
    fn store(this: &Exports, at: usize, word: u32);
    #[wasm_bindgen(method)]
    fn exchange(this: &Exports, at: usize, old: u32, new: u32) -> u32;
    #[wasm_bindgen(method)]
    fn spin(this: &Exports, at: usize, old: u32, times: u32) -> u32;
    #[wasm_bindgen(method)]
    fn park(this: &Exports, at: usize, old: u32, ms: i32) -> u32;
    #[wasm_bindgen(method)]
    fn wake(this: &Exports, at: usize);
}

/// Whether this browser knows modules with two memories.
pub(super) fn is_known() -> bool {
    js_sys::WebAssembly::validate(&Uint8Array::from(MODULE)).unwrap_or(false)
}

/// A mailbox in shared memory; `T` is kept as long as it.
pub(super) struct SharedMailbox<T> {
    exports: Exports,
    _kept: T,
}

impl<T> SharedMailbox<T> {
    /// Fails unless [`is_known`].
    pub(super) fn open(shared: &Memory, kept: T) -> Result<Self, JsValue> {
        let module = Module::new(&Uint8Array::from(MODULE))?;
        let (imports, memories) = (Object::new(), Object::new());
        Reflect::set(&memories, &"own".into(), &wasm_bindgen::memory())?;
        Reflect::set(&memories, &"shared".into(), shared)?;
        Reflect::set(&imports, &"m".into(), &memories)?;
        let exports = Instance::new(&module, &imports)?.exports().unchecked_into();
        Ok(Self { exports, _kept: kept })
    }
}

impl<T> Mailbox for SharedMailbox<T> {
    fn put(&self, at: usize, bytes: &[u8]) {
        self.exports.put(at, bytes.as_ptr(), bytes.len());
    }

    fn get(&self, at: usize, bytes: &mut [u8]) {
        self.exports.get(bytes.as_mut_ptr(), at, bytes.len());
    }

    fn load(&self, at: usize) -> u32 {
        self.exports.load(at)
    }

    fn store(&self, at: usize, word: u32) {
        self.exports.store(at, word);
    }

    fn exchange(&self, at: usize, old: u32, new: u32) -> u32 {
        self.exports.exchange(at, old, new)
    }

    fn spin(&self, at: usize, old: u32, times: u32) -> u32 {
        self.exports.spin(at, old, times)
    }

    fn park(&self, at: usize, old: u32, ms: Option<u32>) -> bool {
        const TIME_HAS_PASSED: u32 = 2;
        self.exports.park(at, old, ms.map_or(-1, |ms| ms as i32)) != TIME_HAS_PASSED
    }

    fn wake(&self, at: usize) {
        self.exports.wake(at);
    }
}
