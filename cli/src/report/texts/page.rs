//! What a page says around what it tells: its furniture.

/// Labels of contents, charts, tables and switches.
#[derive(Debug, PartialEq)]
pub struct PageTexts {
    /// Heading of the list of chapters and sections.
    pub contents: &'static str,
    /// The link by which keyboards pass over the contents.
    pub skip: &'static str,
    /// What stands below a chart.
    pub figure: &'static str,
    /// What opens the table behind a chart.
    pub numbers: &'static str,
    /// The caption of that table.
    pub numbers_of: &'static str,
    /// That a table goes on in a file, or beyond what is worth showing.
    pub rows_left: &'static str,
    pub rows_left_out: &'static str,
    /// The name of the key of scenarios, and of the same as switches.
    pub series: &'static str,
    pub series_switch: &'static str,
    /// The name of a text that is set as it is.
    pub code: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    /// The switch of colours, by what it is set to.
    pub theme_auto: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    /// How keyboards get at a chart's values.
    pub chart_keys: &'static str,
    /// Between the digits of large numbers, and before their fractions.
    pub thousands: &'static str,
    pub point: &'static str,
}
