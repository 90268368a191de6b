//! Prices that were agreed on some time before delivery: what revenue is reported at.
//!
//! The price that an exporter is paid follows the market's by exponential smoothing: with a mean lag of
//! `L` quarters the agreed price moves by `1 / (1 + L)` of its distance to today's netback in a quarter.
//! Trade is the market's own; only what is reported of it lags.

use crate::equilibrium::Answer;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;
use crate::scenario::Definition;
use crate::scenario::metric::Metric;
use crate::scenario::parameter::{ParameterId, Values};

/// The agreed prices of the exporters whose reported revenue is asked for.
#[derive(Debug, Clone)]
pub(super) struct Contracts<const L: usize>(Vec<Agreed<L>>);

#[derive(Debug, Clone)]
struct Agreed<const L: usize> {
    exporter: usize,
    lag: Option<ParameterId>,
    /// USD/t; not a number before the first quarter with sales.
    price: Lanes<L>,
}

impl<const L: usize> Contracts<L> {
    /// For a list of metrics; none of them costs nothing.
    pub(super) fn new(scenario: &Definition, metrics: &[Metric]) -> Contracts<L> {
        let mut list: Vec<Agreed<L>> = Vec::new();
        for metric in metrics {
            let (Metric::ReportedRevenue { exporter } | Metric::ReportedNetback { exporter }) = *metric
            else {
                continue;
            };
            if list.iter().all(|known| known.exporter != exporter) {
                let lag = scenario.world.exporters.get(exporter).and_then(|exporter| exporter.contract_lag);
                list.push(Agreed { exporter, lag, price: Lanes::splat(f64::NAN) });
            }
        }
        Contracts(list)
    }

    /// Back to the time before the horizon.
    pub(super) fn begin(&mut self) {
        self.0.iter_mut().for_each(|agreed| agreed.price = Lanes::splat(f64::NAN));
    }

    /// Moves on to a quarter that was solved. One without sales leaves the price where it is.
    pub(super) fn advance(&mut self, answer: &Answer<L>, values: &Values<Lanes<L>>) {
        let one = Lanes::splat(1.0);
        for Agreed { exporter, lag, price } in &mut self.0 {
            let today = Lanes::splat(1000.0) * answer.revenue[*exporter] / answer.exports[*exporter];
            let lag = lag.map_or(Lanes::default(), |id| values.get(id));
            for l in 0..L {
                let part = (one / (one + lag)).0[l];
                let (old, new) = (price.0[l], today.0[l]);
                price.0[l] = match (old.is_finite(), new.is_finite()) {
                    (true, true) => old + (new - old) * part,
                    (false, true) => new,
                    _ => old,
                };
            }
        }
    }

    /// The agreed price of an exporter, USD/t.
    pub(super) fn price(&self, exporter: usize) -> Lanes<L> {
        let found = self.0.iter().find(|known| known.exporter == exporter);
        found.map_or(Lanes::splat(f64::NAN), |agreed| agreed.price)
    }
}
