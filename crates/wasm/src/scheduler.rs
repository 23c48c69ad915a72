use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use foreword_decode::{Cancelled, Scheduler};
use foreword_engine::Clock;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort, Performance};

/// Work done between two visits to the event loop, in milliseconds: short enough to notice a newer request at once.
const SLICE_MS: f64 = 4.0;

/// Counts requests, so that a newer one is noticed by the one under way.
#[derive(Clone, Default)]
pub(crate) struct Generation(Rc<Cell<u64>>);

impl Generation {
    /// Makes every request so far an old one and returns the number of the next.
    pub(crate) fn next(&self) -> u64 {
        self.0.set(self.0.get() + 1);
        self.0.get()
    }

    /// The number of the newest request.
    pub(crate) fn current(&self) -> u64 {
        self.0.get()
    }

    pub(crate) fn is_current(&self, number: u64) -> bool {
        self.0.get() == number
    }
}

/// Returns to the event loop between slices of work, and stops when a newer request has come.
pub(crate) struct EventLoop {
    clock: PageClock,
    generation: Generation,
    number: u64,
    slice_began: Cell<f64>,
    channel: OnceCell<Option<Channel>>,
}

impl EventLoop {
    pub(crate) fn new(clock: PageClock, generation: Generation, number: u64) -> Self {
        let slice_began = Cell::new(clock.now_ms());
        Self { clock, generation, number, slice_began, channel: OnceCell::new() }
    }

    /// Fails if a newer request has come.
    pub(crate) fn expect_current(&self) -> Result<(), Cancelled> {
        if self.generation.is_current(self.number) { Ok(()) } else { Err(Cancelled) }
    }

    /// Lets everything that waits in the event loop run once.
    pub(crate) async fn turn() {
        if let Some(channel) = Channel::open() {
            channel.turn().await;
        }
    }
}

/// Messages to oneself: unlike nested timers they are not delayed by 4 ms.
struct Channel {
    to: MessagePort,
    from: MessagePort,
}

impl Channel {
    fn open() -> Option<Self> {
        let channel = MessageChannel::new().ok()?;
        Some(Self { to: channel.port1(), from: channel.port2() })
    }

    async fn turn(&self) {
        let arrived = Promise::new(&mut |resolve: Function, _| self.from.set_onmessage(Some(&resolve)));
        if self.to.post_message(&JsValue::NULL).is_ok() {
            let _ = JsFuture::from(arrived).await;
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        // An open port would keep programs of Node running.
        self.from.close();
        self.to.close();
    }
}

impl Scheduler for EventLoop {
    async fn yield_now(&self) -> Result<(), Cancelled> {
        if self.clock.now_ms() - self.slice_began.get() >= SLICE_MS {
            // One channel serves a whole request: opening one takes longer than sending a message.
            if let Some(channel) = self.channel.get_or_init(Channel::open) {
                channel.turn().await;
            }
            self.slice_began.set(self.clock.now_ms());
        }
        self.expect_current()
    }
}

/// `performance.now()` of a window, a worker or Node.
#[derive(Clone)]
pub(crate) struct PageClock(Option<Performance>);

impl PageClock {
    pub(crate) fn new() -> Self {
        let performance = Reflect::get(&js_sys::global(), &"performance".into()).ok();
        Self(performance.filter(JsValue::is_object).map(JsCast::unchecked_into))
    }
}

impl Clock for PageClock {
    fn now_ms(&self) -> f64 {
        self.0.as_ref().map_or_else(js_sys::Date::now, Performance::now)
    }
}
