//! `uri-template` of RFC 6570.

use super::uri::{is_private, is_universal};

/// `URI-Template`
pub(super) fn is_uri_template(mut text: &str) -> bool {
    loop {
        let Some((literals, rest)) = text.split_once('{') else { return are_literals(text) };
        let Some((expression, rest)) = rest.split_once('}') else { return false };
        if !are_literals(literals) || !is_expression(expression) {
            return false;
        }
        text = rest;
    }
}

/// Everything that a URI may have after encoding; `'` was forgotten in the RFC and is in its errata.
fn are_literals(text: &str) -> bool {
    are_encoded(text)
        && text.chars().all(|character| match character {
            '\0'..='\x20' | '\x7f' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
            _ => character.is_ascii() || is_universal(character) || is_private(character),
        })
}

/// Whether each `%` begins a percent-encoded byte.
fn are_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|part| {
        let mut digits = part.bytes();
        [digits.next(), digits.next()]
            .iter()
            .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
    })
}

/// What is in the braces. The operators which the RFC keeps for later are part of its grammar.
fn is_expression(text: &str) -> bool {
    let operators = ['+', '#', '.', '/', ';', '?', '&', '=', ',', '!', '@', '|'];
    text.strip_prefix(operators).unwrap_or(text).split(',').all(is_variable)
}

fn is_variable(text: &str) -> bool {
    if let Some((name, length)) = text.split_once(':') {
        let digits = length.bytes().all(|byte| byte.is_ascii_digit());
        return is_name(name) && digits && (1..=4).contains(&length.len()) && !length.starts_with('0');
    }
    is_name(text.strip_suffix('*').unwrap_or(text))
}

fn is_name(text: &str) -> bool {
    are_encoded(text)
        && text.split('.').all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'%')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_6570() {
        for text in [
            "http://example.com/~{username}/",
            "http://example.com/dictionary/{term:1}/{term}",
            "http://example.com/search{?q,lang}",
            "http://www.example.com/foo{?query,number}",
            "{+path,x}/here",
            "X{.list*}",
            "{/var:1,var}",
            "{;x,y,empty}",
            "?fixed=yes{&x}",
            "{#keys*}",
            "{a.b_c.%41d}",
            "{=x}",
            "",
            "/no/variables?a=b#c",
            "é/%C3%A9/[']",
        ] {
            assert!(is_uri_template(text), "{text}");
        }
    }

    #[test]
    fn others_are_none() {
        for text in [
            "{",
            "}",
            "{}",
            "{a",
            "a}",
            "{{a}}",
            "{a}}",
            "{a,}",
            "{,}",
            "{+}",
            "{a b}",
            "{a-b}",
            "{.a.}",
            "{a..b}",
            "{é}",
            "{a:}",
            "{a:0}",
            "{a:12345}",
            "{a:x}",
            "{a:1*}",
            "{a*:1}",
            "{a**}",
            "{++a}",
            "{%4}",
            "a b",
            "a\"b",
            "<a>",
            "a\\b",
            "a^b",
            "a`b",
            "a|b",
            "%",
            "%4",
            "%zz",
            "a\n",
            "a\u{80}",
        ] {
            assert!(!is_uri_template(text), "{text:?}");
        }
    }
}
