//! What pages say in English.

use super::super::PageTexts;

pub(super) const EN: PageTexts = PageTexts {
    contents: "Contents",
    skip: "Skip to the results",
    figure: "Figure {number}",
    numbers: "Numbers of figure {number}",
    numbers_of: "Figure {number}: {subtitle}",
    rows_left: "The first {shown} of {all} rows; all are in {file}.",
    rows_left_out: "The first {shown} of {all} rows.",
    series: "Scenarios",
    series_switch: "Scenarios: press to hide or show",
    code: "Text to copy",
    copy: "Copy",
    copied: "Copied",
    theme_auto: "Colours: the system\u{2019}s",
    theme_light: "Colours: light",
    theme_dark: "Colours: dark",
    chart_keys: "Chart of figure {number}; arrow keys tell its values",
    thousands: ",",
    point: ".",
};
