//! Models small enough to know their answers by heart, for tests of whatever is written over [`StepModel`].
//!
//! [`Table`] follows token by token a matrix of probabilities; [`Phrases`] continues the sentences it was given. Neither
//! needs a file. With the feature `testing` other rooms' tests use them too.
//!
//! [`StepModel`]: crate::StepModel

mod context;
mod phrases;
mod table;

pub use context::FakeContext;
pub use phrases::Phrases;
pub use table::Table;

/// Runs a future that never waits for anything but itself.
///
/// # Panics
/// Never: a future that is not ready is polled again.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}
