//! What makes two runs the same: everything that their manifests say, but for how the run was asked for.

use super::{MANIFEST, hash};
use potash::input::{below, read_limited};
use serde_json::{Map, Value};
use std::path::Path;

/// What `program` says in every manifest of ours.
pub const PROGRAM: &str = "potash";

/// Largest manifest that is read, bytes.
pub const MANIFEST_LIMIT: u64 = 64 << 20;

/// The identity of a run: a hash of its manifest, which has the hash of every file of the run, without what may
/// differ between runs that found the same: the words of the command, the program's commit, the paths of inputs.
pub fn identity(manifest: &Map<String, Value>) -> String {
    let mut own = manifest.clone();
    for key in ["command", "commit", "identity"] {
        own.remove(key);
    }
    let scenarios = own.get_mut("scenarios").and_then(Value::as_array_mut);
    let inputs = |scenario: &mut Value| scenario.get_mut("inputs").and_then(Value::as_array_mut).cloned();
    for scenario in scenarios.into_iter().flatten() {
        let Some(inputs) = inputs(scenario) else { continue };
        let hashes = inputs.iter().map(|input| input.get("sha256").cloned().unwrap_or_default()).collect();
        if let Some(scenario) = scenario.as_object_mut() {
            scenario.insert("inputs".to_string(), hashes);
        }
    }
    hash(Value::Object(own).to_string().as_bytes())
}

/// A run that stands in a folder, as its manifest says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Held {
    pub identity: String,
    /// The files that are the run's, with their SHA-256; names that lead elsewhere are not among them.
    pub files: Vec<(String, String)>,
}

/// What stands under a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Holder {
    Nothing,
    Run(Held),
    /// Something that is no run of ours.
    Other,
}

impl Holder {
    /// Looks at a path. A link is never a run's folder, wherever it leads: it is somebody's own.
    pub fn of(path: &Path) -> Holder {
        match path.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Holder::Nothing,
            Ok(about) if about.is_dir() => run_in(path).map_or(Holder::Other, Holder::Run),
            _ => Holder::Other,
        }
    }
}

/// The run in a folder; none if its manifest is not one of potash.
fn run_in(folder: &Path) -> Option<Held> {
    let bytes = read_limited(&below(folder, MANIFEST).ok()?, MANIFEST_LIMIT).ok()?;
    let manifest: Map<String, Value> = serde_json::from_slice(&bytes).ok()?;
    if manifest.get("program").and_then(Value::as_str) != Some(PROGRAM) {
        return None;
    }
    Some(Held { identity: identity(&manifest), files: files(&manifest) })
}

/// The files that a manifest names in its own folder.
fn files(manifest: &Map<String, Value>) -> Vec<(String, String)> {
    let of = |output: &Value| {
        let text = |key: &str| output.get(key).and_then(Value::as_str).map(String::from);
        let (file, sha) = (text("file")?, text("sha256")?);
        let plain = potash::input::is_below(&file) && Path::new(&file).components().count() == 1;
        plain.then_some((file, sha))
    };
    let outputs = manifest.get("outputs").and_then(Value::as_array);
    outputs.into_iter().flatten().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: Value) -> String {
        identity(value.as_object().unwrap())
    }

    #[test]
    fn runs_are_the_same_if_all_that_they_found_and_were_made_from_is() {
        let manifest = |command: &str, input: &str, sha: &str, seed: u64| {
            let inputs = json!([{ "file": input, "sha256": sha }]);
            of(json!({ "command": command, "seed": seed, "scenarios": [{ "inputs": inputs }] }))
        };
        let one = manifest("potash run a.toml", "a.toml", "1", 1);
        assert_eq!(one, manifest("potash run ./a.toml", "./a.toml", "1", 1));
        assert_ne!(one, manifest("potash run a.toml", "a.toml", "2", 1));
        assert_ne!(one, manifest("potash run a.toml", "a.toml", "1", 2));
    }

    #[test]
    fn a_folder_is_a_run_only_if_its_manifest_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let holder = |text: &str| {
            std::fs::write(folder.path().join(MANIFEST), text).unwrap();
            Holder::of(folder.path())
        };
        for other in ["{\"name\": \"my web app\"}", "{}", "", "[]", "{\"program\": \"other\"}"] {
            assert_eq!(holder(other), Holder::Other, "{other}");
        }
        let outputs = "[{\"file\": \"a\", \"sha256\": \"1\"}, {\"file\": \"../b\", \"sha256\": \"2\"}]";
        let run = holder(&format!("{{\"program\": \"potash\", \"outputs\": {outputs}}}"));
        assert!(matches!(run, Holder::Run(held) if held.files == [("a".to_string(), "1".to_string())]));
        assert_eq!(Holder::of(&folder.path().join("nothing")), Holder::Nothing);
    }
}
