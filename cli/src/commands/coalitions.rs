//! Values of coalitions that were made elsewhere, as a table.

use super::error::CliError;
use potash::input;
use potash::results::attribution::{Attribution, AttributionStep, Game, Players};
use potash::scenario::Method;
use potash::stats::game::MOST_PLAYERS;
use std::collections::BTreeMap;
use std::path::Path;

/// No table of coalitions is this large.
const LARGEST: u64 = 64 << 20;

/// A table with a column of 0 and 1 for each player, called `HOLDER:NAME` or `NAME`, a column `value`, and where there
/// are several draws a column `draw`; `later` says who cannot come before whom.
pub(super) fn attributed(path: &Path, later: &[(String, String)]) -> Result<Attribution, CliError> {
    let bad = |what: String| CliError::Data(format!("{}: {what}", path.display()));
    let text = input::read_text(path, LARGEST).map_err(|error| match error.is_io() {
        true => CliError::Io(error.to_string()),
        false => CliError::Data(error.to_string()),
    })?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| bad(error.to_string()))?.clone();
    let column = |name: &str| header.iter().position(|known| known.trim() == name);
    let value = column("value").ok_or_else(|| bad("has no column `value`".to_string()))?;
    let draw = column("draw");
    let players: Vec<usize> = (0..header.len()).filter(|k| *k != value && Some(*k) != draw).collect();
    if players.is_empty() || players.len() > MOST_PLAYERS {
        return Err(bad(format!("has {} players; 1 to {MOST_PLAYERS} can be told apart", players.len())));
    }
    let mut draws: BTreeMap<String, Vec<Option<f64>>> = BTreeMap::new();
    for (k, row) in reader.records().enumerate() {
        let row = row.map_err(|error| bad(error.to_string()))?;
        let wrong = |what: &str| bad(format!("line {}: {what}", k + 2));
        let mut set = 0;
        for (bit, column) in players.iter().enumerate() {
            match row.get(*column).map(str::trim) {
                Some("1") => set |= 1 << bit,
                Some("0") => {}
                _ => return Err(wrong("write 1 for a player who is in the coalition, 0 for one who is not")),
            }
        }
        let number = row
            .get(value)
            .and_then(|cell| cell.trim().parse().ok())
            .filter(|number: &f64| number.is_finite());
        let number = number.ok_or_else(|| wrong("the value is no number"))?;
        let name = draw.and_then(|draw| row.get(draw)).unwrap_or_default().trim().to_string();
        let game = draws.entry(name).or_insert_with(|| vec![None; 1 << players.len()]);
        if game[set].replace(number).is_some() {
            return Err(wrong("this coalition has a value already"));
        }
    }
    let mut values = vec![Vec::with_capacity(draws.len()); 1 << players.len()];
    for (name, game) in &draws {
        for (set, value) in game.iter().enumerate() {
            let of = players.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
            let of: Vec<&str> = of.filter_map(|(_, column)| header.get(*column)).collect();
            let of = if of.is_empty() { "nobody".to_string() } else { of.join(" and ") };
            let draw = if name.is_empty() { String::new() } else { format!(" in draw {name}") };
            let value = value
                .ok_or_else(|| bad(format!("says nothing of {of}{draw}; give every coalition a value")))?;
            values[set].push(value);
        }
    }
    let named = |column: &usize| {
        let text = header.get(*column).unwrap_or_default().trim();
        let (holder, name) = text.split_once(':').unwrap_or((text, text));
        (name.trim().to_string(), holder.trim().to_string())
    };
    let (names, holders): (Vec<String>, Vec<String>) = players.iter().map(named).unzip();
    for (k, name) in names.iter().enumerate() {
        if names[..k].contains(name) {
            return Err(bad(format!("has two players `{name}`")));
        }
        if name.is_empty() || holders[k].is_empty() {
            return Err(bad("has a player without a name".to_string()));
        }
    }
    let mut before = vec![0; names.len()];
    for (one, other) in later {
        let place = |name: &str| {
            names.iter().position(|known| known == name).ok_or_else(|| bad(format!("has no player `{name}`")))
        };
        before[place(one)?] |= 1 << place(other)?;
    }
    let count = draws.len();
    let players = Players::new(&names, names.clone(), holders, before)
        .ok_or_else(|| bad("players wait for one another in a circle".to_string()))?;
    let titles = ("nobody".to_string(), "all".to_string());
    let step = AttributionStep::of(titles, &Game { players, values }, 1);
    let step = step.ok_or_else(|| bad("has no rows".to_string()))?;
    Ok(Attribution {
        metric: "value".to_string(),
        title: "Value".to_string(),
        unit: String::new(),
        money_of: None,
        focus: String::new(),
        window: None,
        draws: count,
        seed: 0,
        method: Method::Pseudo,
        steps: vec![step],
    })
}
