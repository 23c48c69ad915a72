use std::cell::RefCell;
use std::rc::Rc;

use foreword_cpu::{are_ready, mailbox_bytes};
use js_sys::WebAssembly::Memory;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, Worker, WorkerOptions, WorkerType};

use super::mailbox::SharedMailbox;

const PAGE: usize = 1 << 16;

/// How long helpers have to start, in looks and in milliseconds between two.
const LOOKS: u32 = 1_000;
const LOOK_MS: u32 = 10;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(task: &Function, ms: u32) -> JsValue;
}

/// Lets `ms` milliseconds pass.
pub(super) async fn sleep(ms: u32) {
    let passed = Promise::new(&mut |resolve, _| drop(set_timeout(&resolve, ms)));
    // It is never rejected.
    let _ = JsFuture::from(passed).await;
}

/// Called with the number of threads when the helpers end.
pub(super) type OnEnd = Rc<RefCell<Option<Function>>>;

/// The workers of the helpers, which end with this.
pub(super) struct Crew {
    workers: Vec<Worker>,
    on_end: OnEnd,
    _on_error: Closure<dyn Fn(Event)>,
}

impl Crew {
    /// Starts helpers with the script of this worker, and waits until all of them wait for orders.
    pub(super) async fn start(script: &str, helpers: usize, on_end: OnEnd) -> Result<SharedMailbox<Self>, JsValue> {
        let pages = mailbox_bytes(helpers).div_ceil(PAGE) as u32;
        let shared = object(&[("initial", pages.into()), ("maximum", pages.into()), ("shared", true.into())])?;
        let shared = Memory::new(&shared)?;
        // What is wrong with a helper concerns neither this worker nor the page: it is told by its silence.
        let on_error = Closure::<dyn Fn(Event)>::new(|event: Event| event.prevent_default());
        let mut crew = Self { workers: Vec::with_capacity(helpers), on_end, _on_error: on_error };
        for number in 0..helpers {
            crew.workers.push(crew.worker(script, &shared, number)?);
        }
        let mailbox = SharedMailbox::open(&shared, crew)?;
        for _ in 0..LOOKS {
            if are_ready(&mailbox, helpers) {
                return Ok(mailbox);
            }
            sleep(LOOK_MS).await;
        }
        Err(JsValue::from("helpers did not start"))
    }

    fn worker(&self, script: &str, shared: &Memory, number: usize) -> Result<Worker, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(if is_classic() { WorkerType::Classic } else { WorkerType::Module });
        let worker = Worker::new_with_options(script, &options)?;
        worker.set_onerror(Some(self._on_error.as_ref().unchecked_ref()));
        let flavour = if cfg!(target_feature = "relaxed-simd") { "cpu-relaxed" } else { "cpu" };
        let message = object(&[
            ("help", flavour.into()),
            ("module", wasm_bindgen::module()),
            ("shared", shared.into()),
            ("number", (number as u32).into()),
        ])?;
        worker.post_message(&message)?;
        Ok(worker)
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.workers.iter().for_each(Worker::terminate);
        if let Some(on_end) = self.on_end.take() {
            // Whoever listens may fail; drafts go on.
            let _ = on_end.call1(&JsValue::UNDEFINED, &1.into());
        }
    }
}

/// Whether this worker's script isn't a module, as some bundlers make it; only such a worker can import scripts.
fn is_classic() -> bool {
    let global = js_sys::global();
    let import = Reflect::get(&global, &"importScripts".into()).and_then(JsCast::dyn_into::<Function>);
    import.is_ok_and(|import| import.call0(&global).is_ok())
}

fn object(members: &[(&str, JsValue)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}
