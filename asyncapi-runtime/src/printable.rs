//! [`Printable`]: text from outside in errors.

use std::fmt;

/// Text with its control characters escaped: an error may quote a value which came from the network, and goes to
/// terminals and logs.
pub(crate) struct Printable<'a>(pub(crate) &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(char::is_control) {
            match part.chars().next_back().filter(|last| last.is_control()) {
                Some(control) => {
                    let text = &part[..part.len() - control.len_utf8()];
                    write!(f, "{text}{}", control.escape_default())?;
                }
                None => f.write_str(part)?,
            }
        }
        Ok(())
    }
}
