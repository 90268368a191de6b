//! The quantities of one period's market: what is calibrated to, how agents behave, what holds now.
//!
//! Matrices are flat, row by exporter: entry `(i, j)` of a matrix stands at `i * markets + j`.
//! Each may hold single numbers or lanes of them, one lane for each draw ([`Real`]).
//! Quantities are in one tonnage unit (Mt a year in scenarios), prices in one money per tonne.

mod lanes;

use crate::numeric::real::{Mask, Real};

/// How buyers in a market split their demand over exporters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemandSystem {
    /// Tonnes add up: shares of a market's tonnes, the market price is their mean.
    Additive,
    /// Armington's constant elasticity of substitution; the market price is the CES index.
    Ces,
}

impl DemandSystem {
    /// The word that stands for the system in files and output.
    pub fn word(self) -> &'static str {
        match self {
            DemandSystem::Additive => "additive",
            DemandSystem::Ces => "ces",
        }
    }
}

/// The observed state that the model reproduces exactly: every corridor that exists open at its
/// baseline cost, no rents, demand, cost and freight indices at one.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline<T: Real = f64> {
    /// Exporters.
    pub exporters: Vec<String>,
    /// Markets.
    pub markets: Vec<String>,
    /// Corridors.
    pub corridors: Vec<String>,
    /// Trade `q0[i][j]`, tonnes a year, zero for a pair that does not trade.
    pub trade: Vec<T>,
    /// FOB price `f0[i]`, money per tonne, positive.
    pub fob: Vec<T>,
    /// Freight `m[i][j]` from the exporter's port (or the corridor's end) to the market.
    pub freight: Vec<T>,
    /// Ad valorem duty `t0[i][j]`.
    pub duty: Vec<T>,
    /// Capacity `K[i]`, tonnes a year; infinite where there is no limit.
    pub capacity: Vec<T>,
    /// Corridor cost `k0[r]`, money per tonne.
    pub corridor_cost: Vec<T>,
    /// Whether corridor `r` serves pair `(i, j)`: entry `(r * exporters + i) * markets + j`.
    pub serves: Vec<bool>,
    /// Extra cost `x[r][i][j]` of using corridor `r` for a pair, laid out like `serves`.
    pub corridor_extra: Vec<T>,
}

impl<T: Real> Baseline<T> {
    /// Number of exporters.
    pub fn exporter_count(&self) -> usize {
        self.exporters.len()
    }

    /// Number of markets.
    pub fn market_count(&self) -> usize {
        self.markets.len()
    }

    /// Number of corridors.
    pub fn corridor_count(&self) -> usize {
        self.corridors.len()
    }

    /// Position of pair `(i, j)` in a flat matrix.
    pub fn pair(&self, exporter: usize, market: usize) -> usize {
        exporter * self.markets.len() + market
    }

    /// Position of `(r, i, j)` in `serves` and `corridor_extra`.
    pub fn route_index(&self, corridor: usize, pair: usize) -> usize {
        corridor * self.exporters.len() * self.markets.len() + pair
    }

    /// Baseline exports `S0_i = Σ_j q0_ij` of an exporter.
    pub fn exports(&self, exporter: usize) -> T {
        let start = self.pair(exporter, 0);
        self.trade[start..start + self.markets.len()].iter().fold(T::default(), |sum, &q| sum + q)
    }
}

/// How buyers, sellers and shippers respond; constant within a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Behaviour<T: Real = f64> {
    /// The demand system.
    pub demand: DemandSystem,
    /// Elasticity of substitution `σ` between exporters.
    pub sigma: T,
    /// Price elasticity of market demand `η[j]`, given as a positive number.
    pub eta: Vec<T>,
    /// Price elasticity of supply `ε[i]`.
    pub supply_elasticity: Vec<T>,
    /// Logit scale `θ` of corridor choice, per money per tonne.
    pub theta: T,
    /// Share `κ[i]` of corridor rents that the exporter keeps.
    pub rent_share: Vec<T>,
}

/// What holds in one period: measures in force, indices, corridors.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions<T: Real = f64> {
    /// Access `α[i][j]`: at baseline prices, the share of former volume that buyers take.
    pub access: Vec<T>,
    /// Added cost `δ[i][j]`, money per tonne.
    pub added_cost: Vec<T>,
    /// Ad valorem duty `t[i][j]` in force, the baseline's own included.
    pub tariff: Vec<T>,
    /// Ad valorem friction `φ[i][j]`.
    pub friction: Vec<T>,
    /// Corridor cost `k[r]`.
    pub corridor_cost: Vec<T>,
    /// Corridor capacity `K[r]`, tonnes a year; infinite where there is no limit.
    pub corridor_capacity: Vec<T>,
    /// Whether corridor `r` may be used.
    pub corridor_open: Vec<T::Mask>,
    /// Demand index `D[j]`.
    pub demand_index: Vec<T>,
    /// Cost index `z[i]`.
    pub cost_index: Vec<T>,
    /// Ocean freight index `o`.
    pub ocean_freight: T,
    /// Capacity `K[i]` in force.
    pub capacity: Vec<T>,
    /// Expansion `g[i]`: the factor by which new mines at unchanged cost shift the supply curve.
    pub expansion: Vec<T>,
}

impl<T: Real> Conditions<T> {
    /// The baseline itself: no measure, every index at one.
    pub fn baseline(base: &Baseline<T>) -> Conditions<T> {
        let (zero, one) = (T::default(), T::splat(1.0));
        let pairs = base.exporter_count() * base.market_count();
        Conditions {
            access: vec![one; pairs],
            added_cost: vec![zero; pairs],
            tariff: base.duty.clone(),
            friction: vec![zero; pairs],
            corridor_cost: base.corridor_cost.clone(),
            corridor_capacity: vec![T::splat(f64::INFINITY); base.corridor_count()],
            corridor_open: vec![T::Mask::splat(true); base.corridor_count()],
            demand_index: vec![one; base.market_count()],
            cost_index: vec![one; base.exporter_count()],
            ocean_freight: one,
            capacity: base.capacity.clone(),
            expansion: vec![one; base.exporter_count()],
        }
    }
}
