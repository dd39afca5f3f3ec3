//! `email` and `idn-email`: mailboxes of RFC 5321, and those of RFC 6531 with other than ASCII.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::hostname::{is_hostname, is_idn_hostname};

/// `Mailbox`
pub(super) fn is_email(text: &str) -> bool {
    text.is_ascii() && is_mailbox(text, is_hostname)
}

/// `Mailbox`, internationalised.
pub(super) fn is_idn_email(text: &str) -> bool {
    is_mailbox(text, is_idn_hostname)
}

fn is_mailbox(text: &str, is_domain: fn(&str) -> bool) -> bool {
    // The local part may hold an `@`, in quotes; what is behind it may not.
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    is_local_part(local) && (is_address_literal(domain) || is_domain(domain))
}

fn is_local_part(text: &str) -> bool {
    match text.strip_prefix('"') {
        Some(quoted) => is_quoted(quoted),
        None => text.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_byte)),
    }
}

/// `atext`
fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// The rest of a quoted string.
fn is_quoted(text: &str) -> bool {
    let mut bytes = text.bytes();
    loop {
        match bytes.next() {
            Some(b'"') => return bytes.next().is_none(),
            Some(b'\\') if bytes.next().is_some_and(|byte| matches!(byte, b' '..=b'~')) => {}
            Some(b'\\') | None => return false,
            Some(byte) if byte < b' ' || byte == 0x7f => return false,
            Some(_) => {}
        }
    }
}

/// An address in brackets instead of a name.
fn is_address_literal(text: &str) -> bool {
    let Some(text) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) else { return false };
    match text.split_at_checked(5) {
        Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6:") => address.parse::<Ipv6Addr>().is_ok(),
        _ => text.parse::<Ipv4Addr>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes() {
        for text in [
            "a@b",
            "joe.bloggs@example.com",
            "user+tag@example.com",
            "!#$%&'*+-/=?^_`{|}~@example.com",
            "\"joe bloggs\"@example.com",
            "\"a@b..\\\"\\\\\"@example.com",
            "\"\"@example.com",
            "joe@[127.0.0.1]",
            "joe@[IPv6:2001:db8::1]",
            "joe@[ipv6:::1]",
        ] {
            assert!(is_email(text) && is_idn_email(text), "{text}");
        }
        for text in [
            "",
            "@",
            "joe",
            "joe@",
            "@example.com",
            ".joe@example.com",
            "joe.@example.com",
            "joe..bloggs@example.com",
            "joe bloggs@example.com",
            "joe@bloggs@example.com",
            "joe@example_com",
            "joe@-example.com",
            "joe@[127.0.0.256]",
            "joe@[::1]",
            "joe@[IPv6:127.0.0.1]",
            "joe@[IPv6",
            "joe@[]",
            "\"joe@example.com",
            "\"joe\"bloggs@example.com",
            "\"joe\\\"@example.com",
            "\"joe\n\"@example.com",
            "Joe <joe@example.com>",
        ] {
            assert!(!is_email(text) && !is_idn_email(text), "{text}");
        }
    }

    #[test]
    fn other_than_ascii_only_where_it_is_allowed() {
        for text in ["실례@실례.테스트", "jürgen@example.com", "joe@bücher.example", "\"é\"@example.com"]
        {
            assert!(!is_email(text) && is_idn_email(text), "{text}");
        }
    }
}
