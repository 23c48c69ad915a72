//! More threads for the processor: helpers in workers of their own, where a page may share memory with them.

mod crew;
mod mailbox;

use foreword_cpu::Helper;
use foreword_engine::self_test::{CONTEXTS, keystroke_ms};
use js_sys::WebAssembly::Memory;
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::Engine;
use crate::error::Thrown;
use crate::scheduler::EventLoop;
use crate::wire::CompleteOptions;
use crew::{Crew, OnEnd, sleep};
use mailbox::{SharedMailbox, is_known};

/// Numbers of threads that are tried.
const CHOICES: [u32; 2] = [2, 4];

/// More threads are used if a keystroke takes no more than this share of the time then.
const WORTH: f64 = 0.9;

/// A pause that is long enough to work in, in milliseconds; it doubles whenever it is interrupted, up to the other.
const QUIET_MS: u32 = 400;
const LONGEST_QUIET_MS: u32 = 10_000;

/// Bytes of weights given to helpers at a time: less than a millisecond's work.
const PIECE: usize = 1 << 20;

/// Multiplies what the engine in another worker orders, until that ends it. `shared` is the memory that it made.
///
/// # Errors
/// This browser knows no modules with two memories.
#[wasm_bindgen]
pub fn help(shared: &JsValue, number: u32) -> Result<(), JsValue> {
    let shared: &Memory = shared.unchecked_ref();
    Helper::new(SharedMailbox::open(shared, ())?, number as usize).run();
    Ok(())
}

#[wasm_bindgen]
impl Engine {
    /// Works on `threads` threads, or on as many as make a keystroke fastest if that is 0; that is tested in pauses. Helpers
    /// are workers with this worker's script. `onThreads` is called with the number of threads whenever it changes.
    ///
    /// Returns the number of threads; 0 if there can't be more than one here, or helpers failed.
    #[wasm_bindgen(js_name = useThreads)]
    pub async fn use_threads(&self, threads: u32, #[wasm_bindgen(js_name = onThreads)] on_threads: Function) -> u32 {
        let ops = self.completer.model().ops();
        let on_end = OnEnd::default();
        let found = match (threads, place()) {
            (1, _) => Ok(1),
            (_, None) => Ok(0),
            (0, Some(script)) => self.best_threads(&script, &on_end).await,
            (_, Some(script)) => self.hire(&script, threads, &on_end).await,
        };
        let found = found.unwrap_or_else(|_| {
            ops.dismiss();
            0
        });
        if ops.threads() > 1 {
            let _ = on_threads.call1(&JsValue::UNDEFINED, &(ops.threads() as u32).into());
            on_end.replace(Some(on_threads));
        }
        found
    }
}

impl Engine {
    /// Tries more threads as long as they help.
    async fn best_threads(&self, script: &str, on_end: &OnEnd) -> Result<u32, JsValue> {
        let cores = cores();
        let (mut best, mut best_ms) = (1, f64::INFINITY);
        for threads in std::iter::once(1).chain(CHOICES).filter(|&threads| threads <= cores) {
            if threads > 1 {
                self.hire(script, threads, on_end).await?;
            }
            let ms = self.keystrokes_in_pause_ms().await?;
            if ms > WORTH * best_ms {
                break;
            }
            (best, best_ms) = (threads, ms);
        }
        let ops = self.completer.model().ops();
        if best == 1 {
            ops.dismiss();
        } else if ops.threads() != best as usize {
            self.hire(script, best, on_end).await?;
        }
        Ok(best)
    }

    /// Shares the work with helpers, and gives them their parts of the weights between calls.
    async fn hire(&self, script: &str, threads: u32, on_end: &OnEnd) -> Result<u32, JsValue> {
        let ops = self.completer.model().ops();
        ops.dismiss();
        let helpers = (threads as usize).min(foreword_cpu::MOST_HELPERS + 1) - 1;
        ops.lead(Box::new(Crew::start(script, helpers, on_end.clone()).await?), helpers);
        while ops.give(PIECE).map_err(|_| JsValue::from("a helper did not answer"))? {
            EventLoop::turn().await;
            while self.is_at_work() {
                sleep(QUIET_MS / 10).await;
            }
        }
        Ok(helpers as u32 + 1)
    }

    /// Time of some keystrokes, measured in a pause.
    async fn keystrokes_in_pause_ms(&self) -> Result<f64, JsValue> {
        let mut pause = QUIET_MS;
        loop {
            self.quiet(pause).await;
            let scheduler = EventLoop::new(self.clock.clone(), self.generation.clone(), self.generation.current());
            match self.keystrokes_ms(&scheduler).await {
                Ok(ms) => return Ok(ms),
                // A call came in between.
                Err(_) if scheduler.expect_current().is_err() => pause = (2 * pause).min(LONGEST_QUIET_MS),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Sum over texts of the shorter of two times: whatever else the machine does only adds to it.
    async fn keystrokes_ms(&self, scheduler: &EventLoop) -> Result<f64, Thrown> {
        let options = self.with_defaults(CompleteOptions::default());
        let mut sum = 0.0;
        for text in CONTEXTS {
            let mut shortest = f64::INFINITY;
            for _ in 0..2 {
                let parts = (scheduler, &self.clock);
                shortest = keystroke_ms(&self.completer, text, &options, parts, || ()).await?.min(shortest);
            }
            sum += shortest;
        }
        Ok(sum)
    }

    /// Waits until there has been no call for so long.
    async fn quiet(&self, ms: u32) {
        loop {
            let number = self.generation.current();
            sleep(ms).await;
            if !self.is_at_work() && self.generation.is_current(number) {
                return;
            }
        }
    }
}

/// The address of this worker's script, if workers may share memory here.
fn place() -> Option<String> {
    let of = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok().filter(|value| value.is_truthy());
    let global = js_sys::global();
    of(&global, "SharedArrayBuffer").and(of(&global, "Worker")).filter(|_| is_known())?;
    of(&of(&global, "location")?, "href")?.as_string()
}

/// Threads that the processor can run at a time, as far as the browser tells.
fn cores() -> u32 {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into());
    let cores = navigator.and_then(|navigator| Reflect::get(&navigator, &"hardwareConcurrency".into()));
    cores.ok().and_then(|cores| cores.as_f64()).map_or(1, |cores| cores as u32)
}
