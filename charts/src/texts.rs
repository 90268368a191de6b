//! What charts say by themselves, whatever they show.

use std::fmt::Display;

/// Keys, axes and the values that places tell when pointed at.
#[derive(Debug, PartialEq)]
pub struct ChartTexts {
    /// What a fan chart's marks mean, where they cannot be labelled.
    pub fan_key: &'static str,
    /// Names of bands, from long to short.
    pub outer_band: [&'static str; 2],
    pub inner_band: &'static str,
    pub median: &'static str,
    /// What zero means on an axis of differences.
    pub no_difference: &'static str,
    pub dot_key: &'static str,
    pub bars_key: &'static str,
    pub response_key: &'static str,
    /// What the axis of cumulative curves counts.
    pub at_or_below: &'static str,
    /// The key of a hindcast.
    pub model: &'static str,
    pub outer_box: &'static str,
    pub inner_box: &'static str,
    pub observed: &'static str,
    pub fitted: &'static str,
    pub held_out: &'static str,
    pub checked: &'static str,
    pub years_held_out: &'static str,
    /// The sides of the line where training ends.
    pub trained_side: &'static str,
    pub held_out_side: &'static str,
    pub no_number: &'static str,
    /// A 90 % interval.
    pub interval: &'static str,
    pub waterfall_key: &'static str,
    /// What the two sides of a tornado are, and what stands at its line.
    pub tornado_low: &'static str,
    pub tornado_high: &'static str,
    pub tornado_error: &'static str,
    pub tornado_base: &'static str,
    pub tornado_share: &'static str,
    pub flows_key: &'static str,
    /// What places tell: quantiles, a lone interval, a share, dots, a cell, an observation.
    pub spot_fan: &'static str,
    pub spot_interval: &'static str,
    pub spot_share: &'static str,
    pub spot_dots: &'static str,
    pub spot_dots_at: &'static str,
    pub spot_chance: &'static str,
    pub spot_cell: &'static str,
    pub spot_tornado: &'static str,
    pub spot_flow: &'static str,
    pub spot_observed: &'static str,
}

/// In English.
pub(crate) const ENGLISH: ChartTexts = ChartTexts {
    fan_key: "Line: median. Darker band: 50\u{a0}% of draws. Lighter band: 90\u{a0}% of draws.",
    outer_band: ["90\u{a0}% of draws", "90\u{a0}%"],
    inner_band: "50\u{a0}%",
    median: "median",
    no_difference: "no difference",
    dot_key: "Each dot stands for 1 in {count} draws.",
    bars_key: "point: median; line: 5–95\u{a0}% of draws",
    response_key: "points: median; band: 90\u{a0}% of draws",
    at_or_below: "share of draws at or below",
    model: "Model:",
    outer_box: "90\u{a0}% of draws",
    inner_box: "50\u{a0}% of draws",
    observed: "Observed ± 1 standard error:",
    fitted: "fitted to",
    held_out: "held out",
    checked: "only checked",
    years_held_out: "years held out",
    trained_side: "trained on",
    held_out_side: "held out",
    no_number: "no number to show",
    interval: "{low} to {high}",
    waterfall_key: "Dark tips point to gains, pale ones to losses. Lines and grey figures: 5–95\u{a0}% of draws.",
    tornado_low: "at its low setting",
    tornado_high: "at its high setting",
    tornado_error: "standard error",
    tornado_base: "middle: {value} {unit}",
    tornado_share: "share of variance",
    flows_key: "Ribbons are as wide as what they carry; figures in {unit}.",
    spot_fan: "{name}: median {q50}, 50 % {q25} to {q75}, 90 % {q05} to {q95} {unit}",
    spot_interval: "{name}: median {q50}, 90 % {q05} to {q95} {unit}",
    spot_share: "{name}: {share} of draws at or below {value} {unit}",
    spot_dots: "{name}: {count} of {all} dots from {low} to {high} {unit}",
    spot_dots_at: "{name}: {count} of {all} dots at {low} {unit}",
    spot_chance: "{name}: {share}",
    spot_cell: "{x}, {y}: {value}",
    spot_tornado: "{name}: {low} at {low_setting}, {high} at {high_setting} {unit}",
    spot_flow: "{name}, {way}: {value} {unit}",
    spot_observed: "{year}; {role} {value} ± {error}",
};

/// A template with its places filled: `{name}` by the part of that name.
pub(crate) fn fill(template: &str, parts: &[(&str, &dyn Display)]) -> String {
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
