//! Progress on stderr: draws as they were asked for, a rate, and the time that is left.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts solved paths and shows them as draws. One draw takes several paths: one for each scenario, and
/// again as many where draws are solved twice.
pub(super) struct Progress {
    bar: ProgressBar,
    /// Draws of the parts that are done, and paths solved since.
    done: AtomicU64,
    paths: AtomicU64,
    per_draw: AtomicU64,
}

impl Progress {
    /// Progress over so many draws, each of `per_draw` paths; hidden where stderr is no terminal or quiet was
    /// asked for.
    pub fn new(draws: u64, per_draw: u64, quiet: bool) -> Progress {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(draws), target);
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} draws, {rate}, {eta} left{msg}");
        let bar = match style {
            Ok(style) => bar.with_style(style.with_key("rate", rate)),
            Err(_) => bar,
        };
        let (done, paths) = (AtomicU64::new(0), AtomicU64::new(0));
        Progress { bar, done, paths, per_draw: AtomicU64::new(per_draw.max(1)) }
    }

    /// Begins a part after so many draws of others, with paths a draw of its own, and says which it is. Not
    /// while paths are being solved.
    pub fn begin(&self, done: u64, per_draw: u64, part: &str) {
        self.done.store(done, Ordering::Relaxed);
        self.paths.store(0, Ordering::Relaxed);
        self.per_draw.store(per_draw.max(1), Ordering::Relaxed);
        self.bar.set_message(format!(", {part}"));
        self.bar.set_position(done);
    }

    /// How many draws there are in all, where that is known later.
    pub fn set_length(&self, draws: u64) {
        self.bar.set_length(draws);
    }

    /// So many more paths were solved; may be called from any thread.
    pub fn solved(&self, paths: usize) {
        let paths = paths as u64;
        let all = self.paths.fetch_add(paths, Ordering::Relaxed).saturating_add(paths);
        let draws = all / self.per_draw.load(Ordering::Relaxed);
        self.bar.set_position(self.done.load(Ordering::Relaxed).saturating_add(draws));
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Draws a second, whole ones: a fraction of a draw is no draw.
fn rate(state: &ProgressState, out: &mut dyn Write) {
    let _ = match state.per_sec() {
        slow if slow < 1.0 => write!(out, "under 1/s"),
        rate => write!(out, "{rate:.0}/s"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_counts_draws_however_many_scenarios_each_is_solved_in() {
        let progress = Progress::new(3_000, 2, true);
        progress.solved(64);
        assert_eq!((progress.bar.position(), progress.bar.length()), (32, Some(3_000)));
        progress.solved(5_936);
        assert_eq!(progress.bar.position(), 3_000);
    }

    #[test]
    fn progress_over_parts_goes_on_where_the_last_part_ended() {
        let progress = Progress::new(40, 2, true);
        progress.solved(40);
        progress.begin(20, 1, "cell 2 of 2");
        progress.solved(5);
        assert_eq!(progress.bar.position(), 25);
    }
}
