//! Names, numbers and sentences as readers see them, in a language.

use super::numbers::{fixed, has_interval, percent_interval, stepped, together};
use potash::results::window::Window;
use potash::stats::summary::{Estimate, Summary};
use std::fmt::Write;

/// A share of what the measures cost, with its interval.
pub enum Effect {
    /// A relief gives so much of it back.
    Restores(String),
    /// A measure adds so much to it.
    Adds(String),
}

impl Effect {
    /// The same without its interval.
    pub fn at_the_median(self) -> Self {
        let median =
            |part: String| part.split_once(" (").map_or(part.clone(), |(median, _)| median.to_string());
        match self {
            Effect::Restores(part) => Effect::Restores(median(part)),
            Effect::Adds(part) => Effect::Adds(median(part)),
        }
    }

    /// In words: "restores 23 % (0 to 53 %) of" the loss, or "adds 20 % to" it.
    pub fn of_the(&self, loss: &str) -> String {
        match self {
            Effect::Restores(part) => format!("restores {part} of {loss}"),
            Effect::Adds(part) => format!("adds {part} to {loss}"),
        }
    }
}

/// Median and interval of the same with the other sign: a loss told as what it costs.
pub fn turned(difference: &Summary) -> Summary {
    let against = |estimate: Estimate| Estimate { value: -estimate.value, ..estimate };
    let [q05, q50, q95] = [difference.q95, difference.q50, difference.q05].map(against);
    Summary { q05, q50, q95, ..difference.clone() }
}

/// What a scenario restores of a loss, or adds to it.
pub fn restored(share: &Summary) -> Effect {
    match median_share(share).starts_with('−') {
        true => Effect::Adds(percent_interval(&turned(share))),
        false => Effect::Restores(percent_interval(share)),
    }
}

/// A share's median in per cent, with the digits that it has beside its interval: the same wherever it is told.
pub fn median_share(share: &Summary) -> String {
    let error = [share.q05, share.q50, share.q95].iter().map(|estimate| estimate.error).fold(0.0, f64::max);
    stepped(share.q50.value, error)
}

/// "in 2030", "over 2026-2030", "in 2026-Q1".
pub fn during(window: Window) -> String {
    let within = |when: String| format!("in {when}");
    match window {
        Window::Horizon { first, last } if first.of_year() == 1 && last.of_year() == 4 => {
            if first.year() == last.year() {
                within(first.year().to_string())
            } else {
                format!("over {first}–{last}", first = first.year(), last = last.year())
            }
        }
        Window::Horizon { first, last } => {
            format!("over {first} to {last}")
        }
        _ => within(window.to_string()),
    }
}

/// A name as the owner of something.
pub fn possessive(name: &str) -> String {
    format!("{name}'s")
}

/// A sentence's first letter as such.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The same text with percent signs that no line break can part from their numbers.
pub fn unbroken(text: &str) -> String {
    text.replace(" %", "\u{a0}%").replace(" bn", "\u{a0}bn")
}

/// The text in lines of at most `width` characters.
pub fn wrapped(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    // A percent sign stays with its number.
    let text = text.replace(" %", "\u{a0}%");
    for word in text.split(' ') {
        let current = lines.last().map_or(0, |line| line.chars().count());
        if current > 0 && current + 1 + word.chars().count() > width {
            lines.push(word.to_string());
        } else if let Some(line) = lines.last_mut() {
            if current > 0 {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n").replace('\u{a0}', " ")
}

/// Texts in at most `width` characters each. One that is too long loses its end, or where another would then read
/// the same, its middle: what parts them stays.
pub fn apart(texts: &[&str], width: usize) -> Vec<String> {
    let clipped: Vec<String> = texts.iter().map(|text| clip(text, width)).collect();
    let one = |(k, text): (usize, &&str)| {
        let same = |j: usize| clipped.get(j) == clipped.get(k) && texts.get(j) != Some(text);
        let rivals = (0..texts.len()).filter(|j| same(*j)).filter_map(|j| texts.get(j));
        let common = |rival: &&str| text.chars().zip(rival.chars()).take_while(|(a, b)| a == b).count();
        let Some(shared) = rivals.map(common).max() else { return clip(text, width) };
        // The part that differs, from the beginning of its word, in up to two thirds of the room.
        let letters: Vec<char> = text.chars().collect();
        let begin = (0..shared.min(letters.len())).rev().find(|j| letters.get(*j) == Some(&' '));
        let tail: String =
            letters.get(begin.map_or(shared, |j| j + 1)..).unwrap_or_default().iter().collect();
        let tail = clip(&tail, 2 * width / 3);
        let room = width.saturating_sub(tail.chars().count() + 1);
        let head: String = letters.into_iter().take(room).collect();
        format!("{}…{tail}", head.trim_end())
    };
    texts.iter().enumerate().map(one).collect()
}

/// A text of at most so many characters, which ends in an ellipsis if it was longer.
pub fn clip(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_string();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// Quantiles and mean in columns.
pub(super) fn level_line(text: &mut String, title: &str, summary: &Summary, most: i32) {
    let columns = [summary.q05, summary.q50, summary.q95, summary.mean];
    let digits = together(&columns, 3, most);
    let _ = write!(text, "  {:<43}", clip(title, 43));
    for (k, (estimate, digits)) in columns.into_iter().zip(digits).enumerate() {
        let _ = write!(text, " {:>7}", column(k, summary, fixed(estimate.value, digits)));
    }
    text.push('\n');
}

/// The cell of a column: 5 %, median, 95 %, mean. The ends of an interval are shown where there are enough draws.
pub(super) fn column(position: usize, summary: &Summary, text: String) -> String {
    let end = matches!(position, 0 | 2);
    if end && !has_interval(summary) { "–".to_string() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_keeps_what_parts_it_from_the_others() {
        let long = [
            "Canada tariff with a very long title, the first",
            "Canada tariff with a very long title, the second",
        ];
        let cut = apart(&[long[0], long[1], "A grand deal"], 27);
        assert_eq!(cut, ["Canada tariff with a…first", "Canada tariff with a…second", "A grand deal"]);
        // What is one text in both places stays one.
        assert_eq!(apart(&[long[0], long[0]], 10), ["Canada ta…", "Canada ta…"]);
        assert_eq!(apart(&["aaaaaaaaaaaa", "aaaaaaaaaaab"], 8), ["aaaaaa…a", "aaaaaa…b"]);
    }

    #[test]
    fn what_makes_a_loss_larger_is_not_told_as_bringing_back_less_than_nothing() {
        use potash::stats::quantile_sketch::QuantileSketch;
        let told = |sign: f64| {
            let sample: Vec<f64> = (0..1000).map(|k| sign * f64::from(k) / 1000.0).collect();
            restored(&Summary::of(&QuantileSketch::of(&sample)).unwrap()).of_the("it")
        };
        assert_eq!(told(1.0), "restores 50 % (5 to 95 %) of it");
        assert_eq!(told(-1.0), "adds 50 % (5 to 95 %) to it");
    }
}
