//! [`Validate`]: what a schema asks of a value beyond its type.
//!
//! The macro compiles the keywords of JSON Schema to calls of the functions here. They are generic over small
//! traits so that one keyword is one function for typed values and for `serde_json::Value` alike, and they only
//! find out whether the keyword holds: what reports a violation is neither generic nor inlined, as each crate
//! with a document compiles the generic part again.

mod array;
mod at;
mod combine;
mod decimal;
mod format;
mod implement;
mod instance;
mod json;
mod literal;
mod number;
mod object;
mod pattern;
mod shown;
#[cfg(test)]
mod testing;
mod text;
mod types;
mod unique;
mod violations;

#[doc(hidden)]
pub use array::{contains, item, items, items_from, max_items, min_items};
#[doc(hidden)]
pub use at::At;
pub(crate) use combine::report_several;
#[doc(hidden)]
pub use combine::{any_of, holds, never, not, one_of};
#[doc(hidden)]
pub use format::Format;
#[doc(hidden)]
pub use instance::{Entries, Instance, Items};
pub(crate) use json::json_equal;
#[doc(hidden)]
pub use json::to_value;
#[doc(hidden)]
pub use literal::{Json, constant, one_of_values};
#[doc(hidden)]
pub use number::{Num, exclusive_maximum, exclusive_minimum, maximum, minimum, multiple_of};
#[doc(hidden)]
pub use object::{
    additional_properties, dependency, dependent_required, max_properties, min_properties,
    pattern_properties, property, property_names, required, values,
};
#[doc(hidden)]
pub use pattern::Pattern;
#[doc(hidden)]
pub use text::{format, max_length, min_length, pattern};
#[doc(hidden)]
pub use types::{Types, is_type};
#[doc(hidden)]
pub use unique::unique_items;
pub use violations::{Violation, Violations};

/// A value that can be checked against its schema.
///
/// The macro implements it for the payload types of a document: decoding makes sure of what their Rust types say,
/// this of the rest, such as `minLength`, `pattern` and `uniqueItems`. Arrays and maps check what they hold.
///
/// ```
/// use asyncapi_runtime::Validate;
///
/// assert!(vec![1.5, 2.5].validate().is_ok());
/// // JSON has no such numbers.
/// let violations = vec![1.5, f64::NAN].validate().unwrap_err();
/// assert_eq!(violations.to_string(), "`/1`: NaN is not of the type \"number\"");
/// ```
pub trait Validate {
    /// Checks the value.
    ///
    /// # Errors
    /// All that it violates, each with its place.
    fn validate(&self) -> Result<(), Violations> {
        let mut out = Violations::default();
        self.check(&At::ROOT, &mut out);
        out.into_result()
    }

    /// Adds what the value violates to `out`.
    #[doc(hidden)]
    fn check(&self, at: &At<'_>, out: &mut Violations);
}
