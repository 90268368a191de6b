//! One scenario over a grid of two numbers, as a table for a spreadsheet.
//!
//! `cargo run --release --example sweep`

use potash::{Scenario, sweep};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let relief = Scenario::shipped("us-only")?;
    let results = sweep(&relief)
        .vary("corridor.russian_baltic.cost", [30.0, 50.0, 70.0])
        .vary("model.sigma", [3, 6])
        .draws(200)
        .run()?;

    println!("cost,sigma,q05,median,q95");
    for cell in &results.cells {
        let Some(window) = cell.main_window() else { continue };
        let revenue = &window.revenue;
        println!(
            "{},{:.2},{:.2},{:.2}",
            cell.settings.join(","),
            revenue.q05.value,
            revenue.q50.value,
            revenue.q95.value
        );
    }
    Ok(())
}
