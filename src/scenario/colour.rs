//! The colours that a scenario can have in charts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A colour by name: few enough to be told apart, on light and dark paper and by those who see no red or green.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "a colour is its name")]
pub enum Colour {
    Black,
    Blue,
    Gold,
    Green,
    Pink,
    Violet,
    Orange,
}

impl Colour {
    /// All of them, in the words of the file format. Orange comes last: the world without measures has it, unless a
    /// scenario asks for it.
    pub const WORDS: [(&'static str, Colour); 7] = [
        ("black", Colour::Black),
        ("blue", Colour::Blue),
        ("gold", Colour::Gold),
        ("green", Colour::Green),
        ("pink", Colour::Pink),
        ("violet", Colour::Violet),
        ("orange", Colour::Orange),
    ];
}
