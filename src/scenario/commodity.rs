//! What a world is about, in words: nothing is computed from them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The commodity of a world.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Commodity {
    /// As it reads in a sentence: "potash".
    pub name: Option<String>,
    /// What tonnes are tonnes of: "KCl".
    pub product: Option<String>,
    /// The years of the baseline: "2019-21".
    pub baseline: Option<String>,
    /// What a reader of results should know of the world's figures, in sentences.
    pub caveats: Vec<String>,
}

impl Commodity {
    /// "Mt", "Mt KCl".
    pub fn tonnes(&self, unit: &str) -> String {
        self.product.as_ref().map_or_else(|| unit.to_string(), |product| format!("{unit} {product}"))
    }
}
