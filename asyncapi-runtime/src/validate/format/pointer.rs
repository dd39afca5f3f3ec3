//! `json-pointer` of RFC 6901, and `relative-json-pointer`.

/// `json-pointer`
pub(super) fn is_json_pointer(text: &str) -> bool {
    (text.is_empty() || text.starts_with('/'))
        && text.split('~').skip(1).all(|part| part.starts_with(['0', '1']))
}

/// How many levels up, and then a pointer, or `#` for the name or index there.
pub(super) fn is_relative_json_pointer(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (levels, rest) = text.split_at(digits);
    !levels.is_empty()
        && (levels == "0" || !levels.starts_with('0'))
        && (rest == "#" || is_json_pointer(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_6901() {
        for text in [
            "", "/foo", "/foo/0", "/", "/a~1b", "/c%d", "/e^f", "/g|h", "/i\\j", "/k\"l", "/ ", "/m~0n",
            "//", "/é/-",
        ] {
            assert!(is_json_pointer(text), "{text}");
        }
        for text in ["a", "0", "#", "#/", "a/", "/~", "/~2", "/a~/b", "/~~", "~1"] {
            assert!(!is_json_pointer(text), "{text}");
        }
    }

    #[test]
    fn relative_pointers() {
        for text in ["0", "1/0", "2/highly/nested/objects", "0#", "12#", "10/", "0/~0"] {
            assert!(is_relative_json_pointer(text), "{text}");
        }
        for text in ["", "/", "#", "-1/a", "+1/a", "01/a", "00", "0##", "0a", "0#/", "1/~2", "\u{9e8}/a"] {
            assert!(!is_relative_json_pointer(text), "{text}");
        }
    }
}
