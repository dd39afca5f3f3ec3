//! The wire format of Server-Sent Events (WHATWG HTML, section 9.2), without I/O: writing and parsing.

mod decode;
mod encode;
mod parse;

pub use decode::{Candidate, DecodeError, RawEvent};
pub(crate) use encode::LONGEST_RETRY;
pub use encode::{EncodeError, EventWriter};
pub use parse::{Limits, ParseError, Parsed, Parser};
