//! Worked examples of the trade-policy literature, from inputs to the last digit given.
//!
//! GSIM (Francois and Hall) is the first-order limit of the ces system, its exact counterpart and
//! the two one-market examples are the ces system itself, and shared port capacities are the limit
//! of a large theta. Quantities are trade values at a world price of 1, so FOB prices start at 1
//! and a tariff's power is one plus our duty.

use potash::equilibrium::{Calibration, Solution, solve};
use potash::market::{Baseline, Behaviour, Conditions, DemandSystem};
use serde_json::Value;

fn case(name: &str) -> Value {
    let text = include_str!("reference/trade_models.json");
    let all: Value = serde_json::from_str(text).unwrap();
    all[name].clone()
}

/// All numbers of a nested list, row by row.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(list) => list.iter().flat_map(numbers).collect(),
        number => vec![number.as_f64().unwrap_or_else(|| panic!("{number} is no number"))],
    }
}

/// A world without corridors and limits, in the ces system.
fn armington(trade: Vec<f64>, tariff_power: &[f64], inputs: &Value) -> (Baseline, Behaviour) {
    let exporters = match &inputs["supply_elasticity"] {
        Value::Array(list) => list.len(),
        _ => inputs["suppliers"].as_u64().map_or(4, |n| n as usize),
    };
    let (pairs, markets) = (trade.len(), trade.len() / exporters);
    let each = |value: &Value, count: usize| {
        let list = numbers(value);
        (0..count).map(|k| list[k % list.len()]).collect::<Vec<f64>>()
    };
    let base = Baseline {
        exporters: (0..exporters).map(|i| format!("exporter {i}")).collect(),
        markets: (0..markets).map(|j| format!("market {j}")).collect(),
        corridors: Vec::new(),
        trade,
        fob: vec![1.0; exporters],
        freight: vec![0.0; pairs],
        duty: tariff_power.iter().map(|power| power - 1.0).collect(),
        capacity: vec![f64::INFINITY; exporters],
        corridor_cost: Vec::new(),
        serves: Vec::new(),
        corridor_extra: Vec::new(),
    };
    let behaviour = Behaviour {
        demand: DemandSystem::Ces,
        sigma: inputs["sigma"].as_f64().unwrap(),
        eta: each(&inputs["eta"], markets),
        supply_elasticity: each(&inputs["supply_elasticity"], exporters),
        theta: 1.0,
        rent_share: vec![1.0; exporters],
    };
    (base, behaviour)
}

fn solve_under(base: &Baseline, behaviour: &Behaviour, tariff_power: &[f64]) -> Solution {
    let tariff = tariff_power.iter().map(|power| power - 1.0).collect();
    let conditions = Conditions { tariff, ..Conditions::baseline(base) };
    solve(&Calibration::new(base, behaviour).unwrap(), &conditions).unwrap()
}

fn fob(solution: &Solution) -> Vec<f64> {
    solution.fob.iter().map(|price| price.unwrap()).collect()
}

/// Half a unit of the last of `digits` significant digits, by which a rounded number may be off.
fn half_unit(value: f64, digits: i32) -> f64 {
    0.5 * 10_f64.powi(value.abs().log10().floor() as i32 - digits + 1)
}

/// Every number agrees with a reference rounded to `digits` significant digits.
fn agree(what: &str, ours: &[f64], reference: &Value, digits: i32) {
    let theirs = numbers(reference);
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (k, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        // A zero, or the rounding dust that stands for one, has no digits.
        let allowed = if theirs.abs() < 1e-9 { 1e-9 } else { 1.0001 * half_unit(*theirs, digits) };
        assert!((ours - theirs).abs() <= allowed, "{what}[{k}]: ours {ours}, reference {theirs}");
    }
}

/// The limit of a row of vectors at step h, h/2, h/4, ... whose errors go with h^step, h^(2 step), ...
fn limit(mut rows: Vec<Vec<f64>>, step: i32) -> Vec<f64> {
    let mut order = step;
    while rows.len() > 1 {
        let weight = 2_f64.powi(order);
        let better = |pair: &[Vec<f64>]| {
            let each = pair[0].iter().zip(&pair[1]);
            each.map(|(coarse, fine)| fine + (fine - coarse) / (weight - 1.0)).collect()
        };
        rows = rows.windows(2).map(better).collect();
        order += step;
    }
    rows.remove(0)
}

/// Proportional first-order responses to a tariff change: producer prices, output, quantities.
struct Response {
    price: Vec<f64>,
    output: Vec<f64>,
    quantity: Vec<f64>,
}

/// GSIM solves a linear system; ours at the full shock would be off by second-order terms. Shocks
/// of one hundredth either way and less, differenced and extrapolated, leave ten digits.
fn linear_response(base: &Baseline, behaviour: &Behaviour, before: &[f64], after: &[f64]) -> Response {
    let part = |share: f64| {
        let power: Vec<f64> = before.iter().zip(after).map(|(t0, t1)| t0 + share * (t1 - t0)).collect();
        let solution = solve_under(base, behaviour, &power);
        let prices = fob(&solution).into_iter().map(f64::ln);
        let output = solution.supply.iter().map(|s| s.ln());
        let quantity = solution.trade.iter().map(|q| q.ln());
        prices.chain(output).chain(quantity).collect::<Vec<f64>>()
    };
    let slope = |step: f64| {
        let (up, down) = (part(step), part(-step));
        up.iter().zip(&down).map(|(up, down)| (up - down) / (2.0 * step)).collect()
    };
    let mut all = limit([1e-2, 5e-3, 2.5e-3].map(slope).to_vec(), 2);
    let n = base.exporter_count();
    let quantity = all.split_off(2 * n);
    let output = all.split_off(n);
    Response { price: all, output, quantity }
}

/// GSIM's inputs under the names of the nonlinear case.
fn gsim_inputs() -> Value {
    let (linear, exact) = (case("gsim_4x4")["inputs"].clone(), case("gsim_4x4_nonlinear")["inputs"].clone());
    // The two cases state the same example; were they to differ, the limit of one would not be the other.
    assert_eq!((&linear["M"], &linear["T0"]), (&exact["M"], &exact["T0"]));
    assert!(numbers(&linear["Em"]).iter().all(|em| -em == exact["eta"].as_f64().unwrap()));
    assert!(numbers(&linear["Es"]).iter().all(|es| *es == exact["sigma"].as_f64().unwrap()));
    let supply = numbers(&linear["Ex"]);
    assert!(supply.iter().all(|ex| *ex == exact["supply_elasticity"].as_f64().unwrap()));
    exact
}

#[test]
fn the_first_order_limit_is_the_published_gsim_example() {
    let (gsim, inputs) = (case("gsim_4x4"), gsim_inputs());
    let scenario = &gsim["scenarios"]["us_eu_free_trade"];
    let (before, after) = (numbers(&inputs["T0"]), numbers(&scenario["T1"]));
    // GSIM gives a response even where nothing is traded; a billionth stands for such a pair.
    let trade: Vec<f64> = numbers(&inputs["M"]).into_iter().map(|value| value.max(1e-9)).collect();
    let (base, behaviour) = armington(trade, &before, &inputs);
    let response = linear_response(&base, &behaviour, &before, &after);

    for (ours, published) in response.price.iter().zip(numbers(&gsim["published_producer_prices_us_eu"])) {
        assert!((ours - published).abs() <= 5e-5, "published price: ours {ours}, theirs {published}");
    }
    let exact = &case("gsim_4x4_nonlinear")["scenarios"]["us_eu_free_trade"]["gsim_linear_producer_price"];
    let price: Vec<f64> = response.price.iter().map(|change| 1.0 + change).collect();
    agree("linear producer price", &price, exact, 10);
    let outputs = &scenario["outputs"];
    agree("producer price", &response.price, &outputs["producer_price_change"], 6);
    agree("output", &response.output, &outputs["output_change"], 6);
    agree("quantity", &response.quantity, &outputs["quantity_change"], 6);
    gsim_accounts(&response, &numbers(&inputs["M"]), &before, &after, outputs);
}

/// What GSIM reckons from the linear responses, each as a level change at the full shock.
fn gsim_accounts(response: &Response, trade: &[f64], before: &[f64], after: &[f64], outputs: &Value) {
    let (pairs, n) = (trade.len(), response.price.len());
    let per_market = |value: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..n).map(|j| (0..n).map(|i| value(i * n + j)).sum()).collect()
    };
    let all = |value: &dyn Fn(usize) -> f64| (0..pairs).map(value).collect::<Vec<f64>>();
    let value =
        |pair: usize| trade[pair] * (1.0 + response.price[pair / n]) * (1.0 + response.quantity[pair]);
    let consumer = |pair: usize| (1.0 + response.price[pair / n]) * after[pair] / before[pair] - 1.0;
    agree("trade value", &all(&value), &outputs["trade_value_new_world_prices"], 6);
    agree("trade value change", &all(&|k| value(k) - trade[k]), &outputs["trade_value_change"], 6);
    agree("consumer price", &all(&consumer), &outputs["consumer_price_change"], 6);

    let outlay = per_market(&|k| trade[k] * before[k]);
    let dearer = per_market(&|k| trade[k] * before[k] * consumer(k));
    let composite: Vec<f64> = dearer.iter().zip(&outlay).map(|(change, outlay)| change / outlay).collect();
    agree("composite price", &composite, &outputs["composite_price_change"], 6);
    let duty = per_market(&|k| value(k) * (after[k] - 1.0) - trade[k] * (before[k] - 1.0));
    agree("tariff revenue", &duty, &outputs["tariff_revenue_change"], 6);

    let sales: Vec<f64> = trade.chunks(n).map(|row| row.iter().sum()).collect();
    let producers: Vec<f64> =
        (0..n).map(|i| sales[i] * response.price[i] * (1.0 + 0.5 * response.output[i])).collect();
    agree("producer surplus", &producers, &outputs["producer_surplus"], 6);
    // GSIM's triangle carries the sign of the price change, whatever one thinks of that.
    let consumers: Vec<f64> =
        composite.iter().zip(&outlay).map(|(p, outlay)| -outlay * p * (1.0 + 0.5 * 1.25 * p.abs())).collect();
    agree("consumer surplus", &consumers, &outputs["consumer_surplus"], 6);
    let welfare: Vec<f64> = (0..n).map(|j| producers[j] + consumers[j] + duty[j]).collect();
    agree("net welfare", &welfare, &outputs["net_welfare"], 6);
}

#[test]
fn the_full_shock_of_the_gsim_example_is_met_to_ten_digits() {
    let inputs = gsim_inputs();
    let scenario = &case("gsim_4x4_nonlinear")["scenarios"]["us_eu_free_trade"];
    let before = numbers(&inputs["T0"]);
    let (base, behaviour) = armington(numbers(&inputs["M"]), &before, &inputs);
    let calibrated = Calibration::new(&base, &behaviour).unwrap().market_price;
    let solution = solve_under(&base, &behaviour, &numbers(&scenario["T1"]));
    agree("producer price", &fob(&solution), &scenario["producer_price"], 10);
    agree("quantity", &solution.trade, &scenario["quantity"], 10);
    let ratio: Vec<f64> =
        solution.market_price.iter().zip(&calibrated).map(|(now, then)| now.unwrap() / then).collect();
    agree("consumer price index", &ratio, &scenario["consumer_price_index_ratio"], 10);
}

/// Percentage changes in the one-market example of the emr package: index, composite, prices, quantities.
fn emr_changes(inputs: &Value, sigma: f64) -> (Vec<f64>, Solution) {
    let (value, before) = (numbers(&inputs["base_value"]), numbers(&inputs["tariff_power_before"]));
    let (base, mut behaviour) = armington(value.clone(), &before, inputs);
    behaviour.sigma = sigma;
    let solution = solve_under(&base, &behaviour, &numbers(&inputs["tariff_power_after"]));
    let index = solution.market_price[0].unwrap();
    let composite = index.powf(-behaviour.eta[0]);
    let mut changes = vec![index * composite, index, composite];
    changes.extend(solution.delivered_price.iter().map(|price| price.unwrap()));
    changes.extend(solution.trade.iter().zip(&value).map(|(now, then)| now / then));
    (changes.into_iter().map(|ratio| 100.0 * (ratio - 1.0)).collect(), solution)
}

#[test]
fn the_armington_example_of_the_emr_package_is_met_as_published_and_as_computed() {
    let emr = case("emr_armington_3x1");
    let (changes, solution) = emr_changes(&emr["inputs"], emr["inputs"]["sigma"].as_f64().unwrap());
    for (what, ours) in ["E", "P", "Q", "p", "q"].iter().zip([0..1, 1..2, 2..3, 3..6, 6..9]) {
        agree(what, &changes[ours.clone()], &emr["computed_percent"][what], 10);
        for (ours, published) in changes[ours].iter().zip(numbers(&emr["published_percent"][what])) {
            assert!((ours - published).abs() <= 0.005, "{what}: ours {ours}, published {published}");
        }
    }
    let producers: Vec<f64> = fob(&solution).iter().map(|price| 100.0 * (price - 1.0)).collect();
    agree("producer price", &producers, &emr["computed_producer_price_percent"], 10);
    // The expenditure that η = 1 keeps constant is what is really paid, not only index times composite.
    let paid: f64 = solution.trade.iter().zip(&solution.delivered_price).map(|(q, p)| q * p.unwrap()).sum();
    assert!((paid - 100.0).abs() < 1e-10, "{paid}");
}

#[test]
fn the_armington_example_is_met_at_every_elasticity_of_substitution() {
    let emr = case("emr_armington_3x1");
    let sweep = emr["sigma_sweep"].as_array().unwrap();
    assert_eq!(sweep.len(), 7);
    for row in sweep {
        let (changes, _) = emr_changes(&emr["inputs"], row["sigma"].as_f64().unwrap());
        agree("Q", &changes[2..3], &row["Q_percent"], 10);
        agree("p of the first", &changes[3..4], &row["p_bra_percent"], 10);
    }
}

#[test]
fn the_expem_example_is_met_as_published_and_as_computed() {
    let expem = case("expem_4x1");
    let (inputs, share) = (&expem["inputs"], numbers(&expem["inputs"]["market_share"]));
    let (base, behaviour) = armington(share.clone(), &[1.0; 4], inputs);
    let solution = solve_under(&base, &behaviour, &numbers(&inputs["tariff_power_after"]));
    let consumers: Vec<f64> = solution.delivered_price.iter().map(|price| price.unwrap()).collect();
    let index = vec![solution.market_price[0].unwrap()];
    let quantity: Vec<f64> = solution.trade.iter().zip(&share).map(|(now, then)| now / then).collect();
    let ours =
        [("producer_price", fob(&solution)), ("consumer_price", consumers), ("retail_price_index", index)];
    for (what, ours) in &ours {
        agree(what, ours, &expem["computed"][what], 10);
        for (ours, published) in ours.iter().zip(numbers(&expem["published"][what])) {
            // Published figures are cut off after four decimals, not rounded.
            assert!((0.0..1e-4).contains(&(ours - published)), "{what}: ours {ours}, published {published}");
        }
    }
    agree("quantity", &quantity, &expem["computed"]["quantity_ratio"], 10);
}

/// Two ports that every pair may use, each pair at its own cost.
fn ports(inputs: &Value, theta: f64) -> (Baseline, Behaviour) {
    let trade = numbers(&inputs["q0"]);
    let (n, m) = (3, 2);
    let costs = [numbers(&inputs["route_cost_port_A"]), numbers(&inputs["route_cost_port_B"])].concat();
    let base = Baseline {
        exporters: vec!["x".into(), "y".into(), "z".into()],
        markets: vec!["here".into(), "there".into()],
        corridors: vec!["port A".into(), "port B".into()],
        trade,
        fob: numbers(&inputs["f0"]),
        freight: vec![0.0; n * m],
        duty: vec![0.0; n * m],
        capacity: vec![f64::INFINITY; n],
        corridor_cost: vec![0.0; 2],
        serves: vec![true; 2 * n * m],
        corridor_extra: costs,
    };
    let behaviour = Behaviour {
        demand: DemandSystem::Ces,
        sigma: inputs["sigma"].as_f64().unwrap(),
        eta: vec![inputs["eta"].as_f64().unwrap(); m],
        supply_elasticity: numbers(&inputs["eps"]),
        theta,
        rent_share: vec![0.0; n],
    };
    (base, behaviour)
}

/// FOB prices, port rents, trade and throughput of a case at a given theta.
fn port_answer(inputs: &Value, case: &Value, theta: f64) -> Vec<f64> {
    let (base, behaviour) = ports(inputs, theta);
    let conditions = Conditions {
        corridor_capacity: numbers(&case["capacity"]),
        tariff: numbers(&case["tariff_power"]).iter().map(|power| power - 1.0).collect(),
        ..Conditions::baseline(&base)
    };
    let solution = solve(&Calibration::new(&base, &behaviour).unwrap(), &conditions).unwrap();
    let flows = (0..2).map(|r| solution.corridor_flow(r));
    fob(&solution)
        .into_iter()
        .chain(solution.rent.clone())
        .chain(solution.trade.clone())
        .chain(flows)
        .collect()
}

#[test]
fn shared_port_capacities_are_the_limit_of_a_large_theta() {
    let reference = case("armington_port_capacity_3x2x2");
    let cases = reference["cases"].as_object().unwrap();
    assert_eq!(cases.len(), 3);
    for (name, case) in cases {
        // The marginal pair's rent is off by a multiple of 1/θ; every other pair's by exp(-θ), nothing
        // at these θ, so that a power series in 1/θ is left to extrapolate.
        let thetas = [40.0, 80.0, 160.0, 320.0, 640.0];
        let rows = thetas.map(|theta| port_answer(&reference["inputs"], case, theta)).to_vec();
        let answer = limit(rows, 1);
        let parts = ["f", "port_rent", "q", "port_throughput"];
        for (what, ours) in parts.iter().zip([0..3, 3..5, 5..11, 11..13]) {
            agree(&format!("{name}, {what}"), &answer[ours], &case[what], 10);
        }
    }
}
