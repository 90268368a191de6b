//! What a sweep varies: axes as they are written, checked against each other, and the cells they make.

use crate::results::sweep::{MOST_CELLS, SEED};
use crate::scenario::Assignment;

/// A setting that takes several values.
#[derive(Debug, Clone, PartialEq)]
pub struct Variation {
    /// Its dotted path.
    pub path: String,
    /// The values as TOML has them.
    pub values: Vec<String>,
}

/// Why settings cannot be varied together, and what could be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SweepError(pub String);

impl Variation {
    /// A path and its values.
    ///
    /// # Errors
    /// What is no path, or a value that is none.
    pub fn new(path: &str, values: impl IntoIterator<Item = impl ToString>) -> Result<Variation, SweepError> {
        let mut variation = Variation { path: path.to_string(), values: Vec::new() };
        for value in values {
            let setting = Assignment::parse(&format!("{path}={}", value.to_string())).map_err(SweepError)?;
            variation.path = setting.path;
            variation.values.push(setting.value);
        }
        Ok(variation)
    }

    /// Parses `path=from:to:points`.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse_range(text: &str) -> Result<Variation, String> {
        let Assignment { path, value } = Assignment::parse(text)?;
        let parts: Vec<&str> = value.split(':').map(str::trim).collect();
        let [from, to, points] = parts.as_slice() else {
            return Err(format!("`{value}` is not from:to:points, such as 10:60:6"));
        };
        let (from, to) = (end(from)?, end(to)?);
        let points: usize =
            points.parse().map_err(|_| format!("`{points}` is not a number of points, such as 6"))?;
        if points == 0 || points > MOST_CELLS {
            return Err(format!("{points} points: a sweep may have 1 to {MOST_CELLS} cells"));
        }
        match (points, from == to) {
            (1, false) => {
                return Err(format!("1 point does not reach from {from} to {to}; ask for 2 or more"));
            }
            (2.., true) => {
                return Err(format!(
                    "{points} points from {from} to {to} are all one value; write another end"
                ));
            }
            _ => {}
        }
        let step = if points > 1 { (to - from) / (points - 1) as f64 } else { 0.0 };
        // Twelve digits, so that 0.1 + 0.2 reads 0.3 and names the same cell again.
        let value = |k: usize| {
            let exact = from + step * k as f64;
            let dust = exact.abs() < 1e-12 * from.abs().max(to.abs());
            if dust { 0.0 } else { format!("{exact:.11e}").parse().unwrap_or(exact) }
        };
        let values: Vec<String> = (0..points).map(|k| value(k).to_string()).collect();
        match doubled(&values) {
            Some(value) => Err(format!("{points} points are closer than twelve digits tell apart ({value})")),
            None => Ok(Variation { path, values }),
        }
    }

    /// Parses `path=a,b,c`; a comma within brackets, braces or quotes parts no values.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse_list(text: &str) -> Result<Variation, String> {
        let Assignment { path, value } = Assignment::parse(text)?;
        let values: Vec<String> = parts(&value).into_iter().map(|v| v.trim().to_string()).collect();
        if values.iter().any(String::is_empty) {
            return Err(format!("`{value}` has an empty value; write a,b,c"));
        }
        if let Some(odd) = values.iter().find(|value| is_rest_of_decimal(value)) {
            return Err(format!(
                "`{odd}` is no number by itself; a decimal has a point: write 0.05 for 0,05"
            ));
        }
        Ok(Variation { path, values })
    }
}

/// One end of a range.
fn end(text: &str) -> Result<f64, String> {
    if let Some(number) = text.parse::<f64>().ok().filter(|number| number.is_finite()) {
        return Ok(number);
    }
    let decimal = text.replacen(',', ".", 1);
    match decimal.parse::<f64>() {
        Ok(_) if text.contains(',') => Err(format!("`{text}`: a decimal has a point; write {decimal}")),
        _ => Err(format!("`{text}` is not a number; write from:to:points, such as 10:60:6")),
    }
}

/// What follows the comma of `0,05`: digits after a zero that leads them.
fn is_rest_of_decimal(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && text.chars().all(|c| c.is_ascii_digit())
}

/// A text parted at the commas that stand in no brackets, braces or quotes.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut quote) = (Vec::new(), 0, 0usize, None);
    for (place, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(&text[from..place]);
                from = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// A value that stands twice, as text or as a number.
fn doubled(values: &[String]) -> Option<&String> {
    let same = |a: &String, b: &String| {
        a == b || a.parse::<f64>().ok().zip(b.parse::<f64>().ok()).is_some_and(|(a, b)| a == b)
    };
    // Sorted by number, equal values are neighbours.
    let mut sorted: Vec<&String> = values.iter().collect();
    let number = |text: &String| text.parse::<f64>().unwrap_or(f64::NAN);
    sorted.sort_by(|a, b| number(a).total_cmp(&number(b)).then_with(|| a.cmp(b)));
    sorted.windows(2).find(|pair| same(pair[0], pair[1])).map(|pair| pair[1])
}

/// The settings of every cell: all combinations, the last axis fastest, or the axes side by side.
///
/// # Errors
/// Axes that overlap, that cannot be varied, or that make too many cells.
pub fn grid(axes: &[Variation], zip: bool) -> Result<Vec<Vec<String>>, SweepError> {
    if axes.is_empty() {
        return Err(SweepError(
            "nothing to sweep; add --vary path=from:to:points or --list path=a,b,c".to_string(),
        ));
    }
    for (k, axis) in axes.iter().enumerate() {
        let other = axes[..k].iter().find(|other| overlap(&other.path, &axis.path));
        match other {
            Some(other) if other.path == axis.path => {
                return Err(SweepError(format!(
                    "`{}` is varied twice; give it all its values at once",
                    axis.path
                )));
            }
            Some(other) => {
                let text =
                    format!("`{}` and `{}` are varied, and one holds the other", other.path, axis.path);
                return Err(SweepError(text));
            }
            None => {}
        }
        // Of a run's own numbers only the seed makes cells that can be compared.
        if axis.path == "run" || axis.path.starts_with("run.") && axis.path != SEED {
            let text = format!(
                "`{}` cannot be varied: the cells of a sweep share their draws; vary {SEED} to see how far they \
                 scatter, or run potash several times",
                axis.path
            );
            return Err(SweepError(text));
        }
        if !zip && let Some(value) = doubled(&axis.values) {
            return Err(SweepError(format!("`{}` takes {value} twice{}", axis.path, comma_hint(axis))));
        }
    }
    if zip { zipped(axes) } else { crossed(axes) }
}

/// What whole numbers that repeat may have been meant as.
fn comma_hint(axis: &Variation) -> String {
    let whole = |text: &String| text.chars().all(|c| c.is_ascii_digit());
    match axis.values.as_slice() {
        [first, second, ..] if axis.values.len().is_multiple_of(2) && axis.values.iter().all(whole) => {
            format!("; {first},{second} is two values: write {first}.{second} for a decimal")
        }
        _ => "; give each value once".to_string(),
    }
}

/// Axes side by side, point by point.
fn zipped(axes: &[Variation]) -> Result<Vec<Vec<String>>, SweepError> {
    let points = axes[0].values.len();
    if let Some(axis) = axes.iter().find(|axis| axis.values.len() != points) {
        let (one, n, first) = (&axis.path, axis.values.len(), &axes[0].path);
        return Err(SweepError(format!(
            "--zip: `{one}` has {n} points and `{first}` {points}; give as many"
        )));
    }
    let grid: Vec<Vec<String>> =
        (0..points).map(|k| axes.iter().map(|axis| axis.values[k].clone()).collect()).collect();
    let mut seen = std::collections::HashSet::new();
    match grid.iter().find(|cell| !seen.insert(*cell)) {
        Some(cell) => Err(SweepError(format!("--zip makes the cell {} twice", cell.join(", ")))),
        None => Ok(grid),
    }
}

/// All combinations, the last axis fastest.
fn crossed(axes: &[Variation]) -> Result<Vec<Vec<String>>, SweepError> {
    let cells = axes.iter().fold(1u128, |n, axis| n.saturating_mul(axis.values.len() as u128));
    if cells > MOST_CELLS as u128 {
        let text =
            format!("the grid has {cells} cells, and a sweep {MOST_CELLS} at the most; vary fewer points");
        return Err(SweepError(text));
    }
    let mut grid = vec![Vec::new()];
    for axis in axes {
        grid = grid
            .into_iter()
            .flat_map(|cell: Vec<String>| {
                axis.values.iter().map(move |value| cell.iter().cloned().chain([value.clone()]).collect())
            })
            .collect();
    }
    Ok(grid)
}

/// Refuses what is both set and varied: one of the two would be ignored.
///
/// # Errors
/// The first that is.
pub fn not_also_set(axes: &[Variation], settings: &[Assignment]) -> Result<(), SweepError> {
    for axis in axes {
        if let Some(setting) = settings.iter().find(|setting| overlap(&setting.path, &axis.path)) {
            return Err(SweepError(match setting.path == axis.path {
                true => format!("`{}` is both set and varied; leave out one", axis.path),
                false => {
                    format!("`{}` is set and `{}` varied, and one holds the other", setting.path, axis.path)
                }
            }));
        }
    }
    Ok(())
}

/// Whether two paths are the same, or one leads to something within the other.
fn overlap(one: &str, other: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    within(one, other) || within(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_its_ends_and_even_steps() {
        let axis = Variation::parse_range("corridor.klaipeda.cost=10:20:5").unwrap();
        assert_eq!(axis.values, ["10", "12.5", "15", "17.5", "20"]);
        assert_eq!(Variation::parse_range("a=0:0.3:4").unwrap().values, ["0", "0.1", "0.2", "0.3"]);
        assert_eq!(Variation::parse_range("a=3:1:3").unwrap().values, ["3", "2", "1"]);
        assert_eq!(Variation::parse_range("a=5:5:1").unwrap().values, ["5"]);
        for wrong in [
            "a=1:2",
            "a=1:2:0",
            "a=x:2:3",
            "a",
            "=1:2:3",
            "a=1:2:1000000000",
            "a=1:2:1",
            "a=2:2:3",
            "a=1:2:-3",
        ] {
            assert!(Variation::parse_range(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_decimal_comma_is_told_with_the_point_it_wants() {
        assert!(Variation::parse_range("a=0,1:0,5:5").unwrap_err().contains("write 0.1"));
        assert!(Variation::parse_list("a=0,05,0,10").unwrap_err().contains("a decimal has a point"));
        let doubled = grid(&[Variation::parse_list("a=2,5,4,5").unwrap()], false).unwrap_err();
        assert!(format!("{doubled:?}").contains("2,5 is two values: write 2.5"), "{doubled:?}");
    }

    #[test]
    fn values_in_brackets_and_quotes_keep_their_commas() {
        let axis = Variation::parse_list("a={uniform=[1,2]},3,\"x, y\"").unwrap();
        assert_eq!(axis.values, ["{uniform=[1,2]}", "3", "\"x, y\""]);
    }

    #[test]
    fn several_axes_make_every_combination() {
        let axes = [Variation::parse_range("a=1:2:2").unwrap(), Variation::parse_list("b=x,y,z").unwrap()];
        let cells = grid(&axes, false).unwrap();
        assert_eq!(cells.len(), 6);
        assert_eq!(cells[4], ["2", "y"]);
        assert!(grid(&axes, true).is_err());
    }

    #[test]
    fn what_would_be_ignored_or_doubled_is_refused() {
        let list = |text: &str| Variation::parse_list(text).unwrap();
        for axes in [
            vec![list("a.b=1,2"), list("a.b=3,4")],
            vec![list("a.b=1,2"), list("a=3,4")],
            vec![list("a=2,2.0")],
            vec![list("a=x,y,x")],
            vec![list("run.draws=5,6")],
        ] {
            assert!(grid(&axes, false).is_err(), "{axes:?}");
        }
        // Side by side an axis may repeat a value, but not a whole cell.
        assert!(grid(&[list("a=1,1"), list("b=1,2")], true).is_ok());
        assert!(grid(&[list("a=1,1"), list("b=2,2")], true).is_err());
        let set = |path: &str| Assignment { path: path.to_string(), value: "1".to_string() };
        assert!(not_also_set(&[list("a.b=1,2")], &[set("a.b")]).is_err());
        assert!(not_also_set(&[list("a.b=1,2")], &[set("a")]).is_err());
        assert!(not_also_set(&[list("a.b=1,2")], &[set("a.bc")]).is_ok());
    }
}
