//! Types of other crates for strings of a `format`. Each is behind a feature of this crate, and stands in generated
//! types where the macro call asks for it: `asyncapi!("asyncapi.yaml", formats = [uuid, jiff])`. A feature that another
//! crate turns on changes nothing.
//!
//! | feature, and name in `formats` | `format` | type |
//! |---|---|---|
//! | `uuid` | `uuid` | `uuid::Uuid` |
//! | `chrono` | `date-time` | `chrono::DateTime<chrono::FixedOffset>` |
//! | | `date` | `chrono::NaiveDate` |
//! | `jiff` | `date-time` | `jiff::Timestamp` |
//! | | `date` | `jiff::civil::Date` |
//! | | `duration` | `formats::jiff::Span`, around a `jiff::Span` |
//! | `url` | `uri` | `url::Url` |
//!
//! Types of your own stand in the same list, `formats = [uuid, "date" = my::Date]`, and go before the sets; an earlier
//! set goes before a later one. All other formats stay `String`, and are checked.
//!
//! - A type reads and writes what its crate does, and is not checked again. They read more than the format has: a
//!   `Uuid` without hyphens, a `Timestamp` with a space for the `T`, the day of a date with a time. Only `Span` reads
//!   durations of ISO 8601 and nothing else.
//! - The other keywords beside the `format` (`minLength`, `pattern`, `enum`) are not checked: the value is no text any
//!   more.
//! - `chrono` keeps the offset of a `date-time`, and compares points in time. A `Timestamp` has none, so `jiff` writes
//!   `Z` for what was read with `+02:00`: the same point in time.
//! - A `Url` is normalised as it is read: `http://example.com` is written as `http://example.com/`.
//! - There is no type for `time`: those of both crates have no offset, which RFC 3339 demands.
//!
//! The crates come with what these types need and no more. To make new UUIDs, or to ask for the time, depend on the
//! crate as well, with its features.

#[cfg(feature = "jiff")]
mod span;

/// `formats = [chrono]`.
#[cfg(feature = "chrono")]
pub mod chrono {
    pub use ::chrono::NaiveDate;

    /// `date-time`: a point in time, and the offset that it is written with.
    pub type DateTime = ::chrono::DateTime<::chrono::FixedOffset>;
}

/// `formats = [jiff]`.
#[cfg(feature = "jiff")]
pub mod jiff {
    pub use ::jiff::Timestamp;
    pub use ::jiff::civil::Date;

    pub use super::span::Span;
}

/// `formats = [url]`.
#[cfg(feature = "url")]
pub mod url {
    pub use ::url::Url;
}

/// `formats = [uuid]`.
#[cfg(feature = "uuid")]
pub mod uuid {
    pub use ::uuid::Uuid;
}
