//! What numbers mean, in a line each: by the form of their dotted paths.

/// Forms of paths; `<…>` stands for any one name, a last `<quarter>` also for none, and a last `…` for all that
/// follows.
static NUMBERS: &[(&str, &str)] = &[
    ("model.sigma", "how readily buyers change from one exporter to another (elasticity of substitution)"),
    ("model.theta", "how sharply shippers prefer the cheaper of two corridors"),
    ("index.demand.<quarter>", "world demand at given prices, against the baseline"),
    ("index.cost.<quarter>", "every exporter's cost, against the baseline"),
    ("index.ocean_freight.<quarter>", "ocean freight, against the baseline"),
    (
        "index.deflator.<quarter>",
        "level of prices in general, against the baseline; demand answers to prices over it",
    ),
    (
        "adjustment.supply.half_life_quarters",
        "time in which supply has gone half of the way to what a price that lasts calls forth",
    ),
    (
        "adjustment.supply.long_run_elasticity",
        "how much more is sold in the end where the price stays 1 % higher",
    ),
    (
        "adjustment.demand.half_life_quarters",
        "time in which demand has gone half of the way to what a price that lasts leaves of it",
    ),
    (
        "adjustment.demand.long_run_elasticity",
        "how much less is bought in the end where the price stays 1 % higher",
    ),
    ("exporter.<exporter>.fob", "price at the exporter's border at the baseline"),
    ("exporter.<exporter>.baseline_revenue", "revenue at the baseline; over its exports, the price there"),
    ("exporter.<exporter>.capacity", "most that the exporter can export in a year"),
    ("exporter.<exporter>.supply_elasticity", "how much more is sold where the price rises by 1 %"),
    (
        "exporter.<exporter>.long_run_supply_elasticity",
        "how much more the exporter sells in the end where the price stays 1 % higher",
    ),
    ("exporter.<exporter>.rent_share", "share of the rents of full corridors that the exporter keeps"),
    (
        "exporter.<exporter>.contract_lag_quarters",
        "how far prices in reported revenue lag behind the market's",
    ),
    ("exporter.<exporter>.cost_index.<quarter>", "the exporter's cost against every exporter's"),
    ("exporter.<exporter>.expansion.<quarter>", "the exporter's capacity and supply, against the baseline"),
    ("market.<market>.demand_elasticity", "how much less is bought where the price rises by 1 %"),
    (
        "market.<market>.long_run_demand_elasticity",
        "how much less the market buys in the end where the price stays 1 % higher",
    ),
    ("market.<market>.demand_index.<quarter>", "the market's demand against the world's index"),
    ("corridor.<corridor>.cost.<quarter>", "cost of a tonne by this corridor"),
    (
        "corridor.<corridor>.baseline_cost",
        "cost of a tonne by this corridor at the baseline, where it has changed since",
    ),
    ("corridor.<corridor>.capacity.<quarter>", "most tonnes by this corridor in a year"),
    ("trade.<exporter>.<market>", "sales at the baseline"),
    ("freight.<exporter>.<market>", "freight from the exporter's border to the market"),
    ("duty.<exporter>.<market>", "duty at the baseline, on the price at the border"),
    ("baseline_share.<market>.<exporter>", "the exporter's share of the market at the baseline"),
    (
        "measure.<measure>.access.<exporter>.<market>",
        "share of former volume that buyers still take at equal prices",
    ),
    (
        "measure.<measure>.friction.<exporter>.<market>",
        "cost of doing business that is nobody's revenue, on the price",
    ),
    ("measure.<measure>.tariff.<exporter>.<market>", "duty that the measure adds, on the price"),
    (
        "measure.<measure>.capacity.<exporter>",
        "the exporter's capacity while the measure stands, against without",
    ),
    (
        "measure.<measure>.corridor.<corridor>.added_cost",
        "cost of a tonne that the measure adds to the corridor",
    ),
    (
        "measure.<measure>.corridor.<corridor>.capacity_factor",
        "the corridor's capacity while the measure stands, against without",
    ),
    (
        "measure.<measure>.recovery.half_life_quarters",
        "time in which buyers half return after the measure is lifted",
    ),
    (
        "measure.<measure>.<turn>.hazard_per_year",
        "how often a year this turn would come, while it is waited for",
    ),
    ("measure.<measure>.<turn>.probability", "probability that this turn comes at all"),
    ("measure.<measure>.<turn>.lag_quarters", "time from what it waits for to this turn"),
    ("measure.<measure>.<turn>", "when in its window this turn comes, as a probability"),
    ("project.<project>.capacity", "the capacity that it adds when it is wholly there"),
    ("project.<project>.ramp_quarters", "time from its beginning until it is wholly there"),
    ("project.<project>.starts.hazard_per_year", "how often a year it would begin, while it is waited for"),
    ("project.<project>.starts.probability", "probability that it begins at all"),
    ("project.<project>.starts.lag_quarters", "how late it is, or what it waits for besides"),
    ("project.<project>.starts", "when in its window it begins, as a probability"),
    ("process.<process>.half_life_quarters", "time in which a deviation from the index half fades"),
    ("process.<process>.volatility", "standard deviation of a year's own movement"),
    ("process.<process>.trend", "growth beyond the index"),
    ("process.<process>.correlation", "correlation of the movements of any two of them"),
    ("process.<process>.<one>.half_life_quarters", "the same, for this one alone"),
    ("process.<process>.<one>.volatility", "the same, for this one alone"),
    ("process.<process>.<one>.trend", "the same, for this one alone"),
    ("disruption.<disruption>.rate_per_year", "how often it happens"),
    (
        "disruption.<disruption>.capacity_factor",
        "what is left of the capacity while it lasts, drawn for each event",
    ),
    ("disruption.<disruption>.duration_quarters", "how long it lasts, drawn for each event"),
    ("correlation.…", "rank correlation of two uncertain numbers"),
    ("yardstick.revenue", "the revenue that results are held against"),
];

/// What a number means, by its path.
pub fn of_number(path: &str) -> Option<&'static str> {
    NUMBERS.iter().find(|(form, _)| fits(form, path)).map(|(_, meaning)| *meaning)
}

/// Every form of a number's path, and what numbers of it mean.
pub(super) fn forms() -> impl Iterator<Item = (&'static str, &'static str)> {
    NUMBERS.iter().copied()
}

/// Whether a path is of a form.
fn fits(form: &str, path: &str) -> bool {
    let mut names = path.split('.');
    for part in form.split('.') {
        match (part, names.next()) {
            ("…", Some(_)) => return true,
            ("<quarter>", None) => return true,
            (_, None) => return false,
            (part, Some(name)) if part.starts_with('<') || part == name => {}
            _ => return false,
        }
    }
    names.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::reading::library;
    use crate::scenario::{Draft, Location};

    #[test]
    fn every_number_of_every_shipped_scenario_has_a_meaning() {
        for name in library::names() {
            let location = Location::Shipped(library::find(name).unwrap());
            let loaded = Draft::read(&location, None).unwrap().with(&[]).unwrap();
            for parameter in &loaded.definition().parameters {
                assert!(of_number(&parameter.path).is_some(), "{} has no meaning", parameter.path);
            }
        }
        assert_eq!(of_number("exporter.canada"), None);
        assert_eq!(of_number("corridor.klaipeda.cost.2030-Q1.more"), None);
    }
}
