//! [`Format`]: texts of a known form.

/// A format of JSON Schema, or of OpenAPI, that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// `date-time`: RFC 3339.
    DateTime,
    /// `date`: RFC 3339, `full-date`.
    Date,
    /// `time`: RFC 3339, `full-time`.
    Time,
    /// `duration`: ISO 8601.
    Duration,
    /// `email`: RFC 5321, `Mailbox`.
    Email,
    /// `idn-email`: RFC 6531, `Mailbox`.
    IdnEmail,
    /// `hostname`: RFC 1123.
    Hostname,
    /// `idn-hostname`: RFC 5890.
    IdnHostname,
    /// `ipv4`: RFC 2673, dotted quad.
    Ipv4,
    /// `ipv6`: RFC 4291.
    Ipv6,
    /// `uri`: RFC 3986.
    Uri,
    /// `uri-reference`: RFC 3986.
    UriReference,
    /// `iri`: RFC 3987.
    Iri,
    /// `iri-reference`: RFC 3987.
    IriReference,
    /// `uri-template`: RFC 6570.
    UriTemplate,
    /// `uuid`: RFC 4122.
    Uuid,
    /// `json-pointer`: RFC 6901.
    JsonPointer,
    /// `relative-json-pointer`.
    RelativeJsonPointer,
    /// `regex`: ECMA-262.
    Regex,
    /// `byte`: base64 of RFC 4648.
    Byte,
    /// `base64`: RFC 4648.
    Base64,
}

impl Format {
    /// The name in documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::DateTime => "date-time",
            Format::Date => "date",
            Format::Time => "time",
            Format::Duration => "duration",
            Format::Email => "email",
            Format::IdnEmail => "idn-email",
            Format::Hostname => "hostname",
            Format::IdnHostname => "idn-hostname",
            Format::Ipv4 => "ipv4",
            Format::Ipv6 => "ipv6",
            Format::Uri => "uri",
            Format::UriReference => "uri-reference",
            Format::Iri => "iri",
            Format::IriReference => "iri-reference",
            Format::UriTemplate => "uri-template",
            Format::Uuid => "uuid",
            Format::JsonPointer => "json-pointer",
            Format::RelativeJsonPointer => "relative-json-pointer",
            Format::Regex => "regex",
            Format::Byte => "byte",
            Format::Base64 => "base64",
        }
    }

    /// Whether a text is of the format.
    pub fn is_valid(self, text: &str) -> bool {
        match self {
            Format::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Format::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            _ => true,
        }
    }
}
