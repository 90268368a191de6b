//! What a scenario states and no result can show: measures that never hold, effects on trade that there is
//! not, turns after the end.
//!
//! None of this is wrong, and somebody meant something by it. What makes a statement ineffective is named as
//! its cause: where that was laid over the statement (a horizon that a scenario sets for what it extends, a
//! process that it switches off), somebody decided so and no warning is due.

use super::document::{Entry, Node, SourceSpan, Tree};
use super::problem::Warning;
use super::sections::ABOUT;
use crate::scenario::Definition;
use crate::scenario::measure::{Effect, Measure};
use crate::scenario::parameter::{ParameterId, Value};
use crate::scenario::timing::{Delay, Event, RandomTiming, TimingRule, Transition};
use crate::units::time::Horizon;

/// Everything in a scenario that has no effect.
pub(super) fn warnings(tree: &Node, scenario: &Definition) -> Vec<Warning> {
    let mut seek = Seek { tree, scenario, trades: Vec::new(), carries: Vec::new(), found: Vec::new() };
    // Once, not for every effect of every measure.
    seek.trades = seek.trading();
    seek.carries = seek.carrying();
    for (k, measure) in scenario.measures.iter().enumerate() {
        seek.measure(k, measure);
    }
    seek.projects();
    seek.still_processes();
    seek.disruptions();
    seek.world();
    seek.sales();
    seek.found
}

struct Seek<'a> {
    tree: &'a Node,
    scenario: &'a Definition,
    /// For each pair, whether it can trade: it has tonnes or a share at the baseline.
    trades: Vec<bool>,
    /// For each corridor, whether it can carry anything: it is open, and serves a pair that trades.
    carries: Vec<bool>,
    found: Vec<Warning>,
}

impl Seek<'_> {
    fn entry(&self, path: &str) -> Option<&Entry> {
        let (table, key) = path.rsplit_once('.')?;
        self.tree.at_path(table)?.get(key)
    }

    /// Warns of what stands at a path.
    fn warn(&mut self, path: &str, causes: impl IntoIterator<Item = SourceSpan>, what: String, help: &str) {
        let at = self.entry(path).map_or_else(|| self.tree.at.clone(), |entry| entry.key_at.clone());
        let causes = causes.into_iter().map(|place| place.file).collect();
        self.found.push(Warning { problem: at.problem(what, help), causes });
    }

    /// Whether a number is certainly this one.
    fn is(&self, id: ParameterId, number: f64) -> bool {
        self.scenario.parameters.get(id.0).is_some_and(|parameter| parameter.value == Value::Fixed(number))
    }

    fn place_of(&self, id: ParameterId) -> Option<SourceSpan> {
        let path = &self.scenario.parameters.get(id.0)?.path;
        self.tree.at_path(path).map(|node| node.at.clone())
    }

    fn trading(&self) -> Vec<bool> {
        let world = &self.scenario.world;
        let tonnes =
            |pair: usize| world.trade.get(pair).copied().flatten().is_some_and(|id| !self.is(id, 0.0));
        let mut trades: Vec<bool> = (0..world.exporters.len() * world.markets.len()).map(tonnes).collect();
        for one in world.shares.iter().filter(|one| !self.is(one.share, 0.0)) {
            if let Some(pair) = trades.get_mut(one.exporter * world.markets.len() + one.market) {
                *pair = true;
            }
        }
        trades
    }

    fn carrying(&self) -> Vec<bool> {
        let corridors = self.scenario.world.corridors.iter();
        let busy =
            |serves: &[bool]| serves.iter().zip(&self.trades).any(|(serves, trades)| *serves && *trades);
        corridors.map(|corridor| corridor.open && busy(&corridor.serves)).collect()
    }

    fn trades(&self, pair: usize) -> bool {
        self.trades.get(pair).copied().unwrap_or_default()
    }

    fn carries(&self, corridor: usize) -> bool {
        self.carries.get(corridor).copied().unwrap_or_default()
    }

    fn sells(&self, exporter: usize) -> bool {
        let markets = self.scenario.world.markets.len();
        (0..markets).any(|j| self.trades(exporter * markets + j))
    }

    fn measure(&mut self, position: usize, measure: &Measure) {
        let path = format!("measure.{}", measure.name);
        if measure.effects.is_empty() {
            let what = format!("`{path}` changes nothing: it has no effects");
            self.warn(
                &path,
                None,
                what,
                "give it access, friction, added_cost, tariff, corridor or capacity",
            );
        }
        for effect in &measure.effects {
            self.effect(&path, effect);
        }
        self.opens_nothing(&path);
        let gradual = |effect: &Effect| matches!(effect, Effect::Access { .. } | Effect::Friction { .. });
        if !measure.effects.is_empty() && !measure.effects.iter().any(gradual) {
            for key in ["phase_in", "recovery"] {
                if self.entry(&format!("{path}.{key}")).is_some() {
                    let what = format!(
                        "`{path}.{key}` has no effect: only access and friction come and go gradually"
                    );
                    self.warn(&format!("{path}.{key}"), None, what, "leave it out");
                }
            }
        }
        self.turns(position, measure, &path);
    }

    /// `open = true` in a measure: it can shut a corridor, and nothing else.
    fn opens_nothing(&mut self, path: &str) {
        let section = format!("{path}.corridor");
        let entries = self.tree.at_path(&section).map(Node::entries).unwrap_or_default();
        let opens = |entry: &&Entry| {
            matches!(entry.node.get("open"), Some(Entry { node: Node { value: Tree::Bool(true), .. }, .. }))
        };
        let names: Vec<String> = entries.iter().filter(opens).map(|entry| entry.key.clone()).collect();
        for name in names {
            let own = format!("{section}.{name}.open");
            let what =
                format!("`{own}` = true changes nothing: a measure can shut a corridor and not open one");
            self.warn(&own, None, what, "leave it out");
        }
    }

    /// An effect on what is not there.
    fn effect(&mut self, path: &str, effect: &Effect) {
        let world = &self.scenario.world;
        let markets = world.markets.len().max(1);
        let pair_of = |word: &str, pair: usize| {
            let (exporter, market) =
                (&world.exporters[pair / markets].name, &world.markets[pair % markets].name);
            let what = format!(
                "`{path}.{word}.{exporter}.{market}` has no effect: {exporter} does not trade with {market} at the baseline"
            );
            (format!("{path}.{word}.{exporter}.{market}"), format!("trade.{exporter}.{market}"), what)
        };
        let pair = match effect {
            Effect::Access { pair, .. } => Some(("access", *pair)),
            Effect::Friction { pair, .. } => Some(("friction", *pair)),
            Effect::AddedCost { pair, .. } => Some(("added_cost", *pair)),
            Effect::Tariff { pair, .. } => Some(("tariff", *pair)),
            _ => None,
        };
        if let Some((word, pair)) = pair {
            if !self.trades(pair) {
                let (at, trade, what) = pair_of(word, pair);
                let cause = self.tree.at_path(&trade).map(|node| node.at.clone());
                self.warn(
                    &at,
                    cause,
                    what,
                    "a pair without baseline trade never trades; see docs/model.md, new trade",
                );
            }
            return;
        }
        match effect {
            Effect::CloseCorridor { corridor }
            | Effect::CorridorCost { corridor, .. }
            | Effect::CorridorCapacity { corridor, .. } => {
                let name = world.corridors[*corridor].name.clone();
                let at = format!("{path}.corridor.{name}");
                if !self.carries(*corridor) {
                    let what = format!("`{at}` has no effect: nothing that is traded can go through {name}");
                    let cause =
                        self.tree.at_path(&format!("corridor.{name}.open")).map(|node| node.at.clone());
                    self.warn(
                        &at,
                        cause,
                        what,
                        "let it be open and serve somebody who trades, or leave this out",
                    );
                } else if matches!(effect, Effect::CorridorCapacity { .. })
                    && world.corridors[*corridor].capacity.is_none()
                {
                    let what =
                        format!("`{at}.capacity_factor` has no effect: {name} has no capacity to lose");
                    let help = format!("add `capacity` to [corridor.{name}]");
                    self.warn(&format!("{at}.capacity_factor"), None, what, &help);
                }
            }
            Effect::Capacity { exporter, .. } => {
                let exporter = &world.exporters[*exporter];
                if exporter.capacity.is_none() {
                    let at = format!("{path}.capacity.{}", exporter.name);
                    let what = format!("`{at}` has no effect: {} has no capacity to lose", exporter.name);
                    self.warn(&at, None, what, &format!("add `capacity` to [exporter.{}]", exporter.name));
                }
            }
            _ => {}
        }
    }

    /// Turns that nothing can come of within the horizon.
    fn turns(&mut self, position: usize, measure: &Measure, path: &str) {
        let Some(horizon) = self.scenario.simulated else { return };
        let (begins, ends) = (horizon.start.begins(), horizon.start.begins() + horizon.quarters as f64);
        let earliest = earliest(self.scenario);
        let at = |transition: Transition| earliest[position][transition as usize];
        let causes = places_of_horizon(self.tree);
        let when = span(horizon);
        if at(Transition::Imposed) >= ends {
            let what = format!("`{path}` is never in force within the horizon ({when})");
            self.warn(&format!("{path}.imposed"), causes, what, "impose it earlier, or lengthen the horizon");
            return;
        }
        let fades = measure.recovery.is_some();
        let over = matches!(measure.timing(Transition::Lifted), TimingRule::On(date) if *date <= begins);
        if over && !fades && at(Transition::Reimposed) >= ends {
            let what = format!("`{path}` is over before the horizon begins ({when})");
            self.warn(&format!("{path}.lifted"), causes, what, "lift it later, or leave it out");
            return;
        }
        for transition in [Transition::Lifted, Transition::Reimposed] {
            if at(transition) >= ends && at(transition).is_finite() {
                let own = format!("{path}.{}", transition.word());
                let what = format!("`{own}` cannot come within the horizon ({when})");
                self.warn(&own, causes, what, "let it come earlier, or lengthen the horizon");
                return;
            }
        }
    }

    /// Projects that begin after the horizon.
    fn projects(&mut self) {
        let Some(horizon) = self.scenario.simulated else { return };
        let ends = horizon.start.begins() + horizon.quarters as f64;
        let (earliest, first) = (earliest(self.scenario), self.scenario.measures.len());
        for (project, dates) in self.scenario.projects.iter().zip(&earliest[first..]) {
            if dates[0] >= ends && project.starts != TimingRule::Never {
                let path = format!("project.{}", project.name);
                let what = format!("`{path}` cannot begin within the horizon ({})", span(horizon));
                let causes = places_of_horizon(self.tree);
                self.warn(&format!("{path}.starts"), causes, what, "let it begin earlier, or leave it out");
            }
        }
    }

    /// Processes that never move, unless what they extend moved.
    fn still_processes(&mut self) {
        let entries = self.tree.get("process").map(|entry| entry.node.entries()).unwrap_or_default();
        for entry in entries.iter().filter(|entry| !ABOUT.contains(&entry.key.as_str())) {
            let path = format!("process.{}", entry.key);
            let moves = self.scenario.process_groups.iter().any(|process_group| process_group.path == path);
            let cause = entry.node.get("volatility").map(|e| e.node.at.clone());
            if !moves {
                let what = format!("`{path}` never moves: its volatility is 0, and it has no trend");
                // Its half-life stands where it was made.
                let own = format!("{path}.half_life_quarters");
                self.warn(&own, cause, what, "give it a volatility, or leave it out");
            }
        }
    }

    /// Disruptions that never come, or change nothing when they do.
    fn disruptions(&mut self) {
        let entries = self.tree.get("disruption").map(|entry| entry.node.entries()).unwrap_or_default();
        for entry in entries.iter().filter(|entry| !ABOUT.contains(&entry.key.as_str())) {
            let path = format!("disruption.{}", entry.key);
            let own = format!("{path}.duration_quarters");
            match self.scenario.disruptions.iter().find(|disruption| disruption.path == path) {
                None => {
                    let cause = entry.node.get("rate_per_year").map(|e| e.node.at.clone());
                    let what = format!("`{path}` never comes: its rate is 0");
                    self.warn(&own, cause, what, "give it a rate, or leave it out");
                }
                Some(disruption) => {
                    let idle = [(disruption.capacity_factor, 1.0), (disruption.duration, 0.0)];
                    if let Some((id, _)) = idle.into_iter().find(|(id, number)| self.is(*id, *number)) {
                        let what = format!(
                            "`{path}` changes nothing when it comes: it takes no capacity or no time"
                        );
                        let cause = self.place_of(id);
                        self.warn(
                            &own,
                            cause,
                            what,
                            "let capacity_factor be below 1 and duration_quarters above 0",
                        );
                    }
                }
            }
        }
    }

    /// Numbers of the world that nothing asks for.
    fn world(&mut self) {
        let world = &self.scenario.world;
        if let (Some(_), true) = (world.theta, world.corridors.is_empty()) {
            let what = "`model.theta` has no effect: there are no corridors to choose from".to_string();
            self.warn("model.theta", None, what, "leave it out, or add corridors");
        }
        let all_suppliers = world.exporters.iter().all(|one| one.long_run_supply_elasticity.is_some());
        let all_buyers = world.markets.iter().all(|one| one.long_run_demand_elasticity.is_some());
        for (side, there, own, all) in [
            ("supply", world.supply_adjustment.is_some(), "exporter", all_suppliers),
            ("demand", world.demand_adjustment.is_some(), "market", all_buyers),
        ] {
            if there && all {
                let path = format!("adjustment.{side}.long_run_elasticity");
                let what = format!("`{path}` has no effect: every {own} has its own");
                self.warn(&path, None, what, "leave out those that are the same");
            }
        }
        for (i, exporter) in world.exporters.iter().enumerate() {
            let own = format!("exporter.{}", exporter.name);
            let markets = world.markets.len();
            let ships = world.corridors.iter().any(|c| (0..markets).any(|j| c.serves[i * markets + j]));
            if exporter.rent_share.is_some() && !ships {
                let what = format!("`{own}.rent_share` has no effect: no corridor serves {}", exporter.name);
                self.warn(&format!("{own}.rent_share"), None, what, "leave it out");
            }
            if exporter.contract_lag.is_some() && i != self.scenario.focus {
                let focus = &world.exporters[self.scenario.focus].name;
                let what = format!(
                    "`{own}.contract_lag_quarters` has no effect: reported revenue is that of the focus, {focus}"
                );
                let cause = self.tree.get("focus").map(|entry| entry.node.at.clone());
                self.warn(&format!("{own}.contract_lag_quarters"), cause, what, "leave it out");
            }
        }
        for corridor in 0..world.corridors.len() {
            let name = world.corridors[corridor].name.clone();
            if !self.carries(corridor) && world.corridors[corridor].open {
                let what = format!("`corridor.{name}` carries nothing: it serves nobody who trades");
                self.warn(
                    &format!("corridor.{name}"),
                    None,
                    what,
                    "let it serve a pair that trades, or leave it out",
                );
            }
        }
    }

    /// Exporters and markets without baseline trade.
    fn sales(&mut self) {
        const HELP: &str = "give it a small baseline trade, such as 0.01 Mt with each partner it is to have, since \
                            all trade grows from the baseline's (docs/model.md, new trade); or leave it out";
        let world = &self.scenario.world;
        for (i, exporter) in world.exporters.iter().enumerate() {
            if !self.sells(i) {
                let what =
                    format!("`exporter.{}` sells nothing at the baseline, and so for ever", exporter.name);
                self.warn(&format!("exporter.{}", exporter.name), None, what, HELP);
            }
        }
        for (j, market) in world.markets.iter().enumerate() {
            if !(0..world.exporters.len()).any(|i| self.trades(i * world.markets.len() + j)) {
                let what = format!("`market.{}` buys nothing at the baseline, and so for ever", market.name);
                self.warn(&format!("market.{}", market.name), None, what, HELP);
            }
        }
    }
}

/// Where what makes the horizon stands: whatever of it was laid over a statement was decided after that.
fn places_of_horizon(tree: &Node) -> Vec<SourceSpan> {
    let entries = tree.get("horizon").map(|entry| entry.node.entries()).unwrap_or_default();
    entries.iter().map(|entry| entry.node.at.clone()).collect()
}

fn span(horizon: Horizon) -> String {
    let last = horizon.start.plus(horizon.quarters.saturating_sub(1));
    format!("{} to {last}", horizon.start)
}

/// The first moment at which each turn of each measure can come; infinite for never.
fn earliest(scenario: &Definition) -> Vec<[f64; 3]> {
    let mut dates = vec![[f64::INFINITY; 3]; scenario.measures.len() + scenario.projects.len()];
    for event in &scenario.events {
        let begun = event
            .transition
            .previous()
            .map_or(f64::NEG_INFINITY, |transition| dates[event.owner][transition as usize]);
        let date = match scenario.timing(*event) {
            TimingRule::Never => f64::INFINITY,
            TimingRule::On(date) => begun.max(*date),
            TimingRule::RandomTiming(RandomTiming { not_before, after, delay, .. }) => {
                let awaited = after.map_or(f64::NEG_INFINITY, |Event { owner, transition }| {
                    dates[owner][transition as usize]
                });
                let start = begun.max(not_before.unwrap_or(f64::NEG_INFINITY)).max(awaited);
                let lag = match delay {
                    Delay::Lag { quarters: Some(id), .. } => match &scenario.parameters[id.0].value {
                        Value::Fixed(lag) => *lag,
                        Value::Uncertain(lag) => lag.support().0.max(0.0),
                    },
                    _ => 0.0,
                };
                start + lag
            }
        };
        dates[event.owner][event.transition as usize] = date;
    }
    dates
}
