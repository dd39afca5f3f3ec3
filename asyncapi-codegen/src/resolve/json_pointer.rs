//! JSON pointers in URI fragments (RFC 6901, section 6): `#/components/messages/a~1b`.

/// The segments of the pointer in `fragment` (what follows `#`), or what is wrong with it.
pub(super) fn parse(fragment: &str) -> Result<Vec<String>, &'static str> {
    if fragment.is_empty() {
        return Ok(Vec::new());
    }
    let Some(path) = fragment.strip_prefix('/') else {
        return Err("a reference inside a document is a path from its root: `#/components/…`");
    };
    path.split('/').map(segment).collect()
}

fn segment(text: &str) -> Result<String, &'static str> {
    let decoded = percent_decode(text).ok_or("a `%` in a reference starts two hexadecimal digits")?;
    let mut segment = String::with_capacity(decoded.len());
    let mut characters = decoded.chars();
    while let Some(character) = characters.next() {
        segment.push(match character {
            '~' => match characters.next() {
                Some('0') => '~',
                Some('1') => '/',
                _ => return Err("a `~` in a reference is written `~0`, a `/` inside a name `~1`"),
            },
            other => other,
        });
    }
    Ok(segment)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(parse("/a~1b/c~0d/e%20f").unwrap(), ["a/b", "c~d", "e f"]);
        assert_eq!(parse("").unwrap(), Vec::<String>::new());
        assert_eq!(parse("/").unwrap(), [""]);
        assert!(parse("foo").is_err());
        assert!(parse("/a~2").is_err());
        assert!(parse("/%zz").is_err());
        assert!(parse("/%f").is_err());
    }
}
