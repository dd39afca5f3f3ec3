//! [`Pattern`]: a regular expression of the document.

/// A regular expression.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
}

impl Pattern {
    /// The expression that `source` is.
    pub const fn new(source: &'static str) -> Self {
        Self { source }
    }

    /// Whether a part of `text` matches.
    pub fn is_match(&self, text: &str) -> bool {
        text.contains(self.source)
    }

    /// The expression as the document has it.
    pub fn source(&self) -> &'static str {
        self.source
    }
}
