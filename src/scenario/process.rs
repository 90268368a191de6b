//! What moves by itself over time: mean-reverting processes and disruptions, as a scenario states them,
//! and what they do to a quarter.
//!
//! The numbers are drawn elsewhere; this module only says what there is to draw.

use super::parameter::ParameterId;
use super::world::World;
use crate::numeric::real::Real;

/// Indices that move together: each member has its own path around the index that the scenario states,
/// and their innovations share a part.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcessGroup {
    /// Dotted path: `process.demand`.
    pub path: String,
    /// Correlation between the innovations of any two members; none is 0.
    pub correlation: Option<ParameterId>,
    /// The processes of the group, one for each index.
    pub members: Vec<Process>,
}

impl ProcessGroup {
    /// Whether it is a single process, which bears the family's name.
    pub fn is_one_process(&self) -> bool {
        self.members.iter().all(|member| member.path == self.path)
    }

    /// Whether an innovation drives it as a whole, which can be correlated with others.
    pub fn has_driver(&self) -> bool {
        self.correlation.is_some() || self.is_one_process()
    }
}

/// A mean-reverting process: the logarithm `x` of an index's distance to its stated path, with
/// `dx = -κ x dt + σ dW`, `κ = ln 2 / half-life`, observed quarterly and 0 when the horizon begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    /// Dotted path: `process.demand.brazil`, also where nothing but its name tells it from others.
    pub path: String,
    /// What it moves.
    pub drives: Index,
    /// Quarters in which half of a distance is gone.
    pub half_life: ParameterId,
    /// Standard deviation of a year's innovations, `σ`.
    pub volatility: ParameterId,
    /// Growth per year of the index itself, on the log, from the beginning of the horizon.
    pub trend: Option<ParameterId>,
}

/// The index that a process moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "positions and parameters are named for what they are")]
pub enum Index {
    Demand {
        market: usize,
    },
    Cost {
        exporter: usize,
    },
    /// Ocean freight.
    OceanFreight,
}

/// Now and then a mine or a corridor loses part of its capacity for a while; while it lasts, the next
/// does not begin.
#[derive(Debug, Clone, PartialEq)]
pub struct Disruption {
    /// Dotted path: `disruption.canadian_rail`.
    pub path: String,
    /// Whose capacity it cuts.
    pub hits: Hits,
    /// Beginnings per year of undisturbed time.
    pub rate: ParameterId,
    /// Share of the capacity that is left; another for every disruption.
    pub capacity_factor: ParameterId,
    /// Quarters; another for every disruption.
    pub duration: ParameterId,
}

/// Whose capacity a disruption cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hits {
    /// An exporter.
    Exporter(usize),
    /// A corridor.
    Corridor(usize),
}

/// What processes and disruptions make of a quarter: factors on its indices and capacities.
#[derive(Debug, Clone, PartialEq)]
pub struct Shocks<T: Real = f64> {
    /// One for each market.
    pub demand: Vec<T>,
    /// One for each exporter.
    pub cost: Vec<T>,
    /// Factor on ocean freight.
    pub ocean_freight: T,
    /// One for each exporter.
    pub capacity: Vec<T>,
    /// One for each corridor.
    pub corridor_capacity: Vec<T>,
}

impl<T: Real> Shocks<T> {
    /// Nothing happens: factors of one.
    pub fn none(world: &World) -> Shocks<T> {
        let ones = |n: usize| vec![T::splat(1.0); n];
        let (exporters, markets) = (world.exporters.len(), world.markets.len());
        Shocks {
            demand: ones(markets),
            cost: ones(exporters),
            ocean_freight: T::splat(1.0),
            capacity: ones(exporters),
            corridor_capacity: ones(world.corridors.len()),
        }
    }

    /// Back to factors of one.
    pub fn rest(&mut self) {
        let one = T::splat(1.0);
        let lists = [&mut self.demand, &mut self.cost, &mut self.capacity, &mut self.corridor_capacity];
        lists.into_iter().for_each(|list| list.fill(one));
        self.ocean_freight = one;
    }

    /// The factor on an index.
    #[inline(always)]
    pub fn index(&mut self, index: Index) -> &mut T {
        match index {
            Index::Demand { market } => &mut self.demand[market],
            Index::Cost { exporter } => &mut self.cost[exporter],
            Index::OceanFreight => &mut self.ocean_freight,
        }
    }

    /// The factor on a capacity.
    #[inline(always)]
    pub fn capacity_of(&mut self, hits: Hits) -> &mut T {
        match hits {
            Hits::Exporter(exporter) => &mut self.capacity[exporter],
            Hits::Corridor(corridor) => &mut self.corridor_capacity[corridor],
        }
    }
}
