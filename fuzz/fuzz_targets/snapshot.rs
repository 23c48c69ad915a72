//! Fuzzes the reader of snapshots. `fuzz/README.md` says how to run it.
#![no_main]

#[path = "../bodies/snapshot.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::snapshot(data));
