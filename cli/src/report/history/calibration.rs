//! The calibration: how much of the prior is left, what moved, and the files that scenarios take it from.

use super::super::cautions;
use super::super::csv::csv;
use super::super::folder::{Finished, Folder};
use super::super::numbers::fixed;
use super::super::render::ReportError;
use super::super::results::ResultsRef;
use super::super::tables::text as cell;
use super::super::words::wrapped;
use super::common::{Origin, TARGET_COLUMNS, empty, history, prior_finding, target_cells};
use super::files::write;
use potash::calibration::backtest::{Backtest, LEAST_GAIN, foretold};
use potash::calibration::posterior::{Moved, Posterior, Verdict, WORST_TAIL};
use potash::calibration::results::{BacktestResults, CalibrationResults, Phase, Stage};
use potash::calibration::{Calibration, Conflict, Outcome};
use potash::scenario::foretold::Foretold;
use potash::scenario::history::History;
use potash::scenario::posterior_sample::Members;
use potash::scenario::reading::posterior::{self, prior};
use potash::scenario::reading::structure::Structure;
use potash_charts::{Cell, Table};
use std::fmt::Write as _;
use std::sync::Arc;

/// Parameters that the screen lists.
const MOST_MOVED: usize = 12;
/// Pairs in conflict that the screen lists.
const MOST_PAIRS: usize = 12;

/// A calibration with the backtest of each of its posteriors.
pub struct CalibrationReport<'a> {
    pub calibration: &'a Calibration,
    /// One for each outcome; none where nothing was calibrated.
    pub backtests: Vec<Option<Backtest>>,
}

/// A calibration's results.
pub fn results(report: &CalibrationReport<'_>, history: &History, origin: &Origin<'_>) -> CalibrationResults {
    let calibration = report.calibration;
    let prior = Phase::Prior { within: calibration.within_reach() };
    let mut stages = vec![Stage::new(prior, history, &calibration.prior)];
    for (k, posterior) in report.kept() {
        let Some(Some(backtest)) = report.backtests.get(k) else { continue };
        let phase = if k == 0 { Phase::Tested } else { Phase::AllYears };
        stages.push(Stage::new(phase(backtest.clone()), history, &posterior.members_simulated()));
    }
    let (settings, scenario) = (origin.settings(), &calibration.scenario);
    let mut backtest = BacktestResults::new(scenario, history, settings, origin.seed, stages);
    backtest.passes = report.tested();
    CalibrationResults::new(calibration, backtest)
}

/// Writes all of it. A posterior of all years is a file only if the one that was tested passes; it tells the test
/// `test_of`, if there is one.
///
/// # Errors
/// What could not be written.
pub fn write_all(
    report: &CalibrationReport<'_>,
    results: &CalibrationResults,
    (origin, test_of): (&Origin<'_>, Option<Arc<Foretold>>),
    folder: Folder,
) -> Result<Finished, ReportError> {
    let mut files = vec![
        ("calibration.txt".to_string(), (origin.preface() + &text(report)).into_bytes()),
        ("targets.csv".to_string(), csv(&targets(report))),
        ("parameters.csv".to_string(), csv(&parameters(report))),
    ];
    for (_, posterior) in report.kept() {
        let own = results.backtest.stages.iter().find(|stage| stage.tests(posterior.until));
        let any = results
            .backtest
            .stages
            .iter()
            .find(|stage| stage.backtest().is_some_and(|one| one.coverage.is_some()));
        let stage =
            |stage: &Stage| Arc::new(foretold(&results.backtest.history, &stage.bands, stage.backtest()));
        let test = own.map(stage).or_else(|| test_of.clone()).or_else(|| any.map(stage));
        let file = posterior_file(report, posterior, origin);
        files.extend(posterior::Posterior { foretold: test, ..file }.files());
    }
    let all = (ResultsRef::Calibration(results), &results.backtest, results.draws_lost);
    write(folder, origin, files, all)
}

/// Name of the files of a calibration to a year.
pub fn stem(until: i32) -> String {
    format!("to-{until}")
}

impl CalibrationReport<'_> {
    /// Whether the posterior that leaves years to be tested on passes its test; true where none does.
    pub fn tested(&self) -> bool {
        let tests = self.backtests.iter().flatten().filter(|backtest| backtest.coverage.is_some());
        tests.into_iter().all(Backtest::passes)
    }

    /// The posteriors that are written, with the position of each: what was tested, and the calibration to
    /// all years if the test was passed.
    fn kept(&self) -> impl Iterator<Item = (usize, &Posterior)> {
        let outcomes = self.calibration.outcomes.iter().enumerate();
        outcomes.filter_map(|(k, outcome)| {
            let untested = self.backtests.get(k)?.as_ref()?.coverage.is_none();
            let posterior = outcome.posterior.as_ref().ok().filter(|posterior| posterior.is_sound())?;
            (!untested || self.tested()).then_some((k, posterior))
        })
    }

    /// Whether a posterior passed its test, in the words of its file: its own, or where it was calibrated to all
    /// figures that of the calibration to fewer.
    fn verdict(&self, posterior: &Posterior) -> String {
        let tests = || self.backtests.iter().flatten().filter(|backtest| backtest.coverage.is_some());
        let own = tests().find(|backtest| backtest.until == posterior.until);
        match own.or_else(|| tests().find(|backtest| !backtest.passes())).or_else(|| tests().next()) {
            Some(backtest) => match failure(backtest) {
                None => posterior::PASSED.to_string(),
                Some(why) => format!("failed: {why}"),
            },
            None => posterior::UNTESTED.to_string(),
        }
    }

    /// Whether every calibration that was asked for was found, and is written.
    pub fn is_whole(&self) -> bool {
        self.kept().count() == self.calibration.outcomes.len()
    }
}

/// What a backtest found wanting, if it did.
fn failure(backtest: &Backtest) -> Option<String> {
    if backtest.passes() {
        return None;
    }
    let covered = backtest.coverage.as_ref().map_or_else(String::new, |c| {
        format!("{} of {} figures in their 90 % bands where {} are needed", c.in_90, c.held_out, c.at_least)
    });
    let skill = backtest.skill.as_ref().map_or_else(
        || "nothing to compare with persistence".to_string(),
        |skill| {
            let gain = fixed(100.0 * skill.gain_on_persistence(), 0);
            let least = fixed(100.0 * LEAST_GAIN, 0);
            let better = match skill.better().as_slice() {
                [] => String::new(),
                better => format!(", worse than {}", better.join(", ")),
            };
            format!("{gain} % better than persistence where {least} are needed{better}")
        },
    );
    Some(format!("{covered}, {skill}"))
}

fn posterior_file(
    report: &CalibrationReport<'_>,
    posterior: &Posterior,
    origin: &Origin<'_>,
) -> posterior::Posterior {
    let scenario = &report.calibration.scenario;
    let known = posterior.parameters.iter().map(|id| &scenario.parameters[id.0]);
    // Only uncertain numbers are calibrated, and these have a prior.
    let parameters = known.filter_map(|p| Some((p.path.clone(), prior(p)?))).collect();
    let path_of = |position: usize| {
        let id = posterior.parameters.iter().find(|id| id.0 == position)?;
        scenario.parameters.get(id.0).map(|parameter| parameter.path.clone())
    };
    let pairs = scenario.correlation.stated.iter();
    let correlations =
        pairs.filter_map(|pair| Some((path_of(pair.a)?, path_of(pair.b)?, pair.rank))).collect();
    let digits = |value: f64| posterior::rounded(value).to_string();
    let mut notes = vec![
        ("draws".to_string(), report.calibration.draws.to_string()),
        ("survivors".to_string(), posterior.weights.len().to_string()),
        ("effective_sample_size".to_string(), digits(posterior.effective)),
        ("largest_weight".to_string(), digits(posterior.largest)),
    ];
    notes.extend(posterior.pareto.map(|k| ("pareto_k".to_string(), digits(k))));
    posterior::Posterior {
        title: format!("{}: learnt from the years to {}", scenario.title, posterior.until),
        command: origin.command.clone(),
        trained_until: posterior.until,
        tested: report.verdict(posterior),
        foretold: None,
        world: Structure::of(&scenario.world),
        file: format!("{}.csv", stem(posterior.until)),
        notes,
        parameters,
        correlations,
        members: Arc::new(Members::new(posterior.members.clone())),
    }
}

/// The screen.
pub fn text(report: &CalibrationReport<'_>) -> String {
    let calibration = report.calibration;
    let mut text = cautions::paragraph(calibration.losses());
    let Some(history) = history(&calibration.scenario) else { return text };
    let uncertain = calibration.scenario.uncertainties().count();
    let heading = format!(
        "{}: {} draws of {uncertain} uncertain numbers, {} figures. {}.",
        calibration.scenario.title,
        calibration.draws,
        history.targets.len(),
        prior_finding(calibration.within_reach(), history.targets.len())
    );
    let _ = writeln!(text, "{}", wrapped(&heading, 79));
    for (k, outcome) in calibration.outcomes.iter().enumerate() {
        let backtest = report.backtests.get(k).and_then(Option::as_ref);
        text.push_str(&describe(outcome, backtest, history));
    }
    if !report.tested() {
        let said = "The backtest fails, so nothing that was learnt from all years is written.";
        let _ = writeln!(text, "\n{}", wrapped(said, 79));
    }
    let _ = writeln!(
        text,
        "\nSeed {}, largest residual {:.0e}, {} draws lost.",
        calibration.seed,
        calibration.residual,
        calibration.lost.len()
    );
    text
}

/// One outcome in full.
fn describe(outcome: &Outcome, backtest: Option<&Backtest>, history: &History) -> String {
    let mut text = String::new();
    let count = history.targets.iter().filter(|target| target.trains(outcome.until)).count();
    let _ = writeln!(text, "\nLearnt from {count} figures of the years to {}", outcome.until);
    match &outcome.posterior {
        Ok(posterior) => {
            text.push_str(&weights(posterior));
            text.push_str(&moved(posterior));
        }
        Err(conflict) => text.push_str(&conflicts(conflict, history)),
    }
    for line in backtest.map(super::backtest::verdict).unwrap_or_default() {
        let _ = writeln!(text, "{}", wrapped(&line, 79));
    }
    text
}

fn weights(posterior: &Posterior) -> String {
    let tail = match posterior.pareto {
        Some(k) if k > WORST_TAIL => format!("Pareto k {}, above {WORST_TAIL}", fixed(k, 2)),
        Some(k) => format!("Pareto k {}, below {WORST_TAIL}", fixed(k, 2)),
        None => "weights without a tail".to_string(),
    };
    let but = match posterior.is_sound() {
        true => "",
        false => " These weights are not to be trusted and nothing of them is written; make more draws.",
    };
    let line = format!(
        "{} draws are not ruled out; effective sample size {}, largest weight {} %, {tail}.{but}",
        posterior.weights.len(),
        fixed(posterior.effective, 0),
        fixed(100.0 * posterior.largest, 2)
    );
    format!("{}\n", wrapped(&line, 79))
}

fn moved(posterior: &Posterior) -> String {
    let count = |verdict| posterior.moved.iter().filter(|moved| moved.verdict == verdict).count();
    let line = format!(
        "Of {} numbers that any figure depends on {} are learnt (a fifth narrower or more), {} moved, {} not \
         identified by the data.",
        posterior.moved.len(),
        count(Verdict::Learnt),
        count(Verdict::Moved),
        count(Verdict::NotIdentified)
    );
    let mut text = format!("{}\n", wrapped(&line, 79));
    let mut all: Vec<&Moved> = posterior.moved.iter().collect();
    let size = |moved: &Moved| moved.contraction.max(0.0) + moved.shift.abs();
    all.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let _ = writeln!(text, "  {:<42} {:>16}   {:>16}", "most moved, 5 to 95 %", "before", "after");
    for moved in all.iter().take(MOST_MOVED) {
        let digits = (2 - moved.before[1].abs().max(1e-9).log10().floor() as i32).clamp(0, 3);
        let range = |ends: [f64; 3]| format!("{} to {}", fixed(ends[0], digits), fixed(ends[2], digits));
        let _ = writeln!(
            text,
            "  {:<42} {:>16}   {:>16}",
            short(&moved.path),
            range(moved.before),
            range(moved.after)
        );
    }
    text
}

/// The end of a path tells more than its beginning.
fn short(path: &str) -> String {
    match path.chars().count() {
        n if n > 42 => std::iter::once('…').chain(path.chars().skip(n - 41)).collect(),
        _ => path.to_string(),
    }
}

fn conflicts(conflict: &Conflict, history: &History) -> String {
    let name = |k: &usize| history.targets.get(*k).map_or("?", |target| target.name.as_str());
    let mut text = String::from("Nothing survives: no draw comes within three spreads of every figure.\n");
    for (k, nearest) in &conflict.unmet {
        let _ = writeln!(text, "  {}: the nearest draw is {} spreads away", name(k), fixed(*nearest, 1));
    }
    for (a, b) in conflict.pairs.iter().take(MOST_PAIRS) {
        let _ = writeln!(text, "  {} and {} conflict: no draw meets both", name(a), name(b));
    }
    if conflict.pairs.len() > MOST_PAIRS {
        let _ = writeln!(text, "  and {} more pairs", conflict.pairs.len() - MOST_PAIRS);
    }
    if conflict.unmet.is_empty() && conflict.pairs.is_empty() {
        text.push_str("  any two figures are met together, all of them are not\n");
    }
    text.push_str("Make more draws, or widen what the prior or a discrepancy leaves out.\n");
    text
}

/// Every figure with what is said of it before and after.
fn targets(report: &CalibrationReport<'_>) -> Table {
    let mut header: Vec<String> = TARGET_COLUMNS.iter().map(ToString::to_string).collect();
    header.push("source".to_string());
    let names = |of: &str| ["q05", "q50", "q95"].map(|what| format!("{of}_{what}"));
    header.extend(names("prior"));
    let posteriors: Vec<&Posterior> =
        report.calibration.outcomes.iter().filter_map(|outcome| outcome.posterior.as_ref().ok()).collect();
    let said: Vec<_> = posteriors.iter().map(|posterior| posterior.members_simulated()).collect();
    posteriors.iter().for_each(|posterior| header.extend(names(&stem(posterior.until).replace('-', "_"))));
    let mut table = Table { header, rows: Vec::new() };
    let Some(history) = history(&report.calibration.scenario) else { return table };
    for (k, target) in history.targets.iter().enumerate() {
        let mut row = target_cells(history, target);
        row.push(cell(&target.source));
        for simulated in std::iter::once(&report.calibration.prior).chain(&said) {
            match simulated.bands(k) {
                Some([low, _, middle, _, high]) => row.extend([low, middle, high].map(Cell::number)),
                None => row.extend([const { Cell::Missing }; 3]),
            }
        }
        table.rows.push(row);
    }
    table
}

/// Every number: what it was before and after, how far it moved, and whether the data say anything of it.
fn parameters(report: &CalibrationReport<'_>) -> Table {
    let mut table = empty(&[
        "trained_until",
        "path",
        "before_q05",
        "before_q50",
        "before_q95",
        "after_q05",
        "after_q50",
        "after_q95",
        "shift_in_sd",
        "contraction",
        "verdict",
    ]);
    for posterior in report.calibration.outcomes.iter().filter_map(|outcome| outcome.posterior.as_ref().ok())
    {
        for moved in &posterior.moved {
            let mut row = vec![Cell::Number(f64::from(posterior.until)), cell(&moved.path)];
            row.extend(moved.before.into_iter().chain(moved.after).map(Cell::number));
            row.extend([Cell::number(moved.shift), Cell::number(moved.contraction)]);
            row.push(cell(moved.verdict.words()));
            table.rows.push(row);
        }
    }
    table
}
