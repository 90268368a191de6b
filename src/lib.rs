//! potash: what sanctions, relief and closed ports do to the world potash trade.
//!
//! Scenarios are files that say what the market is like, which measures are in force and what is uncertain. They are
//! run on the same draws, each draw one world that is solved for its equilibrium in every quarter under every scenario:
//!
//! ```
//! use potash::Window;
//!
//! let status_quo = potash::Scenario::shipped("status-quo")?;
//! let relief = potash::Scenario::shipped("us-only")?.with("corridor.russian_baltic.cost", 60.0)?;
//! let study = potash::compare([&status_quo, &relief]).draws(64).seed(1).run()?;
//!
//! // Revenue of Belarus in 2030, bn USD: what relief adds, draw by draw, with its Monte Carlo error.
//! let gain = study.difference("us-only", "revenue.belarus", Window::Year(2030))?;
//! assert!(gain.value > 0.0 && gain.error < 0.1);
//!
//! // Any metric, and any draw of it.
//! let price = study.value("us-only", "market_price.brazil", Window::Year(2030))?;
//! assert_eq!(study.draws("us-only", "revenue.belarus", Window::Year(2030))?.len(), 64);
//!
//! // The same scenario over a grid of settings.
//! let sweep = potash::sweep(&relief).vary("model.sigma", [3, 6]).draws(16).run()?;
//! assert_eq!(sweep.cells.len(), 2);
//! # assert!(price.value > 0.0);
//! # Ok::<(), potash::Error>(())
//! ```
//!
//! [`Scenario`] reads files, shipped scenarios or texts in memory; [`run`], [`compare`] and [`sweep`] solve;
//! [`results`] says what comes out. Everything that a run is made of is in the modules below, each of which imports
//! only those to its right:
//!
//! `{calibration, simulate} → results → engine → {sampling, equilibrium} → scenario → market → stats → {units, numeric, input}`
//!
//! # Words
//!
//! | word | meaning |
//! |---|---|
//! | exporter, market | who sells; where it is consumed |
//! | corridor | an export path with a cost and a yearly capacity |
//! | trade | Mt of KCl product a year from an exporter to a market |
//! | FOB price | what the exporter earns at its own border before scarcity rents, USD/t |
//! | delivered price | what the buyer pays, USD/t, duty and friction included |
//! | market price | the price of a market as its demand sees it: the mean (additive) or the CES index |
//! | rent | the scarcity rent of a full corridor, USD/t |
//! | netback | an exporter's revenue per tonne at its border, rents included |
//! | measure | a policy act: embargo, port closure, tariff, payment restriction, relief of one |
//! | access | the share of former volume that buyers still take at equal prices |
//! | friction | an ad valorem cost of doing business that is nobody's revenue |
//! | metric | an output |
//! | scenario | a named file, with what it extends and the settings laid over it |
//! | draw | one sampled world, numbered from 0 |
//! | period | a quarter; all rates are yearly |
//! | uncertainty | any number of a scenario that is given as a distribution |
//!
//! # Promises
//!
//! - The library writes no file; only `scenario` reads any.
//! - Only `scenario` parses TOML, and only `sampling` names a random generator.
//! - `numeric` is free of the subject: it knows vectors, not markets.
//! - The engine summarises nothing; results compute no equilibrium.
//! - A draw that cannot be solved is counted and named, never drawn again.
//! - No result depends on the clock, on the number of threads, or on what was computed before it.

// Input can reach anything: say what went wrong instead. println! dies of a closed pipe or a full disk.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]
#![deny(missing_docs, unreachable_pub)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod calibration;
pub mod engine;
pub mod equilibrium;
pub mod input;
pub mod market;
pub mod numeric;
pub mod results;
pub mod sampling;
pub mod scenario;
pub mod simulate;
pub mod stats;
pub mod units;

pub use results::window::Window;
pub use scenario::Scenario;
pub use simulate::{Error, Study, compare, run, sweep};
pub use stats::summary::Estimate;
