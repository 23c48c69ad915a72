//! One file per command: its arguments, and how its result is printed.

pub(crate) mod backends;
pub(crate) mod bench;
mod bench_profile;
pub(crate) mod calibrate;
pub(crate) mod complete;
pub(crate) mod eval;
pub(crate) mod exchange;
pub(crate) mod exposure;
pub(crate) mod forget;
pub(crate) mod gate;
pub(crate) mod learn;
pub(crate) mod letters;
pub(crate) mod memory;
pub(crate) mod middle;
pub(crate) mod model;
pub(crate) mod ngrams;
pub(crate) mod personal;
mod progress;
pub(crate) mod refusals;
pub(crate) mod secrets;
pub(crate) mod why;
