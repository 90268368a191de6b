//! What comes in is bounded: files of any kind and any size cost a moment and little memory, their faults are told
//! in a screenful, and nothing in them reaches the terminal as a command.

mod common;

use potash::scenario::structure::Structure;
use std::path::Path;

fn shipped(name: &str) -> potash::scenario::Loaded {
    potash::scenario::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name), &[]).unwrap()
}

#[test]
fn shipped_calibrations_say_what_world_they_were_learnt_in() {
    let world = Structure::of(&shipped("history.toml").scenario.world);
    let names =
        |names: &[String]| names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    let wanted = format!(
        "\n# The world that it was learnt in.\n[world]\ndemand = {:?}\nexporters = [{}]\nmarkets = [{}]\ncorridors = [{}]\n\n# Each number",
        world.demand,
        names(&world.exporters),
        names(&world.markets),
        names(&world.corridors)
    );
    for file in ["to-2022.toml", "to-2025.toml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/calibration").join(file);
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(&wanted), "{file} lacks{wanted}");
    }
}
