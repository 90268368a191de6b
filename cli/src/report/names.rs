//! Numbers of a scenario in words: what a reader calls what files call `corridor.russian_baltic.cost`.

use potash::scenario::titles::{Titles, in_words};

/// The sections whose things can have titles.
const THINGS: [&str; 6] = ["exporter", "market", "corridor", "measure", "project", "disruption"];

/// A dotted path in words: the title that the scenario states for it, or one made of the titles of its parts.
pub fn of_path(titles: &Titles, path: &str) -> String {
    if let Some(title) = titles.stated(path) {
        return title.to_string();
    }
    let keys: Vec<&str> = path.split('.').collect();
    let measure = |name: &str| titles.of("measure", name);
    match keys.as_slice() {
        ["model", "sigma"] => "substitution between exporters".to_string(),
        ["model", "theta"] => "choice between corridors".to_string(),
        ["model", "demand"] => "demand system".to_string(),
        ["measure", name, turn, "hazard_per_year"] => {
            format!("chance a year of {} {}", turning(turn), measure(name))
        }
        ["measure", name, turn, "probability"] => format!("chance of {} {}", turning(turn), measure(name)),
        ["measure", name, turn, "lag_quarters"] => format!("wait before {} {}", turning(turn), measure(name)),
        ["measure", name, kind, "half_life_quarters"] => {
            format!("{}: half-life of {}", measure(name), plain(kind))
        }
        ["measure", name, kind, from, to] => {
            let (from, to) = (titles.of("exporter", from), titles.of("market", to));
            format!("{}: {}, {from} to {to}", measure(name), plain(kind))
        }
        ["measure", name, rest @ ..] if !rest.is_empty() => {
            format!("{} {}", measure(name), named(titles, rest))
        }
        ["index", rest @ ..] => named(titles, rest),
        ["freight" | "duty" | "trade", from, to] => {
            let (from, to) = (titles.of("exporter", from), titles.of("market", to));
            format!("{}, {from} to {to}", keys[0])
        }
        [section, name, rest @ ..] if !rest.is_empty() => {
            let name = if THINGS.contains(section) { titles.of(section, name) } else { in_words(name) };
            format!("{name} {}", named(titles, rest))
        }
        [.., last] => plain(last),
        [] => String::new(),
    }
}

/// What a turn of a measure does to it.
pub fn turning(turn: &str) -> &'static str {
    match turn {
        "imposed" => "imposing",
        "lifted" => "lifting",
        _ => "reimposing",
    }
}

/// Keys in words; those that name a thing of the world by its title.
fn named(titles: &Titles, keys: &[&str]) -> String {
    let word = |key: &&str| {
        let known = THINGS.iter().find_map(|section| titles.stated(&format!("{section}.{key}")));
        known.map_or_else(|| plain(key), str::to_string)
    };
    keys.iter().map(word).collect::<Vec<_>>().join(" ")
}

fn plain(key: &str) -> String {
    key.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_as_words_with_the_titles_of_the_file() {
        let mut titles = Titles::default();
        for (path, title) in [
            ("corridor.russian_baltic", "Russian Baltic ports"),
            ("measure.us_sanctions", "US sanctions"),
            ("market.se_asia", "Southeast Asia"),
            ("model.sigma", "elasticity of substitution"),
        ] {
            titles.insert(path.to_string(), title.to_string());
        }
        for (path, words) in [
            ("corridor.russian_baltic.cost", "Russian Baltic ports cost"),
            ("corridor.russian_baltic.capacity.2026-Q1", "Russian Baltic ports capacity 2026-Q1"),
            ("exporter.belarus.rent_share", "Belarus rent share"),
            ("measure.us_sanctions.reimposed.hazard_per_year", "chance a year of reimposing US sanctions"),
            (
                "measure.us_sanctions.access.belarus.se_asia",
                "US sanctions: access, Belarus to Southeast Asia",
            ),
            ("measure.us_sanctions.lifted", "US sanctions lifted"),
            ("freight.belarus.se_asia", "freight, Belarus to Southeast Asia"),
            ("index.demand.2030-Q4", "demand 2030-Q4"),
            ("model.sigma", "elasticity of substitution"),
            ("model.theta", "choice between corridors"),
        ] {
            assert_eq!(of_path(&titles, path), words);
        }
    }
}
