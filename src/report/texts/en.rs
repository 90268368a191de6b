//! English.

use super::{ChartTexts, Texts};

pub(super) const EN: Texts = Texts {
    lang: "en",
    chart: ChartTexts {
        fan_key: "Line: median. Darker band: 50\u{a0}% of draws. Lighter band: 90\u{a0}% of draws.",
    },
};
