//! What people read who run the service.

use std::fmt::Arguments;
use std::io::Write as _;

/// Writes a line to stderr. Where nobody reads it, as when the terminal is gone, the service goes on.
pub(crate) fn log(line: Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
