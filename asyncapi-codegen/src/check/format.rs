//! Strings of a certain form (rules C8, D5, D9, M3, M6, O6). Each check is as strict as the words of the
//! specification, no stricter: a false alarm stops a build.

use crate::spec::Format;

pub(super) fn fits(format: Format, text: &str) -> bool {
    match format {
        Format::Uri => is_absolute_uri(text),
        Format::Email => is_email(text),
        Format::MediaType => is_media_type(text),
        Format::RuntimeExpression => is_runtime_expression(text),
    }
}

/// What a format is called, and an example of it.
pub(super) fn describe(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Uri => ("an absolute URI", "https://example.com/terms"),
        Format::Email => ("an e-mail address", "support@example.com"),
        Format::MediaType => ("a media type", "application/json"),
        Format::RuntimeExpression => ("a runtime expression", "$message.payload#/user/id"),
    }
}

/// RFC 3986: a scheme, a colon, and characters that may stand in a URI.
fn is_absolute_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let character = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    scheme_fits && !rest.is_empty() && rest.chars().all(character)
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let no_space = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    no_space(local)
        && !local.contains('@')
        && no_space(domain)
        && !domain.starts_with('.')
        && !domain.ends_with('.')
}

/// RFC 9110, 8.3.1: `type/subtype` with optional parameters; no ranges such as `*/*`.
fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim_end();
    let token = |part: &str| {
        !part.is_empty()
            && part != "*"
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    essence.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}

/// `$message.header` or `$message.payload`, with an optional JSON pointer as fragment (L2683-2692).
fn is_runtime_expression(text: &str) -> bool {
    let rest = text.strip_prefix("$message.");
    let rest = rest.and_then(|rest| rest.strip_prefix("header").or_else(|| rest.strip_prefix("payload")));
    match rest.map(|rest| rest.strip_prefix('#').unwrap_or(rest)) {
        Some("") => true,
        Some(pointer) => {
            let escapes = pointer.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
            pointer.starts_with('/') && escapes && text.contains('#')
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (format, good, bad) in [
            (
                Format::Uri,
                &["https://a.b/c?d#e", "urn:x:y", "mailto:a@b"][..],
                &["/a", "a b", "example.com", "http:"][..],
            ),
            (Format::Email, &["a@b.c", "a+b@c"], &["a", "@b", "a@", "a b@c", "a@b@c"]),
            (
                Format::MediaType,
                &["application/json", "text/plain; charset=utf-8", "application/vnd.a+json"],
                &["json", "*/*", "application/", "a/b/c"],
            ),
            (
                Format::RuntimeExpression,
                &["$message.payload#/a/b~1c", "$message.header#/x", "$message.payload"],
                &[
                    "$message.body#/a",
                    "payload#/a",
                    "$message.payload#a",
                    "$message.payload/a",
                    "$message.payload#/~2",
                ],
            ),
        ] {
            for text in good {
                assert!(fits(format, text), "{text}");
            }
            for text in bad {
                assert!(!fits(format, text), "{text}");
            }
        }
    }
}
