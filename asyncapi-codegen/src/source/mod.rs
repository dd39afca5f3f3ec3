//! Step 1, load: the text of the document and of every file it refers to, and positions in them.

mod load;
mod position;
mod spec_source;

pub use load::Sources;
pub(crate) use load::{Failure, join};
pub use position::{FileId, LineColumn, Span};
pub use spec_source::{FileSystem, SpecSource};
