//! The structure of a world: who is in it and what form its demand has. What a calibrated number means
//! depends on that, and on no number.

use super::toml_text::toml_text;
use crate::input::visible;
use crate::scenario::world::World;
use toml::de::{DeTable, DeValue};

/// Names of exporters, markets and corridors, and the form of demand, in the words of scenario files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Structure {
    /// The demand system.
    pub demand: String,
    /// Exporters.
    pub exporters: Vec<String>,
    /// Markets.
    pub markets: Vec<String>,
    /// Corridors.
    pub corridors: Vec<String>,
}

impl Structure {
    /// The structure of a world.
    pub fn of(world: &World) -> Structure {
        Structure {
            demand: world.demand.word().to_string(),
            exporters: world.exporters.iter().map(|exporter| exporter.name.clone()).collect(),
            markets: world.markets.iter().map(|market| market.name.clone()).collect(),
            corridors: world.corridors.iter().map(|corridor| corridor.name.clone()).collect(),
        }
    }

    fn lists(&self) -> [(&'static str, &Vec<String>); 3] {
        [("exporters", &self.exporters), ("markets", &self.markets), ("corridors", &self.corridors)]
    }

    /// As it stands in the heading of a calibration.
    pub(super) fn toml(&self) -> String {
        let mut text =
            format!("\n# The world that it was learnt in.\n[world]\ndemand = {}\n", toml_text(&self.demand));
        for (key, names) in self.lists() {
            let names: Vec<String> = names.iter().map(|name| toml_text(name)).collect();
            text.push_str(&format!("{key} = [{}]\n", names.join(", ")));
        }
        text
    }

    /// The world in a heading. Names are made visible, as those of scenarios are; one of two lines is none.
    pub(super) fn parse(table: &DeTable<'_>) -> Option<Structure> {
        let word = |text: &str| (!text.contains(['\n', '\r'])).then(|| visible(text).into_owned());
        let names = |key: &str| -> Option<Vec<String>> {
            let list = table.get(key)?.get_ref().as_array()?;
            list.iter().map(|name| name.get_ref().as_str().and_then(word)).collect()
        };
        let Some(DeValue::String(demand)) = table.get("demand").map(toml::Spanned::get_ref) else {
            return None;
        };
        Some(Structure {
            demand: word(demand)?,
            exporters: names("exporters")?,
            markets: names("markets")?,
            corridors: names("corridors")?,
        })
    }

    /// Why a calibration in this world means something else in another one, if it does. A world that has more
    /// in it still has that of.
    pub(super) fn misfit(&self, other: &Structure) -> Option<String> {
        if self.demand != other.demand {
            return Some(format!("demand is {} there and {} here", self.demand, other.demand));
        }
        let lists = self.lists().into_iter().zip(other.lists());
        let mut missing = lists.flat_map(|((kind, names), (_, others))| {
            names
                .iter()
                .filter(|name| !others.contains(name))
                .map(move |name| format!("{kind} have `{name}`"))
        });
        missing.next().map(|first| match missing.count() {
            0 => format!("its {first}, which is not here"),
            more => format!("its {first}, which is not here, as {more} more are not"),
        })
    }

    /// What another world has besides.
    pub(super) fn more_in(&self, other: &Structure) -> Vec<String> {
        let lists = self.lists().into_iter().zip(other.lists());
        lists
            .flat_map(|((_, names), (_, others))| others.iter().filter(|name| !names.contains(name)).cloned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(demand: &str, exporters: &[&str]) -> Structure {
        let exporters = exporters.iter().map(ToString::to_string).collect();
        Structure { demand: demand.to_string(), exporters, ..Structure::default() }
    }

    #[test]
    fn a_world_fits_where_all_of_it_is_there_and_demand_has_the_same_form() {
        let calibrated = world("additive", &["canada", "belarus"]);
        assert_eq!(calibrated.misfit(&world("additive", &["belarus", "canada", "laos"])), None);
        assert_eq!(calibrated.more_in(&world("additive", &["belarus", "canada", "laos"])), ["laos"]);
        assert!(calibrated.misfit(&world("ces", &["canada", "belarus"])).unwrap().contains("ces here"));
        let missing = calibrated.misfit(&world("additive", &["brazil"])).unwrap();
        assert_eq!(missing, "its exporters have `canada`, which is not here, as 1 more are not");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let wanted = world("additive", &["canada", "belarus"]);
        let text = wanted.toml();
        let table = DeTable::parse(&text).unwrap();
        let Some(DeValue::Table(table)) = table.get_ref().get("world").map(toml::Spanned::get_ref) else {
            panic!()
        };
        assert_eq!(Structure::parse(table), Some(wanted));
    }
}
