//! What charts say in English.

use super::super::ChartTexts;

pub(super) const EN: ChartTexts = ChartTexts {
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
    spot_fan: "{name}: median {q50}, 50 % {q25} to {q75}, 90 % {q05} to {q95} {unit}",
    spot_interval: "{name}: median {q50}, 90 % {q05} to {q95} {unit}",
    spot_share: "{name}: {share} of draws at or below {value} {unit}",
    spot_dots: "{name}: {count} of {all} dots from {low} to {high} {unit}",
    spot_dots_at: "{name}: {count} of {all} dots at {low} {unit}",
    spot_chance: "{name}: {share}",
    spot_cell: "{x}, {y}: {value}",
    spot_observed: "{year}; {role} {value} ± {error}",
};
