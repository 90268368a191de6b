//! potash: what sanctions, relief and closed ports do to the world potash trade.
//!
//! Data flow one way, and imports only point down:
//!
//! `calibration → results → engine → {sampling, equilibrium} → scenario → market → stats → {units, numeric, input}`
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
//! | scenario | a named file |
//! | draw | one sampled world, numbered from 0 for ever |
//! | period | a quarter; all rates are yearly |
//! | uncertainty | any number of a scenario that is given as a distribution |
//!
//! # What is not here
//!
//! - Nothing here writes a file, and none but `scenario` reads one.
//! - No room but `scenario` knows TOML, and none but `sampling` names a random generator.
//! - `numeric` has never heard of any of the words above.
//! - The engine summarises nothing; charts compute nothing; the command line decides nothing.
//! - Nothing is drawn twice: a draw that cannot be solved is counted and named.
//! - No result depends on the clock, on the number of threads, or on what was computed before it.

// Input can reach anything: say what went wrong instead. println! dies of a closed pipe or a full disk.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]
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
pub mod stats;
pub mod units;
