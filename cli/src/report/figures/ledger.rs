//! Who loses to the measures and who gains by them: means of money, which add up.

use super::{Shown, StudyCharts};
use crate::report::numbers::{common, fixed, plus};
use crate::report::words::during;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::side_changes::IncomeChange;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash::stats::summary::Estimate;
use potash_charts::{Chart, Ledger, Party};

/// Most exporters that are told by name besides the focus.
const MOST_NAMED: usize = 4;

/// Somebody, what as, and how much in each scenario that is shown.
#[derive(Clone)]
struct Account {
    label: String,
    note: String,
    amounts: Vec<Estimate>,
}

impl Account {
    /// Somebody who earns in two ways: the sum, with the parts of the first scenario in its note.
    fn and(&self, other: &Account) -> Account {
        let part = |one: &Account| {
            let [amount, ..] = one.amounts[..] else { return one.note.clone() };
            format!("{} {}", one.note.trim_start_matches("for "), plus(amount.value, common(&[amount], 2)))
        };
        let both = together(&self.label, &[self.clone(), other.clone()]);
        let note = format!("{}, {}", part(self), part(other));
        both.map_or_else(|| self.clone(), |both| Account { note, ..both })
    }
}

impl StudyCharts<'_> {
    /// What the measures change for each party, and what of it is left under the last relief; none without a world
    /// without measures.
    pub(super) fn ledger(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        study.no_measures.as_ref()?;
        let (first, last) =
            (*self.shown().first()?, *self.shown().get(self.looks.own.len().checked_sub(1)?)?);
        let shown: Vec<Shown<'_>> = if study.scenarios.len() > 1 { vec![first, last] } else { vec![first] };
        let accounts = self.accounts(&shown);
        let (focus, others) = accounts.split_first()?;
        let gains = |account: &&Account| account.amounts[0].value > 0.0;
        let by_size = |a: &&Account, b: &&Account| a.amounts[0].value.total_cmp(&b.amounts[0].value);
        let winner = others.iter().filter(gains).max_by(by_size);
        let (name, _) = self.name();
        let loss = focus.amounts[0];
        if loss.value >= 0.0 {
            return None;
        }
        let digits = |estimate: Estimate| common(&[estimate], 2);
        let size = |estimate: Estimate| fixed(estimate.value.abs(), digits(estimate));
        let mut title = format!("Measures cost {name} {} bn a year on average", size(loss));
        if let Some(winner) = winner {
            title.push_str(&format!("; {} earns {} bn more", winner.label, size(winner.amounts[0])));
        }
        let when = during(Window::last_full_year(study.horizon));
        let under = match shown.as_slice() {
            [only] => format!("{}: c", only.0.label),
            _ => "C".to_string(),
        };
        let subtitle = format!(
            "{under}hange of yearly income {when} against no measures at all, {}, means of draws; ways out are paid for rail and ports, whose own costs are not taken off",
            study.money()
        );
        let party = |account: &Account| Party {
            label: account.label.clone(),
            note: account.note.clone(),
            amounts: account.amounts.iter().map(|one| (one.value, plus(one.value, digits(*one)))).collect(),
        };
        let dropped = self.left_out(&shown);
        Some(Box::new(Ledger {
            caption: self.caption_without(title, subtitle, &dropped),
            unit: format!("{} a year", study.money()),
            column: "change_usd_bn_per_year".to_string(),
            scenarios: shown.iter().map(|one| (one.0.label.clone(), one.2)).collect(),
            parties: accounts.iter().map(party).collect(),
        }))
    }

    /// The focus, then whoever else earns: exporters by the size of their change, the rest of them together, and who
    /// is paid for ways out.
    fn accounts(&self, shown: &[Shown<'_>]) -> Vec<Account> {
        let Some((scenario, ..)) = shown.first() else { return Vec::new() };
        let account = |label: String, note: &'static str, metric: Metric| {
            let amounts =
                shown.iter().map(|one| self.against_no_measures(one.0, metric)).collect::<Option<_>>()?;
            Some(Account { label, note: note.to_string(), amounts })
        };
        let exporter = |exporter: usize| {
            account(scenario.exporter(exporter), "for exports", Metric::Revenue { exporter })
        };
        let mut accounts: Vec<Account> = exporter(scenario.focus).into_iter().collect();
        let others = (0..scenario.exporters.len()).filter(|one| *one != scenario.focus);
        let mut others: Vec<Account> = others.filter_map(exporter).collect();
        others.sort_by(|a, b| b.amounts[0].value.abs().total_cmp(&a.amounts[0].value.abs()));
        let rest = others.split_off(others.len().min(MOST_NAMED));
        accounts.extend(others);
        accounts.extend(together("Other exporters", &rest));
        let mut payees: Vec<&str> = Vec::new();
        for payee in scenario.payees.iter().flatten() {
            if !payees.contains(&payee.as_str()) {
                payees.push(payee);
            }
        }
        for payee in payees {
            let paid = scenario.payees.iter().enumerate().filter(|(_, one)| one.as_deref() == Some(payee));
            let paid = paid.filter_map(|(corridor, _)| {
                account(payee.to_string(), "for ways out", Metric::CorridorIncome { corridor })
            });
            // A payee whose income no measure moves has no part in this.
            let moved = |account: &Account| account.amounts.iter().any(|one| one.value.abs() >= 0.02);
            let Some(paid) = together(payee, &paid.collect::<Vec<_>>()).filter(moved) else { continue };
            match accounts.iter_mut().skip(1).find(|one| one.label == paid.label) {
                Some(both) => *both = both.and(&paid),
                None => accounts.push(paid),
            }
        }
        let others = accounts.get_mut(1..).unwrap_or_default();
        others.sort_by(|a, b| b.amounts[0].value.abs().total_cmp(&a.amounts[0].value.abs()));
        accounts
    }

    /// The mean change of an income in a scenario against the world without measures, draw by draw.
    fn against_no_measures(&self, scenario: &ScenarioInfo, metric: Metric) -> Option<Estimate> {
        let study = self.study;
        let place = study.scenarios.iter().position(|one| one.name == scenario.name)?;
        let window = Window::last_full_year(study.horizon);
        let against_baseline = |place: usize| match metric == study.revenue() {
            true => {
                let comparison = study.compare(metric, window)?;
                let row = comparison.rows.get(place).or(comparison.no_measures.as_ref())?;
                Some(row.difference.mean)
            }
            false => {
                let of = |one: &&IncomeChange| (one.scenario, one.metric) == (place, metric);
                Some(study.income_changes.iter().find(of)?.change.mean)
            }
        };
        let free = against_baseline(study.scenarios.len())?;
        let own = if place == 0 { Estimate { value: 0.0, error: 0.0 } } else { against_baseline(place)? };
        Some(Estimate { value: own.value - free.value, error: own.error.hypot(free.error) })
    }
}

/// Several accounts as one of this name, or of its own if there is but one; none of none.
fn together(label: &str, accounts: &[Account]) -> Option<Account> {
    let first = accounts.first()?;
    let sum = |place: usize| {
        let each = accounts.iter().map(|one| one.amounts[place]);
        each.fold(Estimate { value: 0.0, error: 0.0 }, |sum, one| Estimate {
            value: sum.value + one.value,
            error: sum.error.hypot(one.error),
        })
    };
    let label = if accounts.len() == 1 { first.label.clone() } else { label.to_string() };
    Some(Account { label, note: first.note.clone(), amounts: (0..first.amounts.len()).map(sum).collect() })
}
