//! What is wrong with a scenario file: where, what, and what would be right.

use super::files::Files;
use std::ops::Range;

/// One fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Index of the file in [`Files`].
    pub file: usize,
    /// Bytes that the fault is at.
    pub span: Range<usize>,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub help: String,
}

/// Something that is allowed, and has no effect or probably not the one that was meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Warning {
    pub problem: Problem,
    /// The file in which it was made so. Laid over the file that is warned about, it is a decision.
    pub causes: Vec<usize>,
}

/// Every fault of a scenario, with the texts that they are in; or a file that could not be read.
#[derive(Debug, Clone, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
pub enum Problems {
    /// The file cannot be read at all.
    #[error("{path}: {reason}")]
    Unreadable { path: String, reason: String },
    /// The file can be read and is no scenario: too large, a folder, not text.
    #[error("{path}: {reason}")]
    InvalidFile { path: String, reason: String },
    /// The first faults, and how many more there are.
    #[error("{}", first(.files, .list, *.more))]
    Faults { files: Files, list: Vec<Problem>, more: usize },
}

/// The first fault with its place and remedy, and how many more there are.
fn first(files: &Files, list: &[Problem], more: usize) -> String {
    let Some(problem) = list.first() else {
        return format!("{}: what is wrong with it was said before", files.name(0));
    };
    let (line, column) = files.position(problem.file, problem.span.start);
    let place = format!("{}:{line}:{column}", files.name(problem.file));
    let remedy = if problem.help.is_empty() { String::new() } else { format!(" ({})", problem.help) };
    let others = match list.len() - 1 + more {
        0 => String::new(),
        others => format!("; {others} more"),
    };
    format!("{place}: {}{remedy}{others}", problem.what)
}

/// Faults that are kept; a file with more of them is broken in one way, and that shows.
const MOST_KEPT: usize = 200;
/// Longest name or word that is compared with others: edit distance is quadratic in length.
const LONGEST_COMPARED: usize = 64;
/// Most candidates that a word is compared with.
const MOST_COMPARED: usize = 512;
/// Most candidates that are listed.
const MOST_LISTED: usize = 24;

/// The faults found so far: the first of them in full, the rest as a count.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    list: Vec<Problem>,
    dropped: usize,
}

impl Found {
    pub(super) fn push(&mut self, problem: Problem) {
        if self.list.len() < MOST_KEPT {
            self.list.push(problem);
        } else {
            self.dropped += 1;
        }
    }

    /// Takes over those of others that are wanted.
    pub(super) fn take(&mut self, others: Found, wanted: impl Fn(&Problem) -> bool) {
        others.list.into_iter().filter(wanted).for_each(|problem| self.push(problem));
        self.dropped += others.dropped;
    }

    /// Faults that are known of and not described.
    pub(super) fn count(&mut self, more: usize) {
        self.dropped += more;
    }

    /// All that were found, the dropped ones too.
    pub(super) fn len(&self) -> usize {
        self.list.len() + self.dropped
    }

    /// Whether no more are kept.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= MOST_KEPT
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Those found after the first `before`, as far as they were kept.
    pub(super) fn since(&self, before: usize) -> &[Problem] {
        self.list.get(before..).unwrap_or_default()
    }

    /// [`suggestion`], unless there are too many faults already for another to be read.
    pub(super) fn suggestion(&self, word: &str, candidates: &[&str]) -> String {
        if self.is_full() { String::new() } else { suggestion(word, candidates) }
    }

    /// [`meant`], unless there are too many faults already.
    pub(super) fn meant<'a>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if self.is_full() { None } else { meant(word, candidates) }
    }

    /// All of them, in the order of files and places.
    pub(super) fn faults(mut self, files: Files) -> Problems {
        self.list.sort_by_key(|p| (p.file, p.span.start));
        self.list.dedup();
        Problems::Faults { files, list: self.list, more: self.dropped }
    }
}

/// The candidate that a mistyped word most likely meant, if one is near enough.
pub fn meant<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST_COMPARED {
        return None;
    }
    let near = |candidate: &&str| {
        let most = 1 + candidate.len() / 4;
        if candidate.len() > LONGEST_COMPARED || candidate.len().abs_diff(word.len()) > 4 * most {
            return None;
        }
        let distance = strsim::damerau_levenshtein(word, candidate);
        (distance <= most).then_some(distance)
    };
    let compared = candidates.into_iter().take(MOST_COMPARED);
    compared.filter_map(|c| near(&c).map(|d| (d, c))).min_by_key(|(d, _)| *d).map(|(_, c)| c)
}

/// "did you mean `x`?", or the list of what may stand there.
pub(super) fn suggestion(word: &str, candidates: &[&str]) -> String {
    match meant(word, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None if candidates.is_empty() => "nothing may stand here".to_string(),
        None => {
            let listed: Vec<&str> = candidates.iter().copied().take(MOST_LISTED).collect();
            let more = match candidates.len() - listed.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("one of: {}{more}", listed.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_kept_up_to_a_number_and_counted_beyond() {
        let mut found = Found::default();
        let problem = |k: usize| Problem { file: 0, span: k..k, what: String::new(), help: String::new() };
        (0..5000).rev().for_each(|k| found.push(problem(k)));
        assert_eq!((found.len(), found.since(4000).len()), (5000, 0));
        let Problems::Faults { list, more, .. } = found.faults(Files::default()) else { panic!() };
        assert_eq!((list.len(), more), (MOST_KEPT, 5000 - MOST_KEPT));
        assert!(list.is_sorted_by_key(|p| p.span.start));
    }

    #[test]
    fn long_words_are_compared_with_nothing_and_long_lists_are_cut() {
        let long = "a".repeat(400_000);
        assert_eq!(meant(&long, ["a"]), None);
        assert_eq!(meant("a", [long.as_str()]), None);
        assert_eq!(meant("brasil", ["brazil", "china"]), Some("brazil"));
        let names: Vec<String> = (0..60).map(|k| format!("name{k}x")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(suggestion("zzzzzzzzzz", &names).ends_with("and 36 more"));
    }
}
