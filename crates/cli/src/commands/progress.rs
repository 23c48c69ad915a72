//! How far a long command is.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error, where that is a terminal.
pub(super) fn progress(ticks: u64) -> anyhow::Result<ProgressBar> {
    if !std::io::stderr().is_terminal() {
        return Ok(ProgressBar::hidden());
    }
    let bar = ProgressBar::new(ticks);
    bar.set_style(ProgressStyle::with_template(
        "{bar:40} {percent:>3} %  {human_pos} of {human_len} requests, {eta} left",
    )?);
    bar.enable_steady_tick(Duration::from_millis(500));
    Ok(bar)
}
