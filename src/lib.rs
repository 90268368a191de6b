//! potash
pub mod equilibrium;
pub mod model;
pub mod numeric;
pub mod scenario;
