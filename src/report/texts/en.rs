//! English.

use super::{CaptionTexts, ChartTexts, SayTexts, Texts};

pub(super) const EN: Texts = Texts {
    lang: "en",
    say: SayTexts {
        level_interval: "{median} bn USD a year ({low} to {high})",
        gain_interval: "{median} bn ({low} to {high})",
        percent: "{share} %",
        percent_interval: "{median} % ({low} to {high} %)",
        nearly_all: "over 99 %",
        nearly_none: "under 1 %",
        likelihood: [
            (0.99, "virtually certain"),
            (0.90, "very likely"),
            (0.66, "likely"),
            (0.33, "about as likely as not"),
            (0.10, "unlikely"),
            (0.01, "very unlikely"),
            (0.0, "exceptionally unlikely"),
        ],
        calibrated: "{word} ({share} of draws)",
        within: "in {when}",
        over_years: "over {first}–{last}",
        over_quarters: "over {first} to {last}",
        possessive: "{name}'s",
    },
    chart: ChartTexts {
        fan_key: "Line: median. Darker band: 50\u{a0}% of draws. Lighter band: 90\u{a0}% of draws.",
    },
    caption: CaptionTexts {
        source: "Source: potash {version}, {scenarios}; {draws} draws, seed {seed}. A conditional estimate, not a \
                 forecast.",
        sweep_source: "Source: potash {version}, {scenarios}; {draws} draws a cell, seed {seed}. A conditional \
                       estimate, not a forecast.",
        past_source: "Source: potash {version}, {scenarios}; {draws} draws, seed {seed}. Error bars: the \
                      observation's error and the model's. Not a forecast.",
        yardstick: "{value} bn {label}",
        usd_bn: "bn USD",
        usd_bn_a_year: "bn USD a year",
        usd_a_tonne: "USD/t",
        mt_a_year: "Mt a year",
        world_share: "share of world trade",
        time_restores: "{title} brings back {share} % of what the measures cost {name} {when}{others}",
        time_restores_another: ", {title} {share} %",
        time_earns: "{name} earns {before} bn {first} and {after} bn {when}",
        time_earns_once: "{name} earns {after} bn {when}",
        time_subtitle: "{name_s} potash export revenue, bn USD a year, by quarter {when}; median and bands",
        distribution_title: "{title}: {name} earns more than the {yardstick} in {share} of draws",
        distribution_plain: "How sure one can be of what {name} earns",
        distribution_subtitle: "Revenue {when}, bn USD a year; share of draws at or below, to 99 %",
        difference_part: "{title} adds {gain} bn",
        difference_title: "{parts} to {name_s} yearly revenue",
        difference_subtitle: "Difference to \"{baseline}\" {when}, bn USD a year, in the same draws; each dot is 2 % of \
                              them",
        difference_note: "a gain in {share} of draws",
        difference_note_restores: "a gain in {share} of draws; restores {restored}",
        chances_title: "Chance that measures are in force in {when}: {parts}",
        chances_part: "{measure} {share}",
        chances_subtitle: "Share of draws in which a measure is in force, by quarter",
        chances_axis: "in force",
        chances_line: "{measure} ({title})",
        chances_line_shared: "{measure} ({title} and {others} more)",
        trade_title: "{name_s} sales to {market} move most: \"{first}\" {from} Mt a year, \"{last}\" {to}",
        trade_plain: "Where {name} sells",
        trade_subtitle: "{name_s} exports by market {when}, Mt KCl a year; median and 5–95 % of draws",
        price_title_lower: "{last}: potash is {change} % cheaper in {market} than under \"{first}\"",
        price_title_higher: "{last}: potash is {change} % dearer in {market} than under \"{first}\"",
        price_same: "{last}: no market's price moves by a percent against \"{first}\"",
        price_plain: "What buyers pay for potash, market by market",
        price_subtitle: "Market price {when}, USD/t delivered; median and 5–95 % of draws",
        flows_title_more: "{last}: {change} Mt a year more through {corridor} than under \"{first}\"",
        flows_title_less: "{last}: {change} Mt a year less through {corridor} than under \"{first}\"",
        flows_plain: "The ways by which {name} sells",
        flows_subtitle: "{name_s} exports by corridor and market {when}, Mt KCl a year, means of draws; rents are what \
                         full corridors charge: median and 5–95 %",
        flows_total: "{name} {value} Mt",
        flows_rent: "rent {median} USD/t ({low} to {high})",
        causes_title: "{title}: of {gain} bn a year, {volume} come from tonnes and {price} from prices",
        causes_plain: "What differences in {name_s} revenue are made of",
        causes_subtitle: "Revenue {when} against \"{baseline}\", bn USD a year; means of draws, which add up, and 5–95 % \
                          of each part",
        causes_volume: "tonnes sold",
        causes_price: "price per tonne",
        drivers_title: "{title}: {driver} moves the result most, from {from} to {to} bn",
        drivers_none: "{title}: no single number moves the result more than chance could",
        drivers_subtitle_level: "Median revenue {when}, bn USD a year, in the draws with the lowest and the highest \
                                 tenth of each uncertain number; all else varies",
        drivers_subtitle_gain: "Median difference to \"{baseline}\" {when}, bn USD a year, in the draws with the lowest \
                                and the highest tenth of each uncertain number; all else varies",
        sweep_title: "{name_s} revenue runs from {low} bn ({where_low}) to {high} bn ({where_high})",
        sweep_title_flat: "{name_s} revenue is {low} bn throughout, as far as so many draws can tell",
        sweep_subtitle: "{title}: {name_s} revenue {when}, bn USD a year{band}",
        sweep_band: "; median and 90 % of draws",
        sweep_median: "; median",
        past_subtitle: "What the model says of each year, and what was observed; each panel has its own scale",
        past_prior: "Before anything is learnt, {within} of {figures} figures are within reach: in the prior's 90 % \
                     band or one spread off",
        past_held_out: "Trained on the years to {until}, the model has {inside} of {figures} later figures in its 90 % \
                        bands",
        past_trained: "Trained on all years to {until}, the model has {inside} of {figures} figures in its 90 % bands",
    },
};
