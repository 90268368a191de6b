//! How many lost draws an answer can bear.
//!
//! A draw is lost when its world has no equilibrium, or is no world at all. The draws that are left are not a
//! random part of those asked for: a summary of them leans away from whatever made the others fail. One rule
//! says for every command when that has to be reported, and when it makes the answer incomplete.

/// Above this share of draws, losses are reported before anything else.
const TOLD: f64 = 0.001;
/// Above this share of draws, an answer is incomplete.
const TOO_MANY: f64 = 0.05;

/// Draws lost, of those made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Losses {
    /// Draws that could not be solved.
    pub lost: usize,
    /// Draws that were made.
    pub draws: usize,
}

impl Losses {
    /// The share of draws that were lost, between 0 and 1.
    pub fn share(self) -> f64 {
        if self.draws == 0 { 0.0 } else { self.lost as f64 / self.draws as f64 }
    }

    /// The share in per cent, with digits enough that some are never rounded to none nor to all.
    pub fn percent(self) -> String {
        let percent = self.share() * 100.0;
        let rough = percent == 0.0 || percent == 100.0 || (10.0..=99.0).contains(&percent);
        let digits = if rough { 0 } else { 2 };
        format!("{percent:.digits$} %")
    }

    /// Whether they are so many that a reader has to know before reading on.
    pub fn are_notable(self) -> bool {
        self.share() > TOLD
    }

    /// Whether they are so many that the answer is incomplete.
    pub fn are_too_many(self) -> bool {
        self.share() > TOO_MANY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_told_above_a_thousandth_and_too_many_above_a_twentieth() {
        let of = |lost| Losses { lost, draws: 1_000 };
        assert!(!of(1).are_notable());
        assert!(of(2).are_notable() && !of(2).are_too_many());
        assert!(!of(50).are_too_many());
        assert!(of(51).are_too_many());
        assert!(!Losses { lost: 0, draws: 0 }.are_notable());
    }
}
