//! What comes from outside, before anyone makes sense of it: bounded reads of regular files, names that
//! cannot be paths, and text that cannot drive a terminal.
//!
//! Every file that others may have written is read through [`read_limited`] or [`read_text`], and
//! every name that such a file gives to another file goes through [`below`] or [`FileName`].

mod hash;
mod name;
mod read;
mod visible;

pub use hash::{hash, hexadecimal};
pub use name::{FileName, LONGEST_NAME};
pub use read::{ReadError, below, hash_of, is_below, read_limited, read_text};
pub use visible::visible;
