//! Which scenario has which colour.

use potash::results::scenario_info::ScenarioInfo;
use potash::results::study::StudyResults;
use potash::scenario::colour::Colour;
use potash_charts::SeriesId;
use potash_charts::style::SERIES;

/// Most scenarios in one chart; the world without measures comes on top.
pub const MOST_SERIES: usize = SERIES - 1;

/// The looks of a study: the same in every chart, on the page and on a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looks {
    /// Of its scenarios, as many as charts can show.
    pub own: Vec<SeriesId>,
    /// Of the world without measures.
    pub no_measures: SeriesId,
}

impl Looks {
    /// A scenario has the colour that its file states; one that states none, or one that an earlier scenario has, has
    /// the first that is left.
    pub fn of(study: &StudyResults) -> Looks {
        Looks::of_colours(&study.scenarios.iter().map(|one: &ScenarioInfo| one.colour).collect::<Vec<_>>())
    }

    #[expect(clippy::expect_used, reason = "there is a colour more than scenarios in a chart")]
    fn of_colours(stated: &[Option<Colour>]) -> Looks {
        let stated = &stated[..stated.len().min(MOST_SERIES)];
        let mut taken: Vec<Colour> = stated.iter().flatten().copied().collect();
        let mut free = || {
            let left = Colour::WORDS.iter().map(|(_, colour)| *colour).find(|one| !taken.contains(one));
            let colour = left.expect("a colour is left");
            taken.push(colour);
            colour
        };
        let own = stated
            .iter()
            .enumerate()
            .map(|(k, colour)| colour.filter(|_| !stated[..k].contains(colour)).unwrap_or_else(&mut free));
        let own: Vec<Colour> = own.collect();
        let no_measures = if own.contains(&Colour::Orange) { free() } else { Colour::Orange };
        Looks { own: own.into_iter().map(series).collect(), no_measures: series(no_measures) }
    }
}

/// The look of a colour.
pub fn series(colour: Colour) -> SeriesId {
    SeriesId(colour as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Colour::{Black, Blue, Gold, Orange};

    fn of(stated: &[Option<Colour>]) -> Vec<usize> {
        Looks::of_colours(stated).own.into_iter().map(|one| one.0).collect()
    }

    #[test]
    fn a_stated_colour_stays_whatever_else_is_shown() {
        assert_eq!(of(&[Some(Gold)]), [2]);
        assert_eq!(of(&[None, Some(Blue), None, Some(Gold)]), [0, 1, 3, 2]);
        assert_eq!(of(&[Some(Gold), None, None, Some(Blue)]), [2, 0, 3, 1]);
    }

    #[test]
    fn of_two_that_ask_for_one_colour_the_first_has_it() {
        assert_eq!(of(&[Some(Black), Some(Black), Some(Blue)]), [0, 2, 1]);
    }

    #[test]
    fn the_world_without_measures_is_orange_unless_a_scenario_asks_for_that() {
        assert_eq!(Looks::of_colours(&[None; 9]).no_measures, SeriesId(6));
        let looks = Looks::of_colours(&[None, Some(Orange), None, None, None, None]);
        assert_eq!((looks.own[1], looks.no_measures), (SeriesId(6), SeriesId(5)));
        assert_eq!(of(&[None; 9]).len(), MOST_SERIES);
    }
}
