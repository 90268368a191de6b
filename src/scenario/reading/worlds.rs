//! Worlds as JSON: one baseline and many sets of conditions, with or without known solutions.
//!
//! The form in which solvers are compared with one another (`potash verify`), and in which
//! `potash solve --json` says what it solved. Matrices are nested, `[exporter][market]` and
//! `[corridor][exporter][market]`; `null` capacity means no limit.
//!
//! It checks shapes and signs and nothing else: a world is not a scenario and has no sources.

use crate::input::{self, ReadError};
use crate::market::{Baseline, Behaviour, Conditions, DemandSystem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Bytes of a worlds file: 64 MiB.
const LARGEST_FILE: u64 = 64 << 20;
/// Exporters, markets or corridors of a world.
const MOST: usize = 256;

type Matrix = Vec<Vec<f64>>;

/// A baseline and the worlds that start from it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Worlds {
    /// The calibrated baseline.
    pub base: Base,
    /// The worlds.
    pub worlds: Vec<World>,
}

/// The baseline, in the names of the reference form.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Base {
    /// Exporters.
    pub exporters: Vec<String>,
    /// Markets.
    pub markets: Vec<String>,
    /// Corridors.
    pub corridors: Vec<String>,
    /// Trade, Mt a year, row by exporter.
    pub trade: Matrix,
    /// FOB prices, USD/t.
    pub fob: Vec<f64>,
    /// Freight of each pair, USD/t, row by exporter.
    pub freight: Matrix,
    /// Capacities, Mt a year; none where there is no limit.
    pub capacity: Vec<Option<f64>>,
    /// Costs of corridors, USD/t.
    pub corridor_cost: Vec<f64>,
    /// 1 where a corridor serves a pair, 0 elsewhere.
    pub serves: Vec<Matrix>,
    /// Extra cost of a corridor for a pair; absent means none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corridor_extra: Option<Vec<Matrix>>,
    /// Baseline ad valorem duty; absent means none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<Matrix>,
}

/// Behaviour and conditions of one world.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct World {
    /// The demand system.
    pub demand: String,
    /// Elasticity of substitution between exporters.
    pub sigma: f64,
    /// Demand elasticities of markets.
    pub eta: Vec<f64>,
    /// Elasticity of supply.
    pub supply_elasticity: Vec<f64>,
    /// Sensitivity of the choice between corridors, t/USD.
    pub theta: Option<f64>,
    /// Share of former volume that buyers still take, row by exporter.
    pub access: Matrix,
    /// Added costs, USD/t, row by exporter.
    pub added_cost: Matrix,
    /// Ad valorem tariffs, row by exporter.
    pub tariff: Matrix,
    /// Ad valorem costs of doing business that are nobody's revenue, row by exporter.
    pub friction: Matrix,
    /// Costs of corridors, USD/t.
    pub corridor_cost: Vec<f64>,
    /// Capacities of corridors, Mt a year; none where there is no limit.
    pub corridor_capacity: Vec<Option<f64>>,
    /// 1 open, 0 shut.
    pub corridor_open: Vec<f64>,
    /// Index of demand.
    pub demand_index: Vec<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// Index of costs.
    pub cost_index: Option<Vec<f64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// Factor on ocean freight.
    pub ocean_freight: Option<f64>,
    /// Capacity in force, where it is not the baseline's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Vec<Option<f64>>>,
    /// Factor by which the supply curve has shifted; absent means one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expansion: Option<Vec<f64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// A known solution, to be compared with.
    pub solution: Option<Known>,
}

/// A solution found elsewhere; what is absent is not compared.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Known {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// FOB prices, USD/t.
    pub fob: Option<Vec<Option<f64>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// Scarcity rents of corridors, USD/t.
    pub rent: Option<Vec<f64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// Trade, Mt a year, row by exporter.
    pub trade: Option<Matrix>,
}

/// Why a worlds file was refused.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
pub enum WorldsError {
    #[error("{place}: {found} entries where {wanted} are wanted")]
    Shape { place: String, found: usize, wanted: usize },
    #[error("{place}: {value} is not allowed; it must be {rule}")]
    Value { place: String, value: f64, rule: &'static str },
    #[error("{place}: demand is `{word}`; it must be `additive` or `ces`")]
    Demand { place: String, word: String },
    #[error("{0}")]
    Json(String),
    #[error("there are {found} {what}; {most} at the most")]
    TooMany { what: &'static str, found: usize, most: usize },
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Worlds {
    /// Reads and parses a worlds file.
    pub fn read(path: &Path) -> Result<Worlds, WorldsError> {
        Worlds::parse(&input::read_text(path, LARGEST_FILE)?)
    }

    /// Parses a worlds file; the error of a malformed one names line and column.
    pub fn parse(text: &str) -> Result<Worlds, WorldsError> {
        serde_json::from_str(text).map_err(|error| WorldsError::Json(error.to_string()))
    }
}

impl Base {
    /// The baseline as the model's own type.
    pub fn baseline(&self) -> Result<Baseline, WorldsError> {
        let (n, m, c) = (self.exporters.len(), self.markets.len(), self.corridors.len());
        for (what, found) in [("exporters", n), ("markets", m), ("corridors", c)] {
            if found > MOST {
                return Err(WorldsError::TooMany { what, found, most: MOST });
            }
        }
        let check = Check { place: "base" };
        let serves = check.cube("serves", &self.serves, (c, n, m))?;
        let extra = match &self.corridor_extra {
            Some(cube) => check.cube("corridor_extra", cube, (c, n, m))?,
            None => vec![0.0; c * n * m],
        };
        let duty = match &self.duty {
            Some(matrix) => check.matrix("duty", matrix, n, m, Rule::AboveMinusOne)?,
            None => vec![0.0; n * m],
        };
        Ok(Baseline {
            exporters: self.exporters.clone(),
            markets: self.markets.clone(),
            corridors: self.corridors.clone(),
            trade: check.matrix("trade", &self.trade, n, m, Rule::NotNegative)?,
            fob: check.vector("fob", &self.fob, n, Rule::Positive)?,
            freight: check.matrix("freight", &self.freight, n, m, Rule::Finite)?,
            duty,
            capacity: check.limits("capacity", &self.capacity, n)?,
            corridor_cost: check.vector("corridor_cost", &self.corridor_cost, c, Rule::Finite)?,
            serves: serves.iter().map(|&s| s != 0.0).collect(),
            corridor_extra: extra,
        })
    }
}

impl World {
    /// Behaviour and conditions as the model's own types, for a baseline; `place` names the world
    /// in errors.
    pub fn conditions(&self, base: &Baseline, place: &str) -> Result<(Behaviour, Conditions), WorldsError> {
        let (n, m, c) = (base.exporter_count(), base.market_count(), base.corridor_count());
        let check = Check { place };
        let demand = match self.demand.as_str() {
            "additive" => DemandSystem::Additive,
            "ces" => DemandSystem::Ces,
            word => return Err(WorldsError::Demand { place: place.into(), word: word.into() }),
        };
        let behaviour = Behaviour {
            demand,
            sigma: check.number("sigma", self.sigma, Rule::Positive)?,
            eta: check.vector("eta", &self.eta, m, Rule::Positive)?,
            supply_elasticity: check.vector(
                "supply_elasticity",
                &self.supply_elasticity,
                n,
                Rule::Positive,
            )?,
            // Without corridors nobody chooses one, and any scale will do.
            theta: check.number("theta", self.theta.unwrap_or(1.0), Rule::Positive)?,
            rent_share: vec![1.0; n],
        };
        let cost_index = match &self.cost_index {
            Some(index) => check.vector("cost_index", index, n, Rule::Positive)?,
            None => vec![1.0; n],
        };
        let open = check.vector("corridor_open", &self.corridor_open, c, Rule::NotNegative)?;
        let conditions = Conditions {
            access: check.matrix("access", &self.access, n, m, Rule::NotNegative)?,
            added_cost: check.matrix("added_cost", &self.added_cost, n, m, Rule::Finite)?,
            tariff: check.matrix("tariff", &self.tariff, n, m, Rule::AboveMinusOne)?,
            friction: check.matrix("friction", &self.friction, n, m, Rule::AboveMinusOne)?,
            corridor_cost: check.vector("corridor_cost", &self.corridor_cost, c, Rule::Finite)?,
            corridor_capacity: check.limits("corridor_capacity", &self.corridor_capacity, c)?,
            corridor_open: open.iter().map(|&o| o != 0.0).collect(),
            demand_index: check.vector("demand_index", &self.demand_index, m, Rule::NotNegative)?,
            cost_index,
            ocean_freight: check.number(
                "ocean_freight",
                self.ocean_freight.unwrap_or(1.0),
                Rule::NotNegative,
            )?,
            capacity: match &self.capacity {
                Some(capacity) => check.limits("capacity", capacity, n)?,
                None => base.capacity.clone(),
            },
            expansion: match &self.expansion {
                Some(expansion) => check.vector("expansion", expansion, n, Rule::Positive)?,
                None => vec![1.0; n],
            },
        };
        Ok((behaviour, conditions))
    }
}

/// What a number in a worlds file may be.
#[derive(Clone, Copy)]
enum Rule {
    Finite,
    Positive,
    NotNegative,
    AboveMinusOne,
}

impl Rule {
    fn broken_by(self, value: f64) -> Option<&'static str> {
        let (holds, rule) = match self {
            Rule::Finite => (true, "a finite number"),
            Rule::Positive => (value > 0.0, "positive"),
            Rule::NotNegative => (value >= 0.0, "zero or more"),
            Rule::AboveMinusOne => (value > -1.0, "above -1"),
        };
        (!(holds && value.is_finite())).then_some(rule)
    }
}

/// Checks of shape and sign, with the place they happen at.
struct Check<'a> {
    place: &'a str,
}

impl Check<'_> {
    fn number(&self, name: &str, value: f64, rule: Rule) -> Result<f64, WorldsError> {
        match rule.broken_by(value) {
            Some(rule) => Err(WorldsError::Value { place: format!("{}: {name}", self.place), value, rule }),
            None => Ok(value),
        }
    }

    fn length(&self, name: &str, found: usize, wanted: usize) -> Result<(), WorldsError> {
        let place = || format!("{}: {name}", self.place);
        if found == wanted { Ok(()) } else { Err(WorldsError::Shape { place: place(), found, wanted }) }
    }

    fn vector(&self, name: &str, values: &[f64], wanted: usize, rule: Rule) -> Result<Vec<f64>, WorldsError> {
        self.length(name, values.len(), wanted)?;
        values.iter().enumerate().map(|(k, &v)| self.number(&format!("{name}[{k}]"), v, rule)).collect()
    }

    fn limits(&self, name: &str, values: &[Option<f64>], wanted: usize) -> Result<Vec<f64>, WorldsError> {
        self.length(name, values.len(), wanted)?;
        let limit = |(k, v): (usize, &Option<f64>)| match v {
            Some(v) => self.number(&format!("{name}[{k}]"), *v, Rule::NotNegative),
            None => Ok(f64::INFINITY),
        };
        values.iter().enumerate().map(limit).collect()
    }

    fn matrix(
        &self,
        name: &str,
        rows: &Matrix,
        n: usize,
        m: usize,
        rule: Rule,
    ) -> Result<Vec<f64>, WorldsError> {
        self.length(name, rows.len(), n)?;
        let mut flat = Vec::with_capacity(n * m);
        for (i, row) in rows.iter().enumerate() {
            flat.extend(self.vector(&format!("{name}[{i}]"), row, m, rule)?);
        }
        Ok(flat)
    }

    fn cube(
        &self,
        name: &str,
        cube: &[Matrix],
        (c, n, m): (usize, usize, usize),
    ) -> Result<Vec<f64>, WorldsError> {
        self.length(name, cube.len(), c)?;
        let mut flat = Vec::with_capacity(c * n * m);
        for (r, rows) in cube.iter().enumerate() {
            flat.extend(self.matrix(&format!("{name}[{r}]"), rows, n, m, Rule::Finite)?);
        }
        Ok(flat)
    }
}

/// A flat matrix as nested rows.
pub fn nested(flat: &[f64], width: usize) -> Matrix {
    flat.chunks(width.max(1)).map(<[f64]>::to_vec).collect()
}
