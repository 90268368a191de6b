//! Nothing that a scenario states is ignored: it holds, or it is refused or warned of.

mod common;

use common::shipped::shipped_copy;
use potash::scenario::Definition;
use potash::scenario::{Assignment, Problems, Scenario};
use std::fs;
use std::path::Path;

/// A scenario in a folder with the shipped ones.
fn scenario(text: &str, settings: &[&str]) -> Definition {
    let folder = shipped_copy();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    let settings: Vec<Assignment> = settings.iter().map(|s| Assignment::parse(s).unwrap()).collect();
    Scenario::load(&path, &settings).unwrap().into_definition()
}

/// What loading a scenario beside the shipped ones warns of, in order of place.
fn warnings(text: &str, settings: &[&str]) -> Vec<String> {
    let folder = shipped_copy();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    let settings: Vec<Assignment> = settings.iter().map(|s| Assignment::parse(s).unwrap()).collect();
    let loaded = Scenario::load(&path, &settings).unwrap();
    loaded.warnings().iter().map(|warning| warning.what.clone()).collect()
}

/// Everything that is wrong with a scenario beside the shipped ones, with what would be right.
fn faults(text: &str) -> Vec<String> {
    let folder = shipped_copy();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    match Scenario::load(&path, &[]) {
        Ok(_) => Vec::new(),
        Err(Problems::Faults { list, .. }) => {
            list.iter().map(|p| format!("{}: {}", p.what, p.help)).collect()
        }
        Err(other) => panic!("{other}"),
    }
}

const US_ONLY: &str = "title = \"T\"\nextends = \"us-only.toml\"\n";

#[test]
fn what_has_no_effect_is_warned_of_in_one_line_each() {
    let statements = [
        ("[measure.x]\nimposed = 2027-03-01", "changes nothing"),
        ("[measure.x]\nimposed = 2050-03-01\n[measure.x.access.belarus]\nindia = 0.5", "never in force"),
        (
            "[measure.x]\nimposed = 2027-03-01\nlifted = 2031-01-01\n[measure.x.access.belarus]\nindia = 0.5",
            "cannot come",
        ),
        (
            "[measure.x]\nimposed = 2017-03-01\nlifted = 2018-01-01\n[measure.x.access.belarus]\nindia = 0.5",
            "over before",
        ),
        (
            "[measure.x]\nimposed = 2027-03-01\n[measure.x.tariff.laos]\nusa = 0.5",
            "laos does not trade with usa",
        ),
        (
            "[measure.x]\nimposed = 2027-03-01T08:00:00Z\n[measure.x.access.belarus]\nindia = 0.5",
            "the hour and the zone",
        ),
        (
            "[measure.x]\nimposed = 2027-03-01\n[measure.x.access.belarus]\nindia = 0.5\n[measure.x.corridor.klaipeda]\nopen = true",
            "not open one",
        ),
        (
            "[measure.x]\nimposed = 2027-03-01\nrecovery = { half_life_quarters = 2 }\n[measure.x.tariff.belarus]\nindia = 0.5",
            "only access and friction",
        ),
        ("[correlation.\"model.sigma\"]\n\"exporter.canada.fob\" = 0.5", "the same in every draw"),
        (
            "[disruption.x]\nexporter = \"canada\"\nrate_per_year = 0\ncapacity_factor = 0.5\nduration_quarters = 1",
            "never comes",
        ),
        (
            "[disruption.x]\nexporter = \"canada\"\nrate_per_year = 1\ncapacity_factor = 1\nduration_quarters = 1",
            "takes no capacity",
        ),
        ("[exporter.canada]\nrent_share = 0.5", "no corridor serves canada"),
        ("[exporter.canada]\ncontract_lag_quarters = 2", "that of the focus"),
        ("[exporter.x]\nfob = 240\nsupply_elasticity = 0.2", "sells nothing"),
        ("[market.x]\ndemand_elasticity = 0.2", "buys nothing"),
        ("[corridor.x]\ncost = 10\n[corridor.x.serves]\nbelarus = []", "carries nothing"),
        ("[yardstick]\nexporter = \"canada\"", "the yardstick is that of canada"),
    ];
    for (statement, told) in statements {
        let found = warnings(&format!("{US_ONLY}{statement}"), &[]);
        assert!(found.len() == 1 && found[0].contains(told), "{statement}: {found:?}");
    }
    // A process of one's own, in a scenario that extends nothing that moves.
    let still =
        "title = \"T\"\nextends = \"market.toml\"\n[process.cost]\nhalf_life_quarters = 3\nvolatility = 0";
    let found = warnings(still, &[]);
    assert!(found.len() == 1 && found[0].contains("never moves"), "{found:?}");
}

#[test]
fn what_somebody_decided_is_not_warned_of() {
    for file in [
        "market",
        "status-quo",
        "us-only",
        "us-plus-eu",
        "eu-only",
        "klaipeda-only",
        "canada-tariff",
        "snapback",
        "grand-deal",
        "no-sanctions",
        "history",
        "history-2022",
        "sanctions-2022",
    ] {
        let found = warnings(&format!("title = \"T\"\nextends = \"{file}.toml\"\n"), &[]);
        assert!(found.is_empty(), "{file}: {found:?}");
    }
    // Inherited statements that a scenario or a setting switches off.
    let off = "[process.demand]\nvolatility = 0\n[disruption.mine_flood_russia]\nrate_per_year = 0\n[horizon]\nquarters = 2";
    assert_eq!(warnings(&format!("{US_ONLY}{off}"), &[]), Vec::<String>::new());
    for setting in ["index.demand.2025-Q3=1.1", "focus=canada", "horizon.quarters=4"] {
        assert_eq!(warnings(US_ONLY, &[setting]), Vec::<String>::new(), "{setting}");
    }
    // Quarters that are set are laid over the others, which is said.
    let some = warnings(US_ONLY, &["index.ocean_freight={\"2020-Q3\"=1, \"2022-Q2\"=1.4}"]);
    assert!(some.len() == 1 && some[0].contains("of 2023-Q3, 2025-Q3 stays as the files say"), "{some:?}");
}

#[test]
fn a_share_that_looks_like_per_cent_is_refused_unless_it_is_said_to_be_meant() {
    let measure = "[measure.x]\nimposed = 2027-03-01\n";
    let statements = [
        (format!("{measure}[measure.x.access.belarus]\nindia = 50"), "50 looks like per cent; write 0.5"),
        (format!("{measure}[measure.x.access.belarus]\nindia = {{ triangular = [0, 20, 80] }}"), "80 looks like per cent"),
        (format!("{measure}[measure.x.friction.belarus]\nindia = 5"), "5 looks like per cent; write 0.05"),
        (format!("{measure}[measure.x.tariff.belarus]\nindia = 10"), "10 looks like per cent; write 0.1"),
        (format!("{measure}[measure.x.capacity]\nbelarus = 60"), "60 looks like per cent; write 0.6"),
        (format!("{measure}[measure.x.corridor.klaipeda]\ncapacity_factor = 60"), "60 looks like per cent; write 0.6"),
        ("[measure.x]\nimposed = { probability = 30, from = 2027-01-01, to = 2028-01-01 }".into(), "30 looks like per cent; write 0.3"),
        ("[measure.x]\nimposed = { hazard_per_year = 20, from = 2027-01-01 }".into(), "20 looks like per cent; write 0.2"),
        ("[disruption.x]\nexporter = \"canada\"\nrate_per_year = 20\ncapacity_factor = 0.5\nduration_quarters = 1".into(), "write 0.2"),
        ("[disruption.x]\nexporter = \"canada\"\nrate_per_year = 1\ncapacity_factor = 50\nduration_quarters = 1".into(), "write 0.5"),
        ("[duty.canada]\nindia = 5".into(), "5 looks like per cent; write 0.05"),
        ("[process.demand]\nvolatility = 16".into(), "16 looks like per cent; write 0.16"),
        ("[process.demand]\ntrend = 2".into(), "2 looks like per cent; write 0.02"),
        ("[exporter.belarus]\nrent_share = 50".into(), "50 looks like per cent; write 0.5"),
        ("[baseline_share.usa]\ncanada = 85".into(), "85 looks like per cent; write 0.85"),
        ("[correlation.\"model.sigma\"]\n\"model.theta\" = 30".into(), "30 looks like per cent; write 0.3"),
        ("[index.demand]\n\"2030-Q4\" = 125".into(), "an index of which 100 is the base; write 1.25"),
        ("[index.cost]\n\"2030-Q4\" = { lognormal = { median = 120, sigma = 0.1 } }".into(), "an index of which 100 is the base"),
        ("[exporter.laos.expansion]\n\"2025-Q3\" = 400".into(), "write 4"),
        ("[expect.x]\nmetric = \"world_share.belarus\"\nperiod = \"2027\"\nvalue = 20\ntolerance = 1\nsource = \"s\"".into(), "write 0.2"),
    ];
    for (statement, told) in &statements {
        let found = faults(&format!("{US_ONLY}{statement}"));
        assert!(found.first().is_some_and(|fault| fault.contains(told)), "{statement}: {found:?}");
    }
    let meant = [
        format!("{measure}[measure.x.access.belarus]\nindia = {{ value = 1.5, unbounded = true }}"),
        format!(
            "{measure}[measure.x.friction.belarus]\nindia = {{ triangular = [0, 1, 3], unbounded = true }}"
        ),
        "[index.demand]\n\"2030-Q4\" = { value = 100, unbounded = true }".to_string(),
    ];
    for statement in meant {
        assert_eq!(faults(&format!("{US_ONLY}{statement}")), Vec::<String>::new(), "{statement}");
    }
    // The way out is for what has a bound to leave, and is not for what cannot be.
    let idle = "[exporter.canada]\nfob = { value = 240, unbounded = true }";
    assert!(faults(&format!("{US_ONLY}{idle}"))[0].contains("no usual range"));
    let impossible = "[exporter.belarus]\nrent_share = { value = 1.5, unbounded = true }";
    assert!(!faults(&format!("{US_ONLY}{impossible}")).is_empty());
}

#[test]
fn what_is_traded_has_a_freight_be_it_nothing() {
    let mine = "[exporter.x]\nfob = 240\ncapacity = 1.0\nsupply_elasticity = 0.2\n[trade.x]\nindia = 0.5\n";
    let found = faults(&format!("{US_ONLY}{mine}"));
    assert!(
        found.len() == 1 && found[0].contains("add india = <USD/t> to [freight.x], 0 if there is none"),
        "{found:?}"
    );
    let stated = format!("{US_ONLY}{mine}[freight.x]\nindia = 0\n");
    assert_eq!((faults(&stated), warnings(&stated, &[])), (Vec::new(), Vec::new()));
    // A little trade grows to what prices and a long time make of it: it is not nothing for ever.
    let seed = stated.replace("india = 0.5", "india = 0.01");
    assert!(warnings(&seed, &[]).is_empty());
}

#[test]
fn a_reference_value_is_held_against_the_exporter_it_is_of() {
    assert_eq!(
        scenario(US_ONLY, &[]).reference_value.map(|y| y.label),
        Some("before the 2020 crisis".to_string())
    );
    assert_eq!(scenario(US_ONLY, &["focus=canada"]).reference_value, None);
    assert_eq!(scenario(&format!("{US_ONLY}focus = \"canada\"\n"), &[]).reference_value, None);
    let own = "focus = \"canada\"\n[yardstick]\nexporter = \"canada\"\nlabel = \"in 2019\"\nrevenue = 5.0\n";
    assert_eq!(scenario(&format!("{US_ONLY}{own}"), &[]).reference_value.unwrap().label, "in 2019");
    // Whose it is has to be said.
    let market = fs::read_to_string(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios/market.toml"),
    )
    .unwrap();
    let silent: String =
        market.lines().filter(|line| !line.starts_with("exporter = ")).map(|l| format!("{l}\n")).collect();
    let found = faults(&silent);
    assert!(found.len() == 1 && found[0].contains("add exporter = \"belarus\""), "{found:?}");
}

fn potash(arguments: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_potash"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn warnings_are_told_by_check_and_once_by_a_run() {
    let folder = shipped_copy();
    let idle = format!("{US_ONLY}[measure.x]\nimposed = 2027-03-01\n");
    fs::write(folder.path().join("mine.toml"), &idle).unwrap();
    fs::write(
        folder.path().join("other.toml"),
        "title = \"O\"\nextends = \"mine.toml\"\n[horizon]\nquarters = 4\n",
    )
    .unwrap();
    let (code, out, _) = potash(&["check", "mine.toml"], folder.path());
    assert_eq!(code, Some(0));
    assert!(out.contains("warns    mine.toml:3:10: `measure.x` changes nothing"), "{out}");
    let (_, out, _) = potash(&["check", "--json", "mine.toml"], folder.path());
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let warning = &json["files"][0]["warnings"][0];
    assert_eq!(
        (warning["line"].as_u64(), warning["file"].as_str()),
        (Some(3), Some("mine.toml")),
        "{json:#}"
    );
    let compared = ["compare", "mine.toml", "other.toml", "--draws", "2", "--set", "horizon.quarters=2"];
    let (code, _, err) = potash(&compared, folder.path());
    assert_eq!((code, err.matches("changes nothing").count()), (Some(0), 1), "{err}");
    let swept =
        ["sweep", "mine.toml", "--list", "model.sigma=3,4", "--draws", "2", "--set", "horizon.quarters=2"];
    let (code, _, err) = potash(&swept, folder.path());
    assert_eq!((code, err.matches("changes nothing").count()), (Some(0), 1), "{err}");
}

#[test]
fn check_tells_how_many_draws_a_distribution_would_lose() {
    let folder = shipped_copy();
    let narrow = "exporter.belarus.capacity={uniform=[11, 13]}";
    let (code, out, _) = potash(&["check", "us-only.toml", "--set", narrow], folder.path());
    assert_eq!(code, Some(0));
    // 0.14 of 2 Mt lie below the baseline's exports of 11.14.
    assert!(out.contains("6.8 % of draws make no valid world"), "{out}");
    let share = "baseline_share.usa.canada={uniform=[0.85, 0.97]}";
    let (_, out, _) = potash(&["check", "us-only.toml", "--set", share], folder.path());
    // Belarus keeps its own 5 %: what is left is less than nothing in every sixth draw.
    assert!(
        out.contains("% of draws make no valid world") && out.contains("in usa the stated shares"),
        "{out}"
    );
    let (_, out, _) = potash(&["check", "us-only.toml"], folder.path());
    assert!(!out.contains("warns"), "{out}");
}

#[test]
fn one_draw_has_no_interval_and_prices_off_every_record_are_a_caution() {
    let folder = shipped_copy();
    let one = ["run", "us-only.toml", "--draws", "1", "--set", "horizon.quarters=4", "--quiet"];
    let (_, out, _) = potash(&one, folder.path());
    assert!(out.contains("1 draw is too few for intervals") && !out.contains("ten times"), "{out}");
    assert!(!out.contains(" to ") || !out.contains("a year ("), "{out}");
    let far = "index.demand.2025-Q3={value=9, unbounded=true}";
    let run = ["run", "us-only.toml", "--draws", "3", "--set", "horizon.quarters=2", "--set", far, "--quiet"];
    let (_, out, _) = potash(&run, folder.path());
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("more than ten times its baseline price, which never happened"), "{out}");
}

/// A market of one seller whose price nobody knows, with a figure of revenue for each of two years.
const HISTORY: &str = "title = \"One\"\nfocus = \"a\"\n[horizon]\nstart = \"2020-Q1\"\nquarters = 8\n[model]\nsigma = 4\n\
    [exporter.a]\nbaseline_revenue = { normal = { mean = 2.4, sd = 0.3 }, min = 0.1 }\nsupply_elasticity = 0.3\n\
    [market.x]\ndemand_elasticity = 0.3\n[trade.a]\nx = 10\n[freight.a]\nx = 0\n[history]\ntraining_until = 2020\n\
    [target.revenue]\nmetric = \"revenue.a\"\nsource = \"made up\"\n2020 = { value = 2.5, error = 0.2 }\n\
    2021 = { value = 2.5, error = 0.2 }\n";

#[test]
fn what_was_learnt_from_all_figures_says_whether_it_was_tested() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    let learn = |file: &str, name: &str| {
        let learn = [
            "calibrate",
            file,
            "--until",
            "2021",
            "--draws",
            "4000",
            "--members",
            "100",
            "--quiet",
            "--name",
            name,
        ];
        potash(&learn, folder.path())
    };
    // Nothing beats persistence where nothing changes: the test of what 2020 teaches fails, and what all years
    // teach is not written, though 2020 was not asked for.
    write("history.toml", HISTORY);
    let (code, out, err) = learn("history.toml", "failing");
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(!folder.path().join("outputs/failing/to-2021.toml").exists());
    let failed = read("outputs/failing/to-2020.toml");
    assert!(failed.contains("tested = \"failed: ") && failed.contains("better than persistence"), "{failed}");
    // A history that holds nothing out cannot be tested, and says so.
    write("whole.toml", &HISTORY.replace("training_until = 2020", "training_until = 2021"));
    let (code, out, err) = learn("whole.toml", "whole");
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(read("outputs/whole/to-2021.toml").contains("tested = \"not tested\""));
    // Whoever takes it says it too: check, the end of an answer, and a warning.
    for file in ["to-2021.toml", "to-2021.csv"] {
        fs::copy(folder.path().join("outputs/whole").join(file), folder.path().join(file)).unwrap();
    }
    write("mine.toml", "title = \"Mine\"\nextends = \"whole.toml\"\ncalibration = \"to-2021.toml\"\n");
    let (_, out, _) = potash(&["check", "mine.toml"], folder.path());
    assert!(out.contains("its test: not tested") && out.contains("warns    mine.toml:3:"), "{out}");
    let (code, out, err) = potash(&["run", "mine.toml", "--draws", "30"], folder.path());
    assert_eq!(code, Some(0), "{err}");
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("The test of what was learnt: not tested.") && err.contains("has not passed the test"),
        "{out}{err}"
    );
}
