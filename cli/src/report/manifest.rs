//! The manifest: what a run was made from and what it left, enough to make it again.

use super::folder::{Folder, MANIFEST, PROGRAM, WriteError, hash, identity};
use super::render::Drawn;
use potash::sampling::STREAM;
use potash::scenario::measure::Measure;
use potash::scenario::parameter::{Parameter, Value};
use potash::scenario::timing::{Delay, TimingRule, Transition};
use potash::scenario::{Assignment, Definition, Method, Scenario, UsedCalibration};
use potash::units::time::{self, Horizon};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// The shape of the manifest; another number is another program's.
const SCHEMA: u64 = 2;

/// What a run was made from and what it left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub schema_version: u64,
    pub program: String,
    pub version: String,
    pub commit: String,
    /// The command that makes the run again, without what does not change it.
    pub command: String,
    pub draws: usize,
    pub seed: u64,
    /// How random numbers follow from the seed.
    pub stream: String,
    pub sampler: String,
    /// None where cells of a sweep have different ones.
    pub horizon: Option<Horizon>,
    /// Whether the run was stopped from outside.
    pub interrupted: bool,
    pub draws_lost: usize,
    pub scenarios: Vec<ScenarioInputs>,
    pub charts_left_out: Vec<ChartLeftOut>,
    /// Files that were written before the manifest.
    pub outputs: Vec<FileHash>,
    /// A hash of all the rest but for how the run was asked for; runs of one identity found the same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub identity: String,
}

/// A file and the SHA-256 of what it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileHash {
    pub file: String,
    pub sha256: String,
}

/// A chart that could not be drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChartLeftOut {
    pub chart: String,
    pub reason: String,
}

/// A scenario: the files it was read from, and every number with its provenance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioInputs {
    pub name: String,
    pub title: String,
    pub question: String,
    /// What was set over the files, as `path=value`.
    pub settings: Vec<String>,
    pub inputs: Vec<FileHash>,
    pub resolved_sha256: String,
    pub calibration: Option<CalibrationInputs>,
    pub correlations_repaired: Vec<Repair>,
    pub measures: Vec<MeasureDates>,
    pub parameters: Vec<Number>,
}

/// The calibration that numbers are taken from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibrationInputs {
    pub file: String,
    pub title: String,
    pub trained_until: i32,
    pub numbers: usize,
    pub members: usize,
    pub members_sha256: String,
    /// Paths of numbers that the scenario states otherwise.
    pub stated_otherwise: Vec<String>,
}

/// A correlation that could not be had, and the nearest that could.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Repair {
    pub a: String,
    pub b: String,
    pub asked: f64,
    pub used: f64,
}

/// When a measure changes. The numbers that decide it are among the parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureDates {
    pub name: String,
    pub by: String,
    pub imposed: When,
    pub lifted: When,
    pub reimposed: When,
}

/// A date, the word "never", or what a random date depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum When {
    Certain(String),
    Random { from: Option<String>, to: Option<String>, after: Option<String> },
}

/// A number of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Number {
    pub path: String,
    pub value: NumberValue,
    pub unit: String,
    pub basis: Option<String>,
    pub source: Option<String>,
}

/// A value, or the words of a distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum NumberValue {
    Fixed(f64),
    Uncertain(String),
}

/// What the manifest of a study says besides the study.
pub struct Origin<'a> {
    pub command: String,
    pub loaded: &'a [Scenario],
}

/// How a run was sampled.
pub(super) struct Sample {
    pub draws: usize,
    pub lost: usize,
    pub seed: u64,
    pub method: Method,
    pub horizon: Option<Horizon>,
    pub interrupted: bool,
}

impl Manifest {
    /// The manifest of a run whose other files are written.
    pub(super) fn new(
        command: &str,
        sample: &Sample,
        loaded: &[Scenario],
        drawn: Option<&Drawn>,
        folder: &Folder,
    ) -> Manifest {
        let left_out = drawn.into_iter().flat_map(|drawn| &drawn.left_out);
        let left_out =
            left_out.map(|(chart, reason)| ChartLeftOut { chart: chart.clone(), reason: reason.clone() });
        let outputs = folder.written().iter();
        Manifest {
            schema_version: SCHEMA,
            program: PROGRAM.to_string(),
            version: env!("CARGO_PKG_VERSION").to_string(),
            commit: env!("POTASH_COMMIT").to_string(),
            command: command.to_string(),
            draws: sample.draws,
            seed: sample.seed,
            stream: STREAM.to_string(),
            sampler: sample.method.word().to_string(),
            horizon: sample.horizon,
            interrupted: sample.interrupted,
            draws_lost: sample.lost,
            scenarios: loaded.iter().map(ScenarioInputs::new).collect(),
            charts_left_out: left_out.collect(),
            outputs: outputs
                .map(|(file, sha)| FileHash { file: file.clone(), sha256: sha.clone() })
                .collect(),
            identity: String::new(),
        }
    }

    /// The bytes of the file, with the identity of all that they say.
    ///
    /// # Errors
    /// A value that JSON has no way to write.
    pub(super) fn bytes(mut self) -> Result<Vec<u8>, WriteError> {
        let mut written = || -> Result<Vec<u8>, serde_json::Error> {
            let all: Map<String, Json> = serde_json::from_value(serde_json::to_value(&self)?)?;
            self.identity = identity(&all);
            let mut bytes = serde_json::to_vec_pretty(&self)?;
            bytes.push(b'\n');
            Ok(bytes)
        };
        written()
            .map_err(|error| WriteError { path: MANIFEST.to_string(), error: std::io::Error::other(error) })
    }
}

impl ScenarioInputs {
    fn new(scenario: &Scenario) -> ScenarioInputs {
        let definition = scenario.definition();
        let input =
            |(name, text): (&str, &str)| FileHash { file: name.to_string(), sha256: hash(text.as_bytes()) };
        let repair = |(a, b, asked, used): &(String, String, f64, f64)| Repair {
            a: a.clone(),
            b: b.clone(),
            asked: *asked,
            used: *used,
        };
        ScenarioInputs {
            name: definition.name.clone(),
            title: definition.title.clone(),
            question: definition.question.clone(),
            settings: scenario.settings().iter().map(Assignment::text).collect(),
            inputs: scenario.files().iter().map(input).collect(),
            resolved_sha256: hash(scenario.resolved().as_bytes()),
            calibration: scenario.calibration().map(CalibrationInputs::from),
            correlations_repaired: definition.correlation.repaired.iter().map(repair).collect(),
            measures: definition.measures.iter().map(|one| dates(definition, one)).collect(),
            parameters: definition.parameters.iter().map(Number::from).collect(),
        }
    }
}

impl From<&UsedCalibration> for CalibrationInputs {
    fn from(used: &UsedCalibration) -> CalibrationInputs {
        CalibrationInputs {
            file: used.file.clone(),
            title: used.title.clone(),
            trained_until: used.trained_until,
            numbers: used.numbers,
            members: used.members,
            members_sha256: used.fingerprint.clone(),
            stated_otherwise: used.own.clone(),
        }
    }
}

fn dates(definition: &Definition, measure: &Measure) -> MeasureDates {
    let date = |instant: f64| time::date(instant).map(|date| date.to_string());
    let when = |transition: Transition| match measure.timing(transition) {
        TimingRule::Never => When::Certain("never".to_string()),
        // A date that no calendar has is one that nobody sees.
        TimingRule::On(instant) => When::Certain(date(*instant).unwrap_or_else(|| "–".to_string())),
        TimingRule::RandomTiming(random) => {
            let after = random.after.map(|event| {
                let other = &definition.measures[event.owner];
                format!("{}.{}", other.name, event.transition.word())
            });
            let to = match random.delay {
                Delay::Window { to, .. } => date(to),
                Delay::Hazard { .. } | Delay::Lag { .. } => None,
            };
            When::Random { from: random.not_before.and_then(date), to, after }
        }
    };
    MeasureDates {
        name: measure.name.clone(),
        by: measure.by.clone(),
        imposed: when(Transition::Imposed),
        lifted: when(Transition::Lifted),
        reimposed: when(Transition::Reimposed),
    }
}

impl From<&Value> for NumberValue {
    fn from(value: &Value) -> NumberValue {
        match value {
            Value::Fixed(value) => NumberValue::Fixed(*value),
            Value::Uncertain(distribution) => NumberValue::Uncertain(distribution.describe()),
        }
    }
}

impl From<&Parameter> for Number {
    fn from(parameter: &Parameter) -> Number {
        Number {
            path: parameter.path.clone(),
            value: NumberValue::from(&parameter.value),
            unit: parameter.dimension.inner().to_string(),
            basis: parameter.basis.map(|basis| basis.word().to_string()),
            source: parameter.source.as_deref().map(str::to_string),
        }
    }
}
