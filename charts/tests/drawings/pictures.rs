//! Pictures of all samples, for eyes. Judges nothing.

use super::looks::realistic;
use super::{WIDTHS, all};
use potash_charts::{Canvas, Chart, Theme};
use rayon::prelude::*;
use std::env;
use std::fs;
use std::path::PathBuf;

/// Draws what there is to look at into the folder that POTASH_SAMPLES names, light and dark, at
/// three widths: `POTASH_SAMPLES=/tmp/samples cargo test --package potash-charts -- --ignored draw_samples`.
#[test]
#[ignore = "writes pictures to look at"]
fn draw_samples() {
    // The slow proofs run this too, and nobody looks then.
    let Some(folder) = env::var_os("POTASH_SAMPLES").map(PathBuf::from) else { return };
    fs::create_dir_all(&folder).expect("a folder");
    let draw = |(name, chart): &(String, Box<dyn Chart>)| {
        let name: String = name
            .chars()
            .map(|letter| if letter.is_alphanumeric() || letter == '.' { letter } else { '-' })
            .collect();
        for width in WIDTHS {
            for theme in [Theme::Light, Theme::Dark] {
                let canvas = Canvas { width, theme, ..Canvas::default() };
                let drawing = chart.draw(&canvas).expect("a chart");
                let stem = folder.join(format!("{name}-{width}-{theme:?}"));
                fs::write(stem.with_extension("svg"), drawing.svg()).expect("a file");
                let scale = if width < 700.0 { 2.0 } else { 1.0 };
                fs::write(format!("{}.png", stem.display()), drawing.png(scale).expect("a picture"))
                    .expect("a file");
            }
        }
    };
    let wanted = env::var("POTASH_SAMPLES_LIKE").unwrap_or_default();
    all().par_iter().chain(realistic().par_iter()).filter(|(name, _)| name.contains(&wanted)).for_each(draw);
}
