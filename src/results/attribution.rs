//! What each measure and each holder of measures adds to a difference, as it is written down and read back.

use super::window::Window;
use crate::scenario::metric::Metric;
use crate::scenario::{Definition, Method};
use crate::stats::game::{Coalition, Solution, interaction};
use crate::stats::quantile_sketch::QuantileSketch;
use crate::stats::summary::Summary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a difference between scenarios is made of, from each to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Attribution {
    /// The metric's name.
    pub metric: String,
    /// Its name in words.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// The year in whose money results are; none: in that of each quarter, or no money.
    pub money_of: Option<i32>,
    /// What the exporter is called that the scenarios are about.
    pub focus: String,
    /// The window that the metric is of; none of values that were made elsewhere.
    pub window: Option<Window>,
    /// Draws of every coalition.
    pub draws: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// How uncertain numbers are drawn.
    pub method: Method,
    /// One for each pair of neighbours.
    pub steps: Vec<AttributionStep>,
}

/// The difference between two scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AttributionStep {
    /// Title of the scenario where it begins.
    pub from: String,
    /// Title of the scenario where it leads.
    pub to: String,
    /// Draws that some coalition lost.
    pub lost: usize,
    /// The whole difference.
    pub total: Summary,
    /// Who holds measures, the largest share first.
    pub holders: Vec<Share>,
    /// The measures, in the order of holders and then of their shares.
    pub measures: Vec<Share>,
    /// What pairs of measures add together beyond what each adds alone, spread over larger coalitions as well
    /// (Shapley-Taylor interactions): with `alone` of all measures they sum to the whole.
    pub interactions: Vec<Interaction>,
    /// Largest distance in any draw between the sum of shares and the whole.
    pub imbalance: f64,
}

/// What somebody adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// Name of a measure; of a holder as measures state it.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// Who holds it.
    pub holder: String,
    /// The Owen value: holders in every order, and the measures of each in every order.
    pub share: Summary,
    /// The Shapley value of a measure, for which holders do not matter; none of a holder.
    pub shapley: Option<Summary>,
    /// The mean over feasible orders alone; none where all orders are feasible.
    pub feasible: Option<Summary>,
    /// What it adds by itself, before all others.
    pub alone: Summary,
    /// What it adds last, after all others.
    pub last: Summary,
}

/// What two measures add together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interaction {
    /// The two, by name.
    pub measures: [String; 2],
    /// What they add together.
    pub value: Summary,
}

/// The players of a game: measures, who holds them, and in which orders they can come.
#[derive(Debug, Clone, PartialEq)]
pub struct Players {
    names: Vec<String>,
    titles: Vec<String>,
    /// Of each measure, the place of its holder among these.
    unions: Vec<usize>,
    holders: Vec<String>,
    owen: Solution,
    shapley: Solution,
    /// None where every order is feasible.
    feasible: Option<Solution>,
}

/// Values of all coalitions of players, draw by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Game {
    /// The players.
    pub players: Players,
    /// One list of draws a coalition; not a number for a draw that has no value.
    pub values: Vec<Vec<f64>>,
}

impl Players {
    /// Measures by name, title and holder; `before` says for each which have to come before it. None where they wait
    /// for one another.
    pub fn new(
        names: &[String],
        titles: Vec<String>,
        of: Vec<String>,
        before: Vec<Coalition>,
    ) -> Option<Players> {
        let mut holders: Vec<String> = Vec::new();
        for holder in &of {
            if !holders.contains(holder) {
                holders.push(holder.clone());
            }
        }
        let unions: Vec<usize> = of
            .iter()
            .map(|own| holders.iter().position(|holder| holder == own).unwrap_or_default())
            .collect();
        let orders = Solution::of_orders(&before)?;
        Some(Players {
            names: names.to_vec(),
            titles,
            owen: Solution::owen(&unions),
            shapley: Solution::shapley(names.len()),
            feasible: before.iter().any(|before| *before > 0).then_some(orders),
            unions,
            holders,
        })
    }

    /// The measures of a holder.
    fn of_holder(&self, holder: usize) -> Coalition {
        let own = self.unions.iter().enumerate().filter(|(_, union)| **union == holder);
        own.map(|(k, _)| 1 << k).sum()
    }
}

/// Sketches of one player's draws.
struct Tally {
    share: QuantileSketch,
    shapley: QuantileSketch,
    feasible: QuantileSketch,
    alone: QuantileSketch,
    last: QuantileSketch,
}

impl Tally {
    fn new(repetitions: usize) -> Tally {
        let blank = || QuantileSketch::repeated(0.0, repetitions);
        Tally { share: blank(), shapley: blank(), feasible: blank(), alone: blank(), last: blank() }
    }

    fn take(&mut self, [share, shapley, feasible, alone, last]: [f64; 5]) {
        self.share.push(share);
        self.shapley.push(shapley);
        self.feasible.push(feasible);
        self.alone.push(alone);
        self.last.push(last);
    }

    fn finish(&self, [name, title, holder]: [&str; 3], is_measure: bool, is_ordered: bool) -> Option<Share> {
        Some(Share {
            name: name.to_string(),
            title: title.to_string(),
            holder: holder.to_string(),
            share: Summary::of(&self.share)?,
            shapley: if is_measure { Summary::of(&self.shapley) } else { None },
            feasible: if is_ordered { Summary::of(&self.feasible) } else { None },
            alone: Summary::of(&self.alone)?,
            last: Summary::of(&self.last)?,
        })
    }
}

impl Attribution {
    /// Of no steps yet.
    pub fn new(
        first: &Definition,
        metric: Metric,
        window: Window,
        (draws, seed, method): (usize, u64, Method),
    ) -> Attribution {
        Attribution {
            metric: first.metric_name(metric),
            title: first.metric_title(metric),
            unit: metric.unit().to_string(),
            money_of: super::reference_value::money_of(first).filter(|_| metric.is_money()),
            focus: first.titles.of("exporter", &first.world.exporters[first.focus].name),
            window: Some(window),
            draws,
            seed,
            method,
            steps: Vec::new(),
        }
    }
}

impl AttributionStep {
    /// Shares a game out, draw by draw; none where no draw has a value for every coalition.
    pub fn of((from, to): (String, String), game: &Game, repetitions: usize) -> Option<AttributionStep> {
        let Game { players, values } = game;
        let (count, draws) = (players.names.len(), values.first()?.len());
        let whole = values.len() - 1;
        let mut total = QuantileSketch::repeated(0.0, repetitions);
        let mut measures: Vec<Tally> = (0..count).map(|_| Tally::new(repetitions)).collect();
        let mut holders: Vec<Tally> = players.holders.iter().map(|_| Tally::new(repetitions)).collect();
        let pairs: Vec<(usize, usize)> = (0..count).flat_map(|b| (0..b).map(move |a| (a, b))).collect();
        let mut together: Vec<QuantileSketch> =
            pairs.iter().map(|_| QuantileSketch::repeated(0.0, repetitions)).collect();
        let (mut imbalance, mut lost) = (0.0_f64, 0);
        for draw in 0..draws {
            let mut one: Vec<f64> = values.iter().map(|values| values[draw]).collect();
            if !one.iter().all(|value| value.is_finite()) {
                // Nothing of it counts, but its place among the repetitions does.
                one.fill(f64::NAN);
                lost += 1;
            }
            let gain = |set: Coalition| one[set] - one[0];
            let left = |set: Coalition| one[whole] - one[whole & !set];
            let [owen, shapley] = [&players.owen, &players.shapley].map(|solution| solution.shares(&one));
            let feasible =
                players.feasible.as_ref().map_or_else(|| shapley.clone(), |one_of| one_of.shares(&one));
            total.push(gain(whole));
            for (k, tally) in measures.iter_mut().enumerate() {
                tally.take([owen[k], shapley[k], feasible[k], gain(1 << k), left(1 << k)]);
            }
            for (h, tally) in holders.iter_mut().enumerate() {
                let set = players.of_holder(h);
                let sum = |shares: &[f64]| (0..count).filter(|k| set >> k & 1 == 1).map(|k| shares[k]).sum();
                tally.take([sum(&owen), sum(&shapley), sum(&feasible), gain(set), left(set)]);
            }
            for ((a, b), sketch) in pairs.iter().zip(&mut together) {
                sketch.push(interaction(&one, count, *a, *b));
            }
            for shares in [&owen, &shapley, &feasible] {
                imbalance = imbalance.max((shares.iter().sum::<f64>() - gain(whole)).abs());
            }
        }
        let is_ordered = players.feasible.is_some();
        let size = |one: &Share| one.share.mean.value.abs();
        let largest_first = |a: &Share, b: &Share| size(b).total_cmp(&size(a));
        let holder = |(k, tally): (usize, &Tally)| {
            let name = players.holders[k].as_str();
            tally.finish([name, name, name], false, is_ordered)
        };
        let mut shared: Vec<Share> = holders.iter().enumerate().map(holder).collect::<Option<_>>()?;
        shared.sort_by(largest_first);
        let measure = |(k, tally): (usize, &Tally)| {
            let holder = players.holders[players.unions[k]].as_str();
            tally.finish([&players.names[k], &players.titles[k], holder], true, is_ordered)
        };
        let mut each: Vec<Share> = measures.iter().enumerate().map(measure).collect::<Option<_>>()?;
        let place = |one: &Share| shared.iter().position(|holder| holder.name == one.holder);
        each.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| largest_first(a, b)));
        let named = |((a, b), sketch): (&(usize, usize), &QuantileSketch)| {
            let measures = [*a, *b].map(|k| players.names[k].clone());
            Some(Interaction { measures, value: Summary::of(sketch)? })
        };
        Some(AttributionStep {
            from,
            to,
            lost,
            total: Summary::of(&total)?,
            holders: shared,
            measures: each,
            interactions: pairs.iter().zip(&together).map(named).collect::<Option<_>>()?,
            imbalance,
        })
    }
}
