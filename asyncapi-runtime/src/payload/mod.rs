//! How generated payload types are read and written: the parts of serde that would otherwise be generated
//! again for each of them.

mod adapter;
mod attempts;
mod candidate;
mod collection;
mod constant;
mod literal;
mod number;
mod object;
mod place;
mod property;
mod shape;
mod string;
mod tagged;
mod tuple;
mod whole;
mod writer;

pub use adapter::{Adapter, BoxOf, NullOr, Plain};
pub use candidate::{Candidate, CandidateBy};
pub use collection::{AnyObject, ListOf, MapOf, SetOf};
pub use constant::Constant;
pub use literal::{json, json_object, list, map, set, string};
pub use object::{Object, ObjectReader, ObjectReaderBy, read_object};
pub use property::Property;
pub use shape::{Union, Variant, Variants, only_one, read_only_union, read_union};
pub use string::{UnknownValue, read_from_str};
pub use tagged::Resumed;
pub use whole::{Whole, WholeNumber};
pub use writer::ObjectWriter;
