//! The words that a scenario may begin with.

/// Everything that a scenario can say at its top.
pub(super) const SECTIONS: [&str; 30] = [
    "title",
    "question",
    "colour",
    "extends",
    "calibration",
    "focus",
    "commodity",
    "model",
    "horizon",
    "run",
    "yardstick",
    "index",
    "adjustment",
    "exporter",
    "market",
    "corridor",
    "trade",
    "freight",
    "duty",
    "baseline_share",
    "measure",
    "project",
    "process",
    "disruption",
    "correlation",
    "expect",
    "history",
    "reported",
    "target",
    "forecast",
];

/// Words about a table that are not things in it.
pub(super) const ABOUT: [&str; 4] = ["unit", "source", "basis", "note"];
