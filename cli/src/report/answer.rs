//! What a run found, as `--json` prints it and `results.json` keeps it.

use super::folder::WriteError;
use potash::results::attribution::Attribution;
use potash::results::sensitivity::Sensitivity;
use potash::simulate::judgements::Judgements;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The file that results stand in.
pub const RESULTS: &str = "results.json";
/// The form of results; another number is another program's.
pub const SCHEMA: u64 = 4;

/// A run's results with what has to be known of them.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Answer<R> {
    /// The form that this is written in.
    pub schema_version: u64,
    /// The program's version.
    pub version: String,
    /// Where the run's files are; absent where there are none, and in those files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// What has to be known before the results are read, in sentences.
    #[serde(default)]
    pub cautions: Vec<String>,
    /// What was found, in sentences.
    #[serde(default)]
    pub findings: Vec<String>,
    /// The results.
    pub results: R,
}

/// What is found without a run's folder.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// `attribute`.
    Attribution(Attribution),
    /// `sensitivity`.
    Sensitivity(Sensitivity),
    /// `judgements`.
    Judgements(Judgements),
}

impl<R: Serialize> Answer<R> {
    /// An answer without the words.
    pub fn new(results: R) -> Answer<R> {
        let (cautions, findings) = (Vec::new(), Vec::new());
        let version = env!("CARGO_PKG_VERSION").to_string();
        Answer { schema_version: SCHEMA, version, folder: None, cautions, findings, results }
    }

    /// The bytes of the run's file.
    ///
    /// # Errors
    /// A value that JSON has no way to write.
    pub fn bytes(&self) -> Result<Vec<u8>, WriteError> {
        serde_json::to_vec(self)
            .map_err(|error| WriteError { path: RESULTS.to_string(), error: std::io::Error::other(error) })
    }
}
