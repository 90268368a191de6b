//! The simulated world price moves as the historical one did: its yearly volatility and its half-life.
//!
//! History: the Pink Sheet's monthly potash price, quarterly means 2010-Q1 to 2025-Q4 (f.o.b. Vancouver to
//! 2019, Brazil c.f.r. from 2020). Both series go through the same estimators over 64 quarters, so that what
//! short samples do to an estimate they do to both.

use potash::engine::{Job, run};
use potash::scenario::Scenario;
use potash::scenario::metric::Metric;
use potash::scenario::{Definition, Method};
use potash::units::time::Horizon;
use std::path::Path;
use std::sync::atomic::AtomicBool;

const QUARTERS: usize = 64;

/// Yearly volatility and half-life in quarters of a series of log prices, one a quarter: twice the
/// standard deviation of quarterly changes, and that of a first-order autoregression.
fn moves(prices: &[f64]) -> (f64, f64) {
    let changes: Vec<f64> = prices.windows(2).map(|w| w[1] - w[0]).collect();
    let n = changes.len() as f64;
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let drift = mean(&changes);
    let volatility = 2.0 * (changes.iter().map(|c| (c - drift).powi(2)).sum::<f64>() / n).sqrt();
    let (before, after) = (&prices[..prices.len() - 1], &prices[1..]);
    let (mx, my) = (mean(before), mean(after));
    let both: f64 = before.iter().zip(after).map(|(x, y)| (x - mx) * (y - my)).sum();
    let own: f64 = before.iter().map(|x| (x - mx).powi(2)).sum();
    (volatility, 0.5_f64.ln() / (both / own).min(0.999).ln())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Log prices of the scenario's Brazil over 64 quarters, draw by draw.
fn simulated(draws: usize) -> Vec<Vec<f64>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/status-quo.toml");
    let mut scenario: Definition = Scenario::load(&path, &[]).unwrap().into_definition();
    // From the first quarter that moves by itself on; 2026 begins where its past leads to.
    let start = scenario.processes_from.unwrap();
    scenario = scenario.over(Horizon { start, quarters: QUARTERS });
    scenario.money_of = None;
    let metric = Metric::MarketPrice { market: scenario.world.market_named("brazil").unwrap() };
    let (stop, scenarios) = (AtomicBool::new(false), [scenario]);
    let job = Job {
        scenarios: &scenarios,
        draws: 0..draws,
        seed: 1,
        method: Method::Pseudo,
        stop: &stop,
        progress: &|_| {},
    };
    let outcome = run(&job).unwrap().remove(0);
    (0..draws).map(|k| outcome.path(metric, k).map(f64::ln).collect()).collect()
}

/// Quarterly means of the Pink Sheet's monthly prices, logs. World Bank, Commodity Price Data, June 2026.
fn history() -> Vec<f64> {
    let text = include_str!("reference/mop_price.csv");
    let monthly = text.lines().filter(|line| line.contains(",pink_sheet_monthly_"));
    let prices: Vec<f64> = monthly.map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect();
    prices.chunks_exact(3).take(QUARTERS).map(|three| (three.iter().sum::<f64>() / 3.0).ln()).collect()
}

#[test]
fn the_price_is_as_volatile_and_as_slow_to_return_as_it_was() {
    let (volatility, half_life) = moves(&history());
    assert!((0.25..0.40).contains(&volatility), "history: {volatility} a year");
    let each: Vec<(f64, f64)> = simulated(512).iter().map(|path| moves(path)).collect();
    assert!(each.iter().all(|(volatility, half_life)| volatility.is_finite() && half_life.is_finite()));
    let ours = median(each.iter().map(|m| m.0).collect());
    assert!((0.25..0.40).contains(&ours), "{ours} a year");
    let ratio = ours / volatility;
    assert!((0.67..1.5).contains(&ratio), "volatility {ours}, {ratio} of history's {volatility}");
    let ours = median(each.iter().map(|m| m.1).collect());
    // Supply and demand that answer more to prices that last bring a price back sooner than the Pink Sheet's comes.
    let ratio = ours / half_life;
    assert!((0.55..1.5).contains(&ratio), "half-life {ours} quarters, {ratio} of history's {half_life}");
    // History is one path: it has to be one that the model could have drawn.
    let quieter = each.iter().filter(|m| m.0 < volatility).count();
    let faster = each.iter().filter(|m| m.1 < half_life).count();
    for below in [quieter, faster] {
        assert!((512 / 20..512 * 19 / 20).contains(&below), "{quieter} quieter, {faster} faster of 512");
    }
}
