//! Every text that charts and pages show, in one table a language.
//!
//! A text is a template with named places, `"{title} adds {gain} bn"`, filled by [`fill`]. Another
//! language is another table of the same fields (English is the first): the compiler sees to it
//! that none is missing, a test that all name the same places. Knows no numbers and no results.

mod changed;
mod en;
mod page;
mod sweep;

use std::fmt::Display;

pub use changed::ChangedTexts;
pub use page::PageTexts;
pub use sweep::SweepTexts;

/// What the screen speaks.
pub const ENGLISH: &Texts = &en::EN;

/// The texts of one language.
#[derive(Debug, PartialEq)]
pub struct Texts {
    /// The language as HTML and `--lang` name it.
    pub lang: &'static str,
    pub say: SayTexts,
    pub changed: ChangedTexts,
    pub page: PageTexts,
    pub sweep: SweepTexts,
    pub caption: CaptionTexts,
    pub story: StoryTexts,
}

/// What a page tells of a run.
#[derive(Debug, PartialEq)]
pub struct StoryTexts {
    /// The answer of a scenario that is held against the baseline.
    pub lead_gain: &'static str,
    pub lead_restored: &'static str,
    pub lead_added: &'static str,
    /// The answer of a scenario by itself.
    pub lead_level: &'static str,
    pub lead_above: &'static str,
    pub lead_cost: &'static str,
    pub byline: &'static str,
    /// A page's title, of one run and of several.
    pub page_title: &'static str,
    pub page_title_several: &'static str,
    pub sweep_heading: &'static str,
    pub past_heading: &'static str,
    /// Headings of sections.
    pub finding: &'static str,
    pub differs: &'static str,
    pub results: &'static str,
    pub trade: &'static str,
    pub causes: &'static str,
    pub change: &'static str,
    pub diagnostics: &'static str,
    pub inputs: &'static str,
    pub caveats: &'static str,
    pub manifest: &'static str,
    pub reproduce: &'static str,
    /// Findings in sentences.
    pub finding_baseline: &'static str,
    pub finding_other: &'static str,
    pub finding_against: &'static str,
    pub finding_volume: &'static str,
    pub finding_same: &'static str,
    pub finding_restores: &'static str,
    pub finding_adds: &'static str,
    pub finding_given: &'static str,
    pub given_restores: &'static str,
    pub given_adds: &'static str,
    /// What a scenario asks.
    pub asks: &'static str,
    pub differs_none: &'static str,
    pub differs_intro: &'static str,
    pub measures_caption: &'static str,
    pub numbers_caption: &'static str,
    /// Column heads.
    pub scenario: &'static str,
    pub measure: &'static str,
    pub by: &'static str,
    pub imposed: &'static str,
    pub lifted: &'static str,
    pub reimposed: &'static str,
    pub stands: &'static str,
    pub never: &'static str,
    pub chance: &'static str,
    pub chance_from: &'static str,
    pub chance_window: &'static str,
    pub chance_after: &'static str,
    pub number: &'static str,
    pub value: &'static str,
    pub unit: &'static str,
    pub basis: &'static str,
    pub source: &'static str,
    pub period: &'static str,
    pub mean: &'static str,
    pub median: &'static str,
    pub above_yardstick: &'static str,
    pub gain_share: &'static str,
    pub restored: &'static str,
    pub levels_caption: &'static str,
    pub levels_note: &'static str,
    pub gains_caption: &'static str,
    pub chances_intro: &'static str,
    pub fates_caption: &'static str,
    pub fate: &'static str,
    pub stood: &'static str,
    pub absent: &'static str,
    pub turned: &'static str,
    pub share_of_draws: &'static str,
    pub difference: &'static str,
    pub causes_intro: &'static str,
    pub drivers_intro: &'static str,
    pub drivers_share: &'static str,
    pub drivers_none: &'static str,
    pub drivers_caption: &'static str,
    pub driver_low: &'static str,
    pub driver_high: &'static str,
    pub at_low: &'static str,
    pub at_high: &'static str,
    pub driver_share: &'static str,
    pub not_distinguishable: &'static str,
    pub change_nothing: &'static str,
    pub change_fate: &'static str,
    pub change_fate_restored: &'static str,
    pub change_driver: &'static str,
    pub diagnostics_caption: &'static str,
    pub draws: &'static str,
    pub lost: &'static str,
    pub equilibria: &'static str,
    pub steps: &'static str,
    pub residual: &'static str,
    pub spreads: &'static str,
    pub learnt: &'static str,
    pub spreads_note: &'static str,
    pub expectations_caption: &'static str,
    pub figure: &'static str,
    pub tolerance: &'static str,
    pub model: &'static str,
    pub holds: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub inputs_intro: &'static str,
    pub inputs_caption: &'static str,
    pub inputs_more: &'static str,
    pub caveats_list: [&'static str; 6],
    pub manifest_caption: &'static str,
    pub item: &'static str,
    pub version: &'static str,
    pub commit: &'static str,
    pub seed: &'static str,
    pub sampler: &'static str,
    pub horizon: &'static str,
    pub file: &'static str,
    pub files_caption: &'static str,
    pub inputs_files_caption: &'static str,
    pub reproduce_intro: &'static str,
    pub cells_caption: &'static str,
    /// In the place of a chart that cannot be drawn.
    pub chart_left_out: &'static str,
    pub targets_caption: &'static str,
    pub observed: &'static str,
    pub predicted: &'static str,
    pub used: &'static str,
    pub below: &'static str,
    pub verdict_intro: &'static str,
}

/// Titles, subtitles and labels of the charts of a study or a sweep.
#[derive(Debug, PartialEq)]
pub struct CaptionTexts {
    pub source: &'static str,
    pub sweep_source: &'static str,
    pub past_source: &'static str,
    /// A yardstick's label.
    pub yardstick: &'static str,
    pub usd_bn: &'static str,
    pub usd_bn_a_year: &'static str,
    pub mt_a_year: &'static str,
    /// A tonnage in some unit, as an axis names it.
    pub tonnes_a_year: &'static str,
    pub world_share: &'static str,
    pub time_restores: &'static str,
    pub time_restores_another: &'static str,
    /// The same of what makes a loss larger, and of what leaves it as it is.
    pub time_adds: &'static str,
    pub time_adds_another: &'static str,
    pub time_same: &'static str,
    pub time_same_another: &'static str,
    pub time_earns: &'static str,
    pub time_earns_once: &'static str,
    pub time_subtitle: &'static str,
    pub distribution_title: &'static str,
    pub distribution_plain: &'static str,
    pub distribution_subtitle: &'static str,
    pub difference_part: &'static str,
    /// The parts where not all of them are gains: each a whole clause.
    pub difference_gain: &'static str,
    pub difference_loss: &'static str,
    pub difference_none: &'static str,
    pub difference_title: &'static str,
    pub difference_subtitle: &'static str,
    pub difference_note: &'static str,
    pub difference_note_restores: &'static str,
    pub difference_note_adds: &'static str,
    pub difference_note_none: &'static str,
    pub chances_title: &'static str,
    pub chances_part: &'static str,
    pub chances_subtitle: &'static str,
    pub chances_axis: &'static str,
    pub chances_line: &'static str,
    pub chances_line_shared: &'static str,
    pub trade_title: &'static str,
    pub trade_plain: &'static str,
    pub trade_subtitle: &'static str,
    pub price_title_lower: &'static str,
    pub price_title_higher: &'static str,
    pub price_same: &'static str,
    pub price_plain: &'static str,
    pub price_subtitle: &'static str,
    pub flows_title_more: &'static str,
    pub flows_title_less: &'static str,
    pub flows_plain: &'static str,
    pub flows_subtitle: &'static str,
    pub flows_total: &'static str,
    pub flows_rent: &'static str,
    pub causes_title: &'static str,
    pub causes_plain: &'static str,
    pub causes_subtitle: &'static str,
    pub causes_volume: &'static str,
    pub causes_price: &'static str,
    pub drivers_title: &'static str,
    /// The same where the first cannot be told from the second, and where digits do not part its ends.
    pub drivers_title_several: &'static str,
    pub drivers_plain: &'static str,
    /// A subtitle with the scenarios that a chart has no room for.
    pub left_out: &'static str,
    pub drivers_base: &'static str,
    pub date_imposed: &'static str,
    pub date_lifted: &'static str,
    pub date_reimposed: &'static str,
    pub early: &'static str,
    pub late: &'static str,
    pub drivers_subtitle_level: &'static str,
    pub drivers_subtitle_gain: &'static str,
    pub sweep_title: &'static str,
    pub sweep_title_flat: &'static str,
    pub sweep_subtitle: &'static str,
    pub sweep_band: &'static str,
    pub sweep_median: &'static str,
    pub past_subtitle: &'static str,
    pub past_prior: &'static str,
    pub past_held_out: &'static str,
    pub past_trained: &'static str,
}

/// Turns of phrase that numbers and names are told in.
#[derive(Debug, PartialEq)]
pub struct SayTexts {
    /// A median level with its interval.
    pub level_interval: &'static str,
    /// A median difference with its interval.
    pub gain_interval: &'static str,
    /// The same of too few draws for an interval.
    pub level_alone: &'static str,
    pub gain_alone: &'static str,
    pub percent: &'static str,
    pub percent_interval: &'static str,
    /// Shares that no rounding may turn into certainty.
    pub nearly_all: &'static str,
    pub nearly_none: &'static str,
    /// Words for probabilities of at least so much, falling.
    pub likelihood: [(f64, &'static str); 7],
    /// Such a word with its number.
    pub calibrated: &'static str,
    pub within: &'static str,
    pub over_years: &'static str,
    pub over_quarters: &'static str,
    pub possessive: &'static str,
}

impl Texts {
    /// All languages.
    pub const ALL: [&'static Texts; 1] = [&en::EN];

    /// The table of a language; none if there is none yet.
    pub fn of(lang: &str) -> Option<&'static Texts> {
        Texts::ALL.into_iter().find(|texts| texts.lang == lang)
    }
}

impl Default for &'static Texts {
    /// English.
    fn default() -> Self {
        &en::EN
    }
}

/// A template with its places filled: `{name}` by the part of that name. A place without a part stays as it
/// is; what parts say is never read as a place.
pub fn fill(template: &str, parts: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let place = after.split_once('}');
        let part = place.and_then(|(name, _)| parts.iter().find(|(known, _)| *known == name));
        match (place, part) {
            (Some((_, after)), Some((_, text))) => {
                out.push_str(&text.to_string());
                rest = after;
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_their_places_and_are_not_read_as_places() {
        assert_eq!(fill("{a} and {b}", &[("a", &"{b}"), ("b", &2)]), "{b} and 2");
        assert_eq!(fill("a {c} {", &[("a", &1)]), "a {c} {");
    }

    #[test]
    fn every_language_names_the_same_places() {
        // The tables are compared as debug prints: the same fields in the same order.
        let places = |texts: &Texts| -> Vec<String> {
            let print = format!("{texts:?}");
            let named = print.split("{").skip(1).filter_map(|after| after.split_once('}'));
            named.map(|(name, _)| name.to_string()).filter(|name| !name.contains(' ')).collect()
        };
        for other in Texts::ALL {
            assert_eq!(places(other), places(&en::EN), "{}", other.lang);
        }
    }
}
