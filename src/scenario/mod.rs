//! Reading what people write: scenario files (TOML) and worlds (JSON).

pub mod worlds;
