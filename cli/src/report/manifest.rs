//! The manifest: what a run was made from and what it left, enough to make it again.

use super::Drawn;
use super::folder::{Folder, PROGRAM, hash, identity};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::study::StudyResults;
use potash::sampling::STREAM;
use potash::scenario::measure::Measure;
use potash::scenario::parameter::{Basis, Parameter, Value};
use potash::scenario::timing::{Delay, TimingRule, Transition};
use potash::scenario::{Assignment, Scenario, UsedCalibration};
use potash::scenario::{Definition, Method};
use potash::units::time;
use serde_json::{Map, Value as Json, json};

/// What the manifest says besides the study.
pub struct Origin<'a> {
    /// The command that makes the run again, without what does not change it.
    pub command: String,
    pub loaded: &'a [Scenario],
}

/// The manifest of a study whose other files are written.
pub(super) fn manifest(study: &StudyResults, origin: &Origin<'_>, folder: &Folder, drawn: &Drawn) -> Vec<u8> {
    let outcome = |(scenario, summary_of_draws): (&ScenarioInfo, &ScenarioSummary)| {
        json!({
            "scenario": scenario.name,
            "draws_lost": summary_of_draws.lost_count,
            "largest_residual": summary_of_draws.residual,
            "newton_steps": summary_of_draws.steps,
            "wide_price_spreads": summary_of_draws.wide_spreads,
            "prices_off_scale": summary_of_draws.off_scale,
        })
    };
    let rest = json!({
        "horizon": { "start": study.horizon.start.to_string(), "quarters": study.horizon.quarters },
        "without_sobol_dimension": study.without_dimension,
        "draws_asked": study.asked,
        "interrupted": study.interrupted,
        "digits": study.precision.as_ref().map(|p| json!({ "asked": p.digits, "stand": p.shortfall.is_none() })),
        "draws_lost": study.lost,
        "outcomes": study.each().map(outcome).collect::<Vec<_>>(),
        "scenarios": origin.loaded.iter().map(scenario).collect::<Vec<_>>(),
        "charts_left_out": left_out(drawn),
        "outputs": outputs(folder),
    });
    bytes(head(&origin.command, study.draws, study.seed, study.method), rest)
}

/// What every manifest begins with: the program, and the command that makes the run again.
pub(super) fn head(command: &str, draws: usize, seed: u64, method: Method) -> Map<String, Json> {
    let head = json!({
        "schema_version": 1,
        "program": PROGRAM,
        "version": env!("CARGO_PKG_VERSION"),
        "commit": env!("POTASH_COMMIT"),
        "command": command,
        "draws": draws,
        "seed": seed,
        "stream": STREAM,
        "sampler": method.word(),
    });
    head.as_object().cloned().unwrap_or_default()
}

/// A scenario: the files it was read from, and every number with its provenance.
pub(super) fn scenario(loaded: &Scenario) -> Json {
    let input = |(name, text): (&str, &str)| json!({ "file": name, "sha256": hash(text.as_bytes()) });
    json!({
        "name": loaded.definition().name,
        "title": loaded.definition().title,
        "question": loaded.definition().question,
        "settings": loaded.settings().iter().map(Assignment::text).collect::<Vec<_>>(),
        "inputs": loaded.files().iter().map(input).collect::<Vec<_>>(),
        "resolved_sha256": hash(loaded.resolved().as_bytes()),
        "learnt": loaded.calibration().map(calibration),
        "correlations_repaired": loaded.definition().correlation.repaired.iter().map(repaired).collect::<Vec<_>>(),
        "measures": loaded.definition().measures.iter().map(|one| measure(loaded.definition(), one)).collect::<Vec<_>>(),
        "parameters": loaded.definition().parameters.iter().map(parameter).collect::<Vec<_>>(),
    })
}

/// The calibration that numbers are taken from.
fn calibration(calibration: &UsedCalibration) -> Json {
    json!({
        "file": calibration.file,
        "title": calibration.title,
        "trained_until": calibration.trained_until,
        "numbers": calibration.numbers,
        "members": calibration.members,
        "members_sha256": calibration.fingerprint,
        "stated_otherwise": calibration.own,
    })
}

/// When a measure turns. The numbers that decide it are among the parameters.
fn measure(scenario: &Definition, measure: &Measure) -> Json {
    let date = |instant: f64| time::date(instant).map(|date| date.to_string());
    let transition = |transition: Transition| match measure.timing(transition) {
        TimingRule::Never => json!("never"),
        TimingRule::On(instant) => json!(date(*instant)),
        TimingRule::RandomTiming(chance) => {
            let after = chance.after.and_then(|event| {
                let other = scenario.measures.get(event.measure)?;
                Some(format!("{}.{}", other.name, event.transition.word()))
            });
            let to = match chance.delay {
                Delay::Window { to, .. } => date(to),
                Delay::Hazard { .. } | Delay::Lag { .. } => None,
            };
            json!({ "from": chance.not_before.and_then(date), "to": to, "after": after })
        }
    };
    json!({
        "name": measure.name,
        "by": measure.by,
        "imposed": transition(Transition::Imposed),
        "lifted": transition(Transition::Lifted),
        "reimposed": transition(Transition::Reimposed),
    })
}

/// A correlation that could not be had, and the nearest that could.
fn repaired((a, b, from, to): &(String, String, f64, f64)) -> Json {
    json!({ "a": a, "b": b, "asked": from, "used": to })
}

fn parameter(parameter: &Parameter) -> Json {
    let value = match &parameter.value {
        Value::Fixed(value) => json!(value),
        Value::Uncertain(distribution) => json!(distribution.describe()),
    };
    json!({
        "path": parameter.path,
        "value": value,
        "unit": parameter.dimension.inner(),
        "basis": parameter.basis.map(Basis::word),
        "source": parameter.source.as_deref(),
    })
}

/// Charts that could not be drawn, with the reasons.
pub(super) fn left_out(drawn: &Drawn) -> Json {
    drawn.left_out.iter().map(|(chart, reason)| json!({ "chart": chart, "reason": reason })).collect()
}

/// The files written so far, with their hashes.
pub(super) fn outputs(folder: &Folder) -> Json {
    folder.written().iter().map(|(name, sha)| json!({ "file": name, "sha256": sha })).collect()
}

/// A manifest as the bytes of its file: the head, what else there is to say, and the identity of all of it.
pub(super) fn bytes(mut head: Map<String, Json>, rest: Json) -> Vec<u8> {
    if let Json::Object(rest) = rest {
        head.extend(rest);
    }
    let identity = identity(&head);
    head.insert("identity".to_string(), json!(identity));
    format!("{:#}\n", Json::Object(head)).into_bytes()
}
