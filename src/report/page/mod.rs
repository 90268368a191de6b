//! One self-contained HTML page of finished runs: what is told, and how it is written down.
//!
//! `document` says what a page holds, `html` writes any document. Computes no result.

pub mod document;
