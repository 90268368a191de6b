//! What changed a run, in English.

use super::super::ChangedTexts;

pub(super) const EN: ChangedTexts = ChangedTexts {
    set: "Set: {setting}",
    in_all: "{setting} (all scenarios)",
    in_some: "{setting} ({scenarios})",
    more_set: "Set: {count} more, which manifest.json lists",
    seed: "Seed {seed}",
    sampler: "{sampler} draws",
    source_set: "{scenarios}; set {settings}",
    source_more: "{settings} and {count} more",
    source_sampler: "{seed}, {sampler}",
    source_draws: "{draws}",
    source_stopped: "{draws} of {asked}",
    source_lost: "{draws} ({lost} lost)",
    source_caution: "{seed}; caution: {caution}",
    caution: "Caution: {caution}",
};
