//! What charts say by themselves, whatever they show.

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
