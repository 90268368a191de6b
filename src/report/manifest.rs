//! The manifest: what a run was made from and what it left, enough to make it again.

use super::folder::{Folder, hash};
use crate::analysis::study::Study;
use crate::model::parameter::{Parameter, Value};
use crate::sampling::STREAM;
use crate::scenario::Loaded;
use serde_json::json;

/// What the manifest says besides the study.
pub struct Origin<'a> {
    /// The command that makes the run again, without what does not change it.
    pub command: String,
    pub loaded: &'a [Loaded],
}

/// The manifest of a study whose other files are written.
pub fn manifest(study: &Study, origin: &Origin<'_>, folder: &Folder) -> Vec<u8> {
    let parameter = |p: &Parameter| {
        let value = match &p.value {
            Value::Fixed(value) => json!(value),
            Value::Uncertain(distribution) => json!(distribution.describe()),
        };
        let basis = p.basis.map(crate::model::parameter::Basis::word);
        json!({ "path": p.path, "value": value, "unit": p.dimension.inner(), "basis": basis, "source": p.source })
    };
    let scenario = |loaded: &Loaded| {
        let files: Vec<_> = loaded
            .files
            .iter()
            .map(|(name, text)| json!({ "file": name, "sha256": hash(text.as_bytes()) }))
            .collect();
        json!({
            "name": loaded.scenario.name,
            "title": loaded.scenario.title,
            "question": loaded.scenario.question,
            "inputs": files,
            "resolved_sha256": hash(loaded.resolved.as_bytes()),
            "parameters": loaded.scenario.parameters.iter().map(parameter).collect::<Vec<_>>(),
        })
    };
    let outcome = |(scenario, outcome): (&crate::model::scenario::Scenario, &crate::engine::Outcome)| {
        json!({
            "scenario": scenario.name,
            "draws_lost": outcome.lost.len(),
            "largest_residual": outcome.residual,
            "newton_steps": outcome.steps,
            "wide_price_spreads": outcome.wide_spreads,
        })
    };
    let outputs: Vec<_> =
        folder.written().iter().map(|(name, sha)| json!({ "file": name, "sha256": sha })).collect();
    let manifest = json!({
        "schema_version": 1,
        "program": "potash",
        "version": env!("CARGO_PKG_VERSION"),
        "commit": env!("POTASH_COMMIT"),
        "command": origin.command,
        "draws": study.draws,
        "seed": study.seed,
        "stream": STREAM,
        "horizon": { "start": study.horizon.start.to_string(), "quarters": study.horizon.quarters },
        "draws_lost": study.lost(),
        "outcomes": study.each().map(outcome).collect::<Vec<_>>(),
        "scenarios": origin.loaded.iter().map(scenario).collect::<Vec<_>>(),
        "outputs": outputs,
    });
    format!("{manifest:#}\n").into_bytes()
}
