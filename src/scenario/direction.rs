//! In which direction a corridor leads: for a sketch of routes, nothing is computed from it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Eighths of the compass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "a direction is its name")]
pub enum Direction {
    North,
    NorthEast,
    East,
    SouthEast,
    South,
    SouthWest,
    West,
    NorthWest,
}

impl Direction {
    /// All of them, in the words of the file format, clockwise from north.
    pub const WORDS: [(&'static str, Direction); 8] = [
        ("north", Direction::North),
        ("north-east", Direction::NorthEast),
        ("east", Direction::East),
        ("south-east", Direction::SouthEast),
        ("south", Direction::South),
        ("south-west", Direction::SouthWest),
        ("west", Direction::West),
        ("north-west", Direction::NorthWest),
    ];

    /// Degrees clockwise from north.
    pub fn degrees(self) -> f64 {
        45.0 * f64::from(self as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_go_round_the_compass_in_the_order_of_their_words() {
        for ((word, direction), eighth) in Direction::WORDS.iter().zip(0_u8..) {
            assert_eq!(direction.degrees(), 45.0 * f64::from(eighth), "{word}");
            assert_eq!(serde_json::to_string(direction).unwrap(), format!("\"{word}\""));
        }
    }
}
