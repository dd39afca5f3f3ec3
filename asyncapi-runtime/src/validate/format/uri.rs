//! `uri` and `uri-reference` of RFC 3986, `iri` and `iri-reference` of RFC 3987.

use std::net::Ipv6Addr;

/// Which characters there are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Ascii,
    Unicode,
}

/// `URI`
pub(super) fn is_uri(text: &str) -> bool {
    is_absolute(text, Script::Ascii)
}

/// `URI-reference`
pub(super) fn is_uri_reference(text: &str) -> bool {
    is_absolute(text, Script::Ascii) || is_relative(text, Script::Ascii)
}

/// `IRI`
pub(super) fn is_iri(text: &str) -> bool {
    is_absolute(text, Script::Unicode)
}

/// `IRI-reference`
pub(super) fn is_iri_reference(text: &str) -> bool {
    is_absolute(text, Script::Unicode) || is_relative(text, Script::Unicode)
}

fn is_absolute(text: &str, script: Script) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && is_hierarchy(rest, script)
}

fn is_relative(text: &str, script: Script) -> bool {
    let first = text.find(['/', '?', '#']).map_or(text, |end| &text[..end]);
    // A colon would make a scheme of the first segment.
    !first.contains(':') && is_hierarchy(text, script)
}

/// All behind the scheme: authority, path, query and fragment.
fn is_hierarchy(text: &str, script: Script) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let path = match text.strip_prefix("//") {
        Some(text) => {
            let (authority, path) = text.split_at(text.find('/').unwrap_or(text.len()));
            if !is_authority(authority, script) {
                return false;
            }
            path
        }
        None => text,
    };
    consists_of(path, script, |byte| is_path_byte(byte) || byte == b'/', |_| false)
        && consists_of(query, script, is_query_byte, is_private)
        && consists_of(fragment, script, is_query_byte, |_| false)
}

fn is_authority(text: &str, script: Script) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    consists_of(user, script, |byte| is_name_byte(byte) || byte == b':', |_| false) && is_host(host, script)
}

/// The host and its port.
fn is_host(text: &str, script: Script) -> bool {
    let port = if let Some(text) = text.strip_prefix('[') {
        let Some((address, port)) = text.split_once(']') else { return false };
        if !is_ip_literal(address) {
            return false;
        }
        if port.is_empty() { Some("") } else { port.strip_prefix(':') }
    } else {
        let (name, port) = text.split_once(':').unwrap_or((text, ""));
        consists_of(name, script, is_name_byte, |_| false).then_some(port)
    };
    port.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_ip_literal(text: &str) -> bool {
    match text.strip_prefix(['v', 'V']).and_then(|text| text.split_once('.')) {
        Some((version, address)) => {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !address.is_empty()
                && address.bytes().all(|byte| is_name_byte(byte) || byte == b':')
        }
        None => text.parse::<Ipv6Addr>().is_ok(),
    }
}

/// `unreserved / sub-delims`
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte)
}

/// `pchar`
fn is_path_byte(byte: u8) -> bool {
    is_name_byte(byte) || byte == b':' || byte == b'@'
}

fn is_query_byte(byte: u8) -> bool {
    is_path_byte(byte) || byte == b'/' || byte == b'?'
}

/// Whether `text` has just these bytes of ASCII and percent-encoded ones; in IRIs also others than ASCII.
fn consists_of(text: &str, script: Script, ascii: fn(u8) -> bool, other: fn(char) -> bool) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = match (byte, after) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => after,
            _ if ascii(*byte) || (!byte.is_ascii() && script == Script::Unicode) => after,
            _ => return false,
        };
    }
    script == Script::Ascii
        || text.chars().all(|character| character.is_ascii() || is_universal(character) || other(character))
}

/// `ucschar`
pub(super) fn is_universal(character: char) -> bool {
    match u32::from(character) {
        0xa0..=0xd7ff | 0xf900..=0xfdcf | 0xfdf0..=0xffef => true,
        code => {
            (0x1_0000..0xf_0000).contains(&code)
                && code & 0xffff < 0xfffe
                && !(0xe_0000..0xe_1000).contains(&code)
        }
    }
}

/// `iprivate`
pub(super) fn is_private(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xe000..=0xf8ff | 0xf_0000..) && code & 0xffff < 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_3986() {
        for text in [
            "ftp://ftp.is.co.za/rfc/rfc1808.txt",
            "http://www.ietf.org/rfc/rfc2396.txt",
            "ldap://[2001:db8::7]/c=GB?objectClass?one",
            "mailto:John.Doe@example.com",
            "news:comp.infosystems.www.servers.unix",
            "tel:+1-816-555-1212",
            "telnet://192.0.2.16:80/",
            "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
            "foo://example.com:8042/over/there?name=ferret#nose",
        ] {
            assert!(
                is_uri(text) && is_uri_reference(text) && is_iri(text) && is_iri_reference(text),
                "{text}"
            );
        }
    }

    #[test]
    fn corners() {
        for text in [
            "a:",
            "a:b",
            "a://",
            "a:///b",
            "a://:",
            "a://u:p@:80",
            "a://[v1.x:y]",
            "a:?#",
            "a:%41",
            "a+-.1:/",
        ] {
            assert!(is_uri(text), "{text}");
        }
        for text in [
            "",
            ":",
            "1a:b",
            "é:b",
            "a_:b",
            "a: b",
            "a:\\b",
            "a:%4",
            "a:%4g",
            "a:b#c#d",
            "a://[::1",
            "a://[::1]x",
            "a://[::1]::",
            "a://[1.2.3.4]",
            "a://[v.x]",
            "a://[v1.]",
            "a://h:80a",
            "a://h:1:2",
            "a://u@v@h",
            "a:[b]",
            "a:b?[c]",
            "a:<b>",
            "a:\"b\"",
            "a:b\n",
            "a:{b}",
            "a:b|c",
            "a:b^c",
            "a:b`c",
        ] {
            assert!(!is_uri(text) && !is_iri(text), "{text}");
        }
    }

    #[test]
    fn references_may_be_relative() {
        for text in
            ["", "/", "//h", "//h/p", "a/b", "./a:b", "a/b:c", "?q", "#f", "..", "a?b:c", "/a:b", "a#:"]
        {
            assert!(
                !is_uri(text) && is_uri_reference(text) && !is_iri(text) && is_iri_reference(text),
                "{text}"
            );
        }
        for text in [":a", "1:2", "\\\\server\\share", "a b", "%", "//[::1"] {
            assert!(!is_uri_reference(text) && !is_iri_reference(text), "{text}");
        }
    }

    #[test]
    fn other_than_ascii_is_for_iris() {
        for text in ["http://ƒøø.ßår/?∂éœ=πîx#πîüx", "a://é@é/é", "a:😀", "a:?\u{e000}"] {
            assert!(
                !is_uri(text) && !is_uri_reference(text) && is_iri(text) && is_iri_reference(text),
                "{text}"
            );
        }
        assert!(!is_iri("âππ") && is_iri_reference("âππ") && !is_uri_reference("âππ"));
        // Controls, characters for private use outside of the query, noncharacters.
        for text in [
            "a:\u{80}",
            "a:\u{e000}",
            "a:#\u{e000}",
            "a:\u{fdd0}",
            "a:\u{1ffff}",
            "a:?\u{10ffff}",
            "a:\u{fff0}",
        ] {
            assert!(!is_iri(text) && !is_iri_reference(text), "{text:?}");
        }
    }
}
