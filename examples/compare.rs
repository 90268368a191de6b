//! What does relief bring back, and how much does the answer hang on the cost of one route?
//!
//! `cargo run --release --example compare`

use potash::{Scenario, Window, compare};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let status_quo = Scenario::shipped("status-quo")?;
    let relief = Scenario::shipped("us-only")?;
    let year = Window::Year(2030);

    for cost in [30.0, 60.0] {
        let dearer = relief.with("corridor.russian_baltic.cost", cost)?;
        let study = compare([&status_quo, &dearer]).draws(2_000).seed(1).run()?;
        let gain = study.difference("us-only", "revenue.belarus", year)?;
        println!(
            "a Russian route of {cost} USD/t: {:+.2} bn USD in 2030 (standard error {:.2})",
            gain.value, gain.error
        );
    }
    Ok(())
}
