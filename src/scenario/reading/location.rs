//! Where a scenario is: a file, one that comes with the program, or a text in memory; and where the names in it lead.

use super::library::{self, SCHEME};
use super::limits::LARGEST_FILE;
use super::problem::{Problems, meant};
use crate::input::{ReadError, read_text};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Texts in memory by their names, with `/` between folders.
pub type Texts = BTreeMap<String, String>;

/// A file, a shipped scenario, or a text in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "positions and parameters are named for what they are")]
pub enum Location {
    /// `named` is how it is called, and where the names in it begin; `real` is what is opened.
    File { named: PathBuf, real: PathBuf },
    /// The file's name in the library.
    Shipped(&'static str),
    /// One of several texts, which name one another as files of a folder do.
    Memory { name: String, texts: Arc<Texts> },
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::File { named, .. } => named.display().fmt(f),
            Location::Shipped(file) => f.write_str(&library::title(file)),
            Location::Memory { name, .. } => f.write_str(name),
        }
    }
}

/// A name that leads nowhere, or nowhere allowed: what is wrong, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub what: String,
    pub help: String,
}

impl Refusal {
    fn new<T>(what: impl Into<String>, help: impl Into<String>) -> Result<T, Refusal> {
        Err(Refusal { what: what.into(), help: help.into() })
    }
}

impl Location {
    /// A file, whatever its name looks like.
    pub fn file(path: &Path) -> Location {
        Location::File { named: path.to_path_buf(), real: path.to_path_buf() }
    }

    /// What a word on the command line means: `potash:NAME` a shipped scenario; a word with a folder or ending in
    /// `.toml` a file; any other word a shipped scenario of that name, or a file of that very name, but never one
    /// where it could be the other.
    ///
    /// # Errors
    /// A word that means nothing, or two things: what to write instead.
    pub fn named(word: &Path) -> Result<Location, String> {
        let file = || Ok(Location::file(word));
        let Some(text) = word.to_str() else { return file() };
        if let Some(name) = text.strip_prefix(SCHEME) {
            let found = library::scenario(name).map(Location::Shipped);
            return found
                .map_or_else(|| no_scenario(name), Ok)
                .map_err(|Refusal { what, help }| format!("{what}; {help}"));
        }
        if text.is_empty() {
            return Err("a scenario without a name; `potash list scenarios` names all there are".to_string());
        }
        let is_path = text.contains(std::path::is_separator) || text.to_lowercase().ends_with(".toml");
        if is_path {
            return file();
        }
        match (library::scenario(text), word.is_file()) {
            (Some(_), true) => Err(format!(
                "`{text}` is a shipped scenario and a file in this folder; write {SCHEME}{text} or ./{text}"
            )),
            (Some(shipped), false) => Ok(Location::Shipped(shipped)),
            (None, true) => file(),
            // Told as what it is when it is read.
            (None, false) if word.exists() => file(),
            (None, false) => Err(unknown(text)),
        }
    }

    /// The name that a scenario has from where it is: letters, digits and hyphens.
    pub fn name(&self) -> String {
        slug(&self.stem())
    }

    /// The file's name without the ending.
    fn stem(&self) -> String {
        let path = match self {
            Location::File { named, .. } => named.as_path(),
            Location::Shipped(file) => Path::new(file),
            Location::Memory { name, .. } => Path::new(name),
        };
        path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    }

    /// Whether both are the same file, by whatever names.
    pub(super) fn is(&self, other: &Location) -> bool {
        match (self, other) {
            (Location::Shipped(a), Location::Shipped(b)) => a == b,
            (Location::Memory { name: a, .. }, Location::Memory { name: b, .. }) => a == b,
            (Location::File { real: a, .. }, Location::File { real: b, .. }) => {
                a == b || a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b))
            }
            _ => false,
        }
    }

    /// What the file says.
    pub(super) fn read(&self) -> Result<String, Problems> {
        match self {
            Location::Shipped(file) => Ok(library::text(file).to_string()),
            Location::Memory { name, texts } => in_memory(name, texts).map(str::to_string),
            Location::File { named, real } => {
                read_text(real, LARGEST_FILE).map_err(|error| self.unreadable(named, error))
            }
        }
    }

    /// What the text beside this one says that this one names.
    pub(super) fn beside(&self, name: &str) -> Result<Location, Refusal> {
        self.follow(name, Path::new(""))
    }

    fn unreadable(&self, named: &Path, error: ReadError) -> Problems {
        let path = named.display().to_string();
        match error {
            ReadError::Io { error, .. } => {
                let there =
                    library::find(&self.stem()).filter(|_| error.kind() == std::io::ErrorKind::NotFound);
                let hint = there.map(|file| {
                    let name = library::title(file);
                    format!("; to have the shipped one, write {name}")
                });
                Problems::Unreadable { path, reason: format!("{error}{}", hint.unwrap_or_default()) }
            }
            ReadError::NotAFile { what, .. } => {
                let one = toml_files(named).into_iter().next();
                let hint =
                    one.map(|one| format!("; name a file in it, such as {}", named.join(one).display()));
                let reason = format!("this is {what}, not a scenario file{}", hint.unwrap_or_default());
                Problems::InvalidFile { path, reason }
            }
            ReadError::TooLarge { limit, .. } => {
                let reason = format!("the file has more than {limit} bytes (1 MiB), too many for a scenario");
                Problems::InvalidFile { path, reason }
            }
            ReadError::NotText { .. } => {
                let reason = "the file is not UTF-8 text; save it as UTF-8".to_string();
                Problems::InvalidFile { path, reason }
            }
            error @ ReadError::Outside { .. } => Problems::InvalidFile { path, reason: error.to_string() },
        }
    }

    /// Where a name leads that the file here gives: to a shipped file, or to a file by its path from this one's
    /// folder, symbolic links followed, in or below `root`.
    pub(super) fn follow(&self, name: &str, root: &Path) -> Result<Location, Refusal> {
        if let Some(name) = name.strip_prefix(SCHEME) {
            return shipped(name);
        }
        let own = match self {
            Location::Shipped(from) => {
                return match library::beside(from, name) {
                    Some(file) => Ok(Location::Shipped(file)),
                    None => {
                        Refusal::new(format!("there is no shipped file `{name}`"), "name one that is shipped")
                    }
                };
            }
            Location::Memory { name: from, texts } => return beside(from, name, texts),
            Location::File { named, .. } => named,
        };
        let odd = |part: Component<'_>| matches!(part, Component::RootDir | Component::Prefix(_));
        if name.is_empty() || Path::new(name).components().any(odd) {
            let what = format!("`{name}` leaves the scenario folder: it is no relative path");
            return Refusal::new(what, "write the path as seen from this file, without the folders above");
        }
        if cfg!(unix) && name.contains('\\') {
            return Refusal::new(format!("`{name}` has a backslash in it"), "write / between folders");
        }
        let named = own.with_file_name("").join(name);
        match named.canonicalize() {
            Ok(real) if real.starts_with(root) => return Ok(Location::File { named, real }),
            // Of what is outside it is not even told whether it is there.
            Err(_)
                if nearest(&named).is_some_and(|real| real.starts_with(root))
                    && stays(folder_of(own), name, root) =>
            {
                return self.nothing(name, &named);
            }
            _ => {}
        }
        let help = format!("it may be in or below {}; --root FOLDER allows another folder", root.display());
        Refusal::new(format!("`{name}` leaves the scenario folder"), help)
    }

    /// There is no such file: what is there instead.
    fn nothing(&self, name: &str, named: &Path) -> Result<Location, Refusal> {
        let folder = folder_of(named);
        let file = Path::new(name).file_name().unwrap_or_default().to_string_lossy();
        let there = toml_files(folder);
        let near = meant(&file, there.iter().map(String::as_str));
        let stem = file.strip_suffix(".toml").unwrap_or(&file);
        let help = match (near, library::scenario(stem).map(library::title).or_else(|| near_title(stem))) {
            (Some(near), _) => format!("did you mean `{}`?", Path::new(name).with_file_name(near).display()),
            (None, Some(shipped)) => format!("to have the shipped one, write \"{shipped}\""),
            (None, None) if there.is_empty() => format!("there is no .toml file in {}", folder.display()),
            (None, None) => format!("one of: {}", there.join(", ")),
        };
        Refusal::new(format!("there is no file `{name}`"), help)
    }
}

/// The folder below which a scenario may name files: the one asked for; else the working folder, if the scenario is
/// in or below it; else the scenario's own.
///
/// # Errors
/// A folder that is not there.
pub(super) fn root_of(location: &Location, asked: Option<&Path>) -> Result<PathBuf, Problems> {
    let named = match location {
        Location::File { named, .. } => named.as_path(),
        Location::Shipped(_) => Path::new("."),
        Location::Memory { .. } => return Ok(PathBuf::new()),
    };
    let real = |folder: &Path| {
        folder.canonicalize().map_err(|error| Problems::Unreadable {
            path: folder.display().to_string(),
            reason: error.to_string(),
        })
    };
    if let Some(asked) = asked {
        return real(asked);
    }
    let own = real(folder_of(named))?;
    // Without a working folder there is the scenario's own.
    let here = Path::new(".").canonicalize().ok().filter(|here| own.starts_with(here));
    Ok(here.unwrap_or(own))
}

/// A text by its name.
fn in_memory<'a>(name: &str, texts: &'a Texts) -> Result<&'a str, Problems> {
    let missing = || Problems::Unreadable {
        path: name.to_string(),
        reason: format!("there is no such text; there are {}", names_of(texts)),
    };
    texts.get(name).map(String::as_str).ok_or_else(missing)
}

fn names_of(texts: &Texts) -> String {
    texts.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Where a name leads that one of several texts gives.
fn beside(from: &str, name: &str, texts: &Arc<Texts>) -> Result<Location, Refusal> {
    let mut path: Vec<&str> =
        from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    for part in name.split('/') {
        match part {
            "." => {}
            ".." if path.pop().is_none() => {
                return Refusal::new(format!("`{name}` leaves the folder of the texts"), "name one of them");
            }
            ".." => {}
            part => path.push(part),
        }
    }
    let path = path.join("/");
    match texts.contains_key(&path) {
        true => Ok(Location::Memory { name: path, texts: Arc::clone(texts) }),
        false => {
            let help = match meant(&path, texts.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", names_of(texts)),
            };
            Refusal::new(format!("there is no text `{path}`"), help)
        }
    }
}

/// The innermost folder of a path that is there.
fn nearest(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find_map(|folder| match folder.as_os_str().is_empty() {
        true => Path::new(".").canonicalize().ok(),
        false => folder.canonicalize().ok(),
    })
}

/// Whether a path stays below `root` as it is written, whatever is there.
fn stays(folder: &Path, name: &str, root: &Path) -> bool {
    let mut path = folder.canonicalize().unwrap_or_default();
    for part in Path::new(name).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
    }
    path.starts_with(root)
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn shipped(name: &str) -> Result<Location, Refusal> {
    library::find(name).map(Location::Shipped).map_or_else(|| no_scenario(name), Ok)
}

/// What to say of a name after `potash:` that is no shipped scenario.
fn no_scenario(name: &str) -> Result<Location, Refusal> {
    let help = match near_title(name) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", library::names().collect::<Vec<_>>().join(", ")),
    };
    Refusal::new(format!("no shipped scenario is called `{name}`"), help)
}

fn near_title(name: &str) -> Option<String> {
    library::near(name).map(|near| format!("{SCHEME}{near}"))
}

/// What to say of a word that is no scenario.
fn unknown(word: &str) -> String {
    let there = toml_files(Path::new("."));
    let same = |file: &&String| file.to_lowercase() == format!("{}.toml", word.to_lowercase());
    let exact = there.iter().find(|file| **file == format!("{word}.toml"));
    let hint = match (exact.or_else(|| there.iter().find(same)), library::near(word)) {
        (Some(file), _) => format!("did you mean the file `{file}`?"),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) if word.contains(',') => "write several with blanks between them;".to_string(),
        (None, None) => "a file's name ends in .toml or has a folder before it;".to_string(),
    };
    format!("no scenario is called `{word}`; {hint} `potash list scenarios` names those that are shipped")
}

/// A name that is safe as a folder and file name. Letters of other alphabets become those that sound like them.
fn slug(name: &str) -> String {
    let mut slug: String = deunicode::deunicode(name)
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    while slug.contains("--") {
        slug = slug.replace("--", "-");
    }
    let slug: String = slug.trim_matches('-').chars().take(64).collect();
    if slug.is_empty() { "scenario".to_string() } else { slug }
}

fn toml_files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.to_lowercase().ends_with(".toml"));
    names.sort();
    names
}
