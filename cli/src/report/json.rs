//! The answer for machines.

use super::changed::Changed;
use super::summary::findings;
use potash::results::comparison::{Comparison, Row};
use potash::results::expectation::Checked;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::stats::summary::{Estimate, Summary};
use serde_json::{Value, json};

/// The answer for machines.
pub fn json(study: &StudyResults, folder: Option<&str>) -> Value {
    let comparisons: Vec<Value> = Window::years(study.horizon)
        .into_iter()
        .filter_map(|window| study.compare(study.revenue(), window))
        .map(|comparison| comparison_json(study, comparison))
        .collect();
    let expectation = |(scenario, checked): &(&ScenarioInfo, &Checked)| {
        json!({
            "scenario": scenario.name,
            "name": checked.expectation.name,
            "metric": checked.expectation.metric_name,
            "period": checked.expectation.period.to_string(),
            "value": checked.expectation.value,
            "tolerance": checked.expectation.tolerance,
            "model": checked.model.as_ref().map(|model| model.median),
            "interval": checked.model.as_ref().and_then(|model| model.interval),
            "holds": checked.holds(),
        })
    };
    json!({
        "schema_version": 1,
        "learnt": study.scenarios.iter().map(|scenario| scenario.calibration.as_ref().map(|calibration| json!({ "file": calibration.name, "trained_until": calibration.trained_until, "numbers": calibration.numbers }))).collect::<Vec<_>>(),
        "focus": study.focus(),
        "metric": "revenue",
        "unit": "bn USD/yr",
        "draws": study.draws,
        "draws_asked": study.asked,
        "interrupted": study.interrupted,
        "digits": study.precision.as_ref().map(|p| json!({ "asked": p.digits, "stand": p.shortfall.is_none() })),
        "sampler": study.method.word(),
        "seed": study.seed,
        "settings": Changed::of_study(study).json(),
        "lost": study.lost,
        "yardstick": study.reference_value().map(|(value, label)| json!({ "value": value, "label": label })),
        "cautions": super::cautions::cautions(study),
        "findings": findings(study),
        "windows": comparisons,
        "outlook": super::outlook::json(study),
        "expectations": study.expectations().iter().map(expectation).collect::<Vec<_>>(),
        "folder": folder,
    })
}

fn comparison_json(study: &StudyResults, comparison: &Comparison) -> Value {
    let row = |(scenario, row): (&ScenarioInfo, &Row)| {
        json!({
            "scenario": scenario.name,
            "title": scenario.title,
            "level": summary_json(&row.level),
            "difference": summary_json(&row.difference),
            "above": { "value": row.above.value, "error": row.above.error },
            "restored": row.restored.as_ref().map(|restored| json!({
                "share": summary_json(&restored.share),
                "draws_without_loss": restored.without_loss,
            })),
        })
    };
    json!({
        "window": comparison.window.to_string(),
        "draws": comparison.draws,
        "scenarios": study.scenarios.iter().zip(&comparison.rows).map(row).collect::<Vec<_>>(),
        "no_measures": study.no_measures_level(study.revenue(), comparison.window).map(summary_json),
    })
}

pub(super) fn summary_json(summary: &Summary) -> Value {
    let one = |estimate: Estimate| json!({ "value": estimate.value, "error": estimate.error });
    json!({
        "draws": summary.draws,
        "mean": one(summary.mean),
        "sd": one(summary.sd),
        "q05": one(summary.q05),
        "q25": one(summary.q25),
        "q50": one(summary.q50),
        "q75": one(summary.q75),
        "q95": one(summary.q95),
    })
}
