//! The test of a calibration as a table of its heading, `[test]`.

use super::toml_text::toml_text;
use crate::scenario::foretold::{Foretold, ForetoldFigure};
use serde::Deserialize;
use std::fmt::Write as _;

impl Foretold {
    /// As a table of a TOML file, `[test]`.
    pub(super) fn toml(&self) -> String {
        let mut toml = String::from(
            "\n# What a model that had learnt less said of each figure (quantiles of 5, 25, 50, 75, 95 %), and what it was.\n[test]\n",
        );
        if let Some(until) = self.until {
            let _ = writeln!(toml, "until = {until}");
        }
        let _ = writeln!(toml, "held_out = {}\nin_90 = {}", self.held_out, self.in_90);
        for series in &self.series {
            let _ = writeln!(
                toml,
                "[[test.series]]\ntitle = {}\nmetric = {}\nunit = {}\nfigures = [",
                toml_text(&series.title),
                toml_text(&series.metric),
                toml_text(&series.unit)
            );
            for figure in &series.figures {
                let model = figure.model.map(number).join(", ");
                let _ = writeln!(
                    toml,
                    "  {{ period = {}, at = {:?}, role = \"{:?}\", model = [{model}], observed = {}, spread = {}, missed = {} }},",
                    toml_text(&figure.period),
                    figure.at,
                    figure.role,
                    number(figure.observed),
                    number(figure.spread),
                    figure.missed
                );
            }
            toml.push_str("]\n");
        }
        toml
    }

    /// The table `[test]` of a TOML file; none of one that has none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn of_toml(text: &str) -> Result<Option<Foretold>, String> {
        #[derive(Deserialize)]
        struct File {
            test: Option<Foretold>,
        }
        let file: File = toml::from_str(text).map_err(|error| error.message().to_string())?;
        let finite = |figure: &ForetoldFigure| {
            figure.model.into_iter().chain([figure.at, figure.observed, figure.spread]).all(f64::is_finite)
        };
        match &file.test {
            Some(test) if !test.series.iter().flat_map(|series| &series.figures).all(finite) => {
                Err("a number in [test] is not finite".to_string())
            }
            _ => Ok(file.test),
        }
    }
}

/// Five significant digits, with a point: TOML tells integers from other numbers.
fn number(value: f64) -> String {
    format!("{:?}", format!("{value:.4e}").parse().unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::foretold::ForetoldSeries;
    use crate::scenario::history::Use;

    #[test]
    fn what_is_written_is_read_back() {
        let figure = |at: f64, role| ForetoldFigure {
            period: at.to_string(),
            at,
            role,
            model: [1e-7, 2.0, 3.25, 4.0, 5e6],
            observed: 3.5,
            spread: 0.0,
            missed: role == Use::HeldOut,
        };
        let foretold = Foretold {
            until: Some(2022),
            held_out: 1,
            in_90: 0,
            series: vec![ForetoldSeries {
                title: "Exports \"of\" a mine".to_string(),
                metric: "exports.mine".to_string(),
                unit: "Mt/yr".to_string(),
                figures: vec![figure(2020.0, Use::Trained), figure(2025.875, Use::HeldOut)],
            }],
        };
        assert_eq!(Foretold::of_toml(&foretold.toml()), Ok(Some(foretold)));
        assert_eq!(Foretold::of_toml("title = \"x\""), Ok(None));
        assert!(Foretold::of_toml("[test]\nuntil = 2022").is_err());
    }
}
