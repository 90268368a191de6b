//! A placeholder.
use super::PageTheme;
use super::document::Document;
pub fn html(document: &Document, _theme: PageTheme) -> String {
    format!("{document:?}")
}
