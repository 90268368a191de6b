//! A calibration and a backtest beside what was observed: as text, tables, chart and files.

pub mod backtest;
pub mod backtest_report;
pub mod calibration;
mod common;
mod files;
pub mod learnt;

pub use common::Origin;
pub(super) use common::{decimals, with_band};
