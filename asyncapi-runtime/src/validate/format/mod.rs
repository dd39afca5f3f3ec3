//! [`Format`]: texts of a known form.

mod datetime;
mod email;
mod encoding;
mod hostname;
mod idn;
mod pointer;
mod punycode;
mod regex;
mod uri;
mod uri_template;

use std::net::{Ipv4Addr, Ipv6Addr};

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
            Format::DateTime => datetime::is_date_time(text),
            Format::Date => datetime::is_date(text),
            Format::Time => datetime::is_time(text),
            Format::Duration => datetime::is_duration(text),
            Format::Email => email::is_email(text),
            Format::IdnEmail => email::is_idn_email(text),
            Format::Hostname => hostname::is_hostname(text),
            Format::IdnHostname => hostname::is_idn_hostname(text),
            Format::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Format::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Format::Uri => uri::is_uri(text),
            Format::UriReference => uri::is_uri_reference(text),
            Format::Iri => uri::is_iri(text),
            Format::IriReference => uri::is_iri_reference(text),
            Format::UriTemplate => uri_template::is_uri_template(text),
            Format::Uuid => encoding::is_uuid(text),
            Format::JsonPointer => pointer::is_json_pointer(text),
            Format::RelativeJsonPointer => pointer::is_relative_json_pointer(text),
            Format::Regex => regex::is_regex(text),
            Format::Byte | Format::Base64 => encoding::is_base64(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Format; 21] = [
        Format::DateTime,
        Format::Date,
        Format::Time,
        Format::Duration,
        Format::Email,
        Format::IdnEmail,
        Format::Hostname,
        Format::IdnHostname,
        Format::Ipv4,
        Format::Ipv6,
        Format::Uri,
        Format::UriReference,
        Format::Iri,
        Format::IriReference,
        Format::UriTemplate,
        Format::Uuid,
        Format::JsonPointer,
        Format::RelativeJsonPointer,
        Format::Regex,
        Format::Byte,
        Format::Base64,
    ];

    #[test]
    fn addresses() {
        for text in ["0.0.0.0", "192.168.0.1", "255.255.255.255"] {
            assert!(Format::Ipv4.is_valid(text), "{text}");
        }
        for text in
            ["", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4/24", "0x7f.0.0.1", "1.2.3.\u{9e8}"]
        {
            assert!(!Format::Ipv4.is_valid(text), "{text}");
        }
        for text in ["::", "::1", "1::", "2001:db8::ff00:42:8329", "::ffff:192.168.0.1", "1:2:3:4:5:6:7:8"] {
            assert!(Format::Ipv6.is_valid(text), "{text}");
        }
        for text in [
            "",
            ":",
            "1:2",
            "12345::",
            "1::2::3",
            "1:2:3:4:5:6:7:8:9",
            "fe80::1%eth0",
            "::1/64",
            "::127.0.0.1.1",
            "[::1]",
        ] {
            assert!(!Format::Ipv6.is_valid(text), "{text}");
        }
    }

    #[test]
    fn names_are_those_of_documents() {
        let names: std::collections::BTreeSet<_> = ALL.iter().map(|format| format.as_str()).collect();
        assert_eq!(names.len(), ALL.len());
        assert!(names.contains("relative-json-pointer"));
    }

    proptest! {
        #[test]
        fn no_text_panics(
            text in prop_oneof![
                any::<String>(),
                "[-+.:/?#@%~\\[\\](){}*|\\\\^$,=PTWYDHMSZxnu0-9a\u{e9}\u{300}\u{200d}]{0,40}",
                "xn--[a-z0-9-]{0,59}",
            ]
        ) {
            for format in ALL {
                format.is_valid(&text);
            }
        }
    }
}
