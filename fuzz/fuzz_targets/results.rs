//! The results of a run's folder, and the charts that are drawn of them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use potash_cli::report::results::Results;
use potash_cli::report::{OutputFormat, RenderOptions, figures_of, redraw_all};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(results) = Results::parse(bytes) {
        let _ = redraw_all(&figures_of(&results), &[OutputFormat::Svg, OutputFormat::Csv], &RenderOptions::default());
    }
});
