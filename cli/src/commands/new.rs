//! `potash new`: a scenario of one's own that differs from another in one number, or in those that were set.

use super::console;
use super::error::CliError;
use super::list::value;
use super::open;
use super::overrides::Overrides;
use super::terminal;
use super::world_check::check_world;
use crate::report::folder::{Existing, write_file};
use clap::Args;
use potash::scenario::parameter::{Parameter, Value};
use potash::scenario::{Assignment, Draft, Location, Scenario, meaning, toml_text};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct New {
    /// File to write, ending in .toml; - for stdout
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Scenario that it differs from: a file, or the name of a shipped one
    #[arg(long, value_name = "SCENARIO", default_value = "us-only")]
    from: PathBuf,
    /// Write this number instead of one that is chosen for you; the value is TOML. May be repeated
    #[arg(long, value_name = "PATH=VALUE", value_parser = super::overrides::plain)]
    set: Vec<Assignment>,
    /// Folder below which scenario files may name one another [default: the working folder, if the file is in or
    /// below it, else the file's own]
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Overwrite what is there
    #[arg(long)]
    force: bool,
    /// Print nothing on stderr but errors and where results went
    #[arg(long, short)]
    quiet: bool,
}

pub(super) fn run(arguments: &New) -> Result<(), CliError> {
    let New { file, from, root, quiet, .. } = arguments;
    let stdout = file == Path::new("-");
    let path = if stdout { Path::new("scenario.toml") } else { file };
    let location = target(path, arguments.force || stdout)?;
    let settings = Overrides { set: Vec::new(), prior: false, nominal: false, root: root.clone() };
    let parent = open::locate(from, *quiet)?;
    if parent.name() == location.name() {
        let name = parent.name();
        return Err(CliError::Usage(format!(
            "{} would be called `{name}` like the scenario it is made from; choose another name",
            path.display()
        )));
    }
    let parent_loaded = open::one(from, &settings, *quiet)?;
    let changed = match arguments.set.as_slice() {
        [] => vec![chosen(&parent_loaded)?],
        set => set.to_vec(),
    };
    let words = Words {
        file: if stdout { "FILE".to_string() } else { shown(path) },
        from: super::shell::quoted(&from.display().to_string()),
        extends: name_of(&parent, path)?,
    };
    let text = text(&parent_loaded, &changed, &words);
    let draft = Draft::of_text(&location, &text, root.as_deref())?;
    check_world(path, draft.with(&[])?, *quiet)?;
    if stdout {
        return console::print(&text);
    }
    let existing = if arguments.force { Existing::Overwrite } else { Existing::Keep };
    write_file(path, text.as_bytes(), existing)?;
    if !quiet {
        let Words { file, from, .. } = words;
        terminal::note(&format!(
            "{file} is written. Change its number, then:\n  potash check {file}\n  potash compare {from} {file}\n"
        ));
    }
    Ok(())
}

/// The file to write, which must not be there.
fn target(path: &Path, may_be_there: bool) -> Result<Location, CliError> {
    let shown = path.display();
    if path.extension().is_none_or(|ending| ending != "toml") {
        return Err(CliError::Usage(format!("end the file's name in .toml: {shown}.toml")));
    }
    if path.symlink_metadata().is_ok() && !may_be_there {
        return Err(CliError::Usage(format!("{shown} is there already; --force overwrites it")));
    }
    let home = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(home) = home.filter(|home| !home.is_dir()) {
        return Err(CliError::Usage(format!("there is no folder {}; make it first", home.display())));
    }
    Ok(Location::file(path))
}

fn shown(path: &Path) -> String {
    super::shell::quoted(&path.display().to_string())
}

/// The number to change where none is named: one whose change can be seen in the results.
fn chosen(loaded: &Scenario) -> Result<Assignment, CliError> {
    // A tenth more than nothing is nothing, which nobody would see.
    let is_zero = |parameter: &&Parameter| matches!(parameter.value, Value::Fixed(0.0));
    let numbers: Vec<&Parameter> =
        loaded.definition().parameters.iter().filter(|one| !is_zero(one)).collect();
    let uncertain =
        |parameter: &&&Parameter| matches!(parameter.value, Value::Uncertain(_)) && !parameter.recurs;
    let is = |parameter: &&&Parameter, section: &str, key: &str| {
        parameter.path.starts_with(section) && parameter.path.ends_with(key)
    };
    let found = None
        .or_else(|| numbers.iter().find(|one| one.path == "corridor.russian_baltic.cost"))
        .or_else(|| numbers.iter().filter(uncertain).find(|one| is(one, "corridor.", ".cost")))
        .or_else(|| numbers.iter().filter(uncertain).find(|one| is(one, "market.", ".demand_elasticity")))
        .or_else(|| numbers.iter().find(uncertain))
        .or_else(|| numbers.first());
    let Some(number) = found else {
        let name = loaded.name();
        return Err(CliError::Data(format!("{name} has no number that could be changed")));
    };
    let value = match &number.value {
        // Near its end, so that something is to be seen, and surely allowed.
        Value::Uncertain(distribution) => short(distribution.quantile(0.9)),
        Value::Fixed(value) => short(1.1 * value),
    };
    Ok(Assignment { path: number.path.clone(), value })
}

/// Two digits.
fn short(value: f64) -> String {
    format!("{value:.1e}").parse::<f64>().unwrap_or(value).to_string()
}

/// How a scenario at `path` names the one it extends.
fn name_of(parent: &Location, path: &Path) -> Result<String, CliError> {
    let Location::File { named, .. } = parent else { return Ok(parent.to_string()) };
    let real = |path: &Path| {
        path.canonicalize().map_err(|error| CliError::Io(format!("{}: {error}", path.display())))
    };
    let home = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (home, there) = (real(home)?, real(named)?);
    let common = home.components().zip(there.components()).take_while(|(a, b)| a == b).count();
    let up = home.components().skip(common).map(|_| "..".to_string());
    let down = there.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// What the new file says of itself and others.
struct Words {
    file: String,
    /// The parent, as the command line names it.
    from: String,
    /// The parent, as the file names it.
    extends: String,
}

/// The file: what to do with it, title, question, parent, and what is changed, by tables.
fn text(parent: &Scenario, changed: &[Assignment], words: &Words) -> String {
    let Words { file, from, extends } = words;
    let what = if changed.len() == 1 { "one number" } else { "some numbers" };
    // Without values, which are there to be changed.
    let said: Vec<&str> = changed.iter().map(|one| one.path.as_str()).collect();
    let verb = if changed.len() == 1 { "was" } else { "were" };
    let title = format!("{}, with {what} changed", parent.definition().title);
    let question = format!("What if {} {verb} different?", said.join(" and "));
    let mut text = format!(
        "# {extends} with {what} changed; all else is as there.\n\
         #\n\
         # 1. Say what it asks: title and question.\n\
         # 2. Change the number, and say where it comes from: `source`, and `basis`, one of data, literature,\n\
         #    calibrated, judgement, definition. Every number that can be changed: potash list paths {file}\n\
         # 3. See that all is well:           potash check {file}\n\
         # 4. See what difference it makes:   potash compare {from} {file}\n\
         \n\
         title    = {}\n\
         question = {}\n\
         extends  = {}\n",
        toml_text(&title),
        toml_text(&question),
        toml_text(extends)
    );
    let mut tables: Vec<(&str, Vec<String>)> = Vec::new();
    for one in changed {
        let (table, key) = one.path.rsplit_once('.').unwrap_or(("", &one.path));
        let line = line(parent, one, key);
        match tables.iter_mut().find(|(known, _)| *known == table) {
            Some((_, lines)) => lines.push(line),
            None => tables.push((table, vec![line])),
        }
    }
    // What belongs to no table must come before the first.
    tables.sort_by_key(|(table, _)| !table.is_empty());
    for (table, lines) in tables {
        text.push_str(&if table.is_empty() { "\n".to_string() } else { format!("\n[{table}]\n") });
        lines.iter().for_each(|line| text.push_str(line));
    }
    text
}

/// A key and its value, with what it means and what it was before it.
fn line(parent: &Scenario, one: &Assignment, key: &str) -> String {
    let number = parent.definition().parameters.iter().find(|known| known.path == one.path);
    let value_given = one.toml();
    let Some(number) = number else { return format!("{key} = {value_given}\n") };
    let unit = number.dimension.inner();
    let meaning = meaning::of_number(&number.path).map(|meaning| format!("{meaning}; ")).unwrap_or_default();
    let before = format!("{} {}", value(number), if unit == "1" { "" } else { unit });
    let comment = format!("# {meaning}before: {}\n", before.trim_end());
    let provenance = format!("unit = {}, basis = \"judgement\", source = \"say here why\"", toml_text(unit));
    let inner = value_given.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim);
    match (inner, value_given.parse::<f64>()) {
        (_, Ok(_)) => format!("{comment}{key} = {{ value = {value_given}, {provenance} }}\n"),
        (Some(inner), _) if !["unit", "basis", "source"].iter().any(|word| inner.contains(word)) => {
            format!("{comment}{key} = {{ {inner}, {provenance} }}\n")
        }
        _ => format!("{comment}{key} = {value_given}\n"),
    }
}
