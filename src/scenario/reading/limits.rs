//! How large a scenario may be: far more than anyone needs, and few enough that reading any file takes a moment
//! and little memory.
//!
//! Sizes of a text are checked before it is made into a tree; numbers of things before they are read.

use std::ops::Range;
use toml_parser::parser::{EventReceiver, RecursionGuard, parse_document};
use toml_parser::{ErrorSink, ParseError, Source, Span};

/// Bytes of one scenario file: 1 MiB.
pub(super) const LARGEST_FILE: u64 = 1 << 20;
/// Bytes of all files of one `extends` chain: 2 MiB.
pub(super) const LARGEST_CHAIN: usize = 2 << 20;
/// Files of one `extends` chain.
pub(super) const LONGEST_CHAIN: usize = 32;
/// Words and signs of TOML in one file; the shipped world has 6,000.
const MOST_TOKENS: usize = 200_000;
/// Tables in one file, those that a dot in a key makes counted too: a table takes a thousand times the memory of
/// a dot.
const MOST_TABLES: usize = 40_000;
/// Faults of syntax after which the rest of a file is not made sense of.
const MOST_SYNTAX: usize = 40;
/// Arrays and tables within one another: what the parser allows too.
const DEEPEST: u32 = 80;
/// Letters of a text, such as a source.
pub(super) const LONGEST_TEXT: usize = 2_000;

/// Letters of the name of an exporter, market, corridor, measure or disruption, and the like.
pub(super) const LONGEST_NAME: usize = crate::input::LONGEST_NAME;

/// Numbers of one scenario.
pub(super) const MOST_NUMBERS: usize = 20_000;
/// Pairs that one scenario correlates, and uncertainties in them: matrices grow with the square, and their work
/// with the cube.
pub(super) const MOST_PAIRS: usize = 1_000;
pub(super) const MOST_CORRELATED: usize = 64;
/// Ways of one exporter's tonnes to one market by one corridor.
pub(super) const MOST_ROUTES: usize = 1 << 15;

/// Settings on the command line.
pub(super) const MOST_SETTINGS: usize = 1_000;
/// Bytes of a setting.
pub(super) const LONGEST_SETTING: usize = 16 << 10;

/// Whether a text is TOML so far as its syntax goes, without making anything of it.
pub(super) struct Syntax {
    /// The first faults, with their places.
    pub faults: Vec<(Range<usize>, String)>,
    /// All faults.
    pub count: usize,
    /// Whether the text has more words than are read.
    pub too_many: bool,
}

impl Syntax {
    pub(super) fn of(text: &str) -> Syntax {
        let source = Source::new(text);
        let mut syntax = Syntax { faults: Vec::new(), count: 0, too_many: false };
        // Counted before they are kept: a sign takes one byte of text and sixty of memory.
        syntax.too_many = source.lex().take(MOST_TOKENS + 1).count() > MOST_TOKENS;
        if !syntax.too_many {
            let tokens = source.lex().into_vec();
            let mut tables = Tables(0);
            let mut guarded = RecursionGuard::new(&mut tables, DEEPEST);
            parse_document(&tokens, &mut guarded, &mut syntax);
            syntax.too_many = tables.0 > MOST_TABLES;
        }
        syntax
    }

    /// Whether the rest of the text is worth reading.
    pub(super) fn is_readable(&self) -> bool {
        !self.too_many && self.count <= MOST_SYNTAX
    }
}

/// Counts what tables are made of.
struct Tables(usize);

impl EventReceiver for Tables {
    fn std_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.0 += 1;
    }
    fn inline_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) -> bool {
        self.0 += 1;
        true
    }
    fn array_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.0 += 1;
    }
    fn key_sep(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.0 += 1;
    }
}

impl ErrorSink for Syntax {
    fn report_error(&mut self, error: ParseError) {
        self.count += 1;
        if self.faults.len() < MOST_SYNTAX {
            let span = error.unexpected().or(error.context()).map_or(0..0, |span| span.start()..span.end());
            self.faults.push((span, error.description().to_string()));
        }
    }
}

/// Tells of a text with too many words.
pub(super) fn too_many() -> (String, String) {
    (
        format!(
            "the file has more than {MOST_TOKENS} words and signs or {MOST_TABLES} tables, more than is read"
        ),
        "split it, or state less".to_string(),
    )
}
