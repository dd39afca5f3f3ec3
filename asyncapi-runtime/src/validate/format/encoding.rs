//! `uuid` of RFC 4122, `byte` and `base64` of RFC 4648.

/// Five groups of hexadecimal digits, in either case, of any version.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The alphabet with `+` and `/`, padded to groups of four, in one line.
pub(super) fn is_base64(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = match bytes {
        [digits @ .., b'=', b'='] | [digits @ .., b'='] => digits,
        _ => bytes,
    };
    bytes.len() % 4 == 0
        && digits.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'+' || *byte == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids() {
        for text in ["f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"] {
            assert!(is_uuid(text), "{text}");
        }
        assert!(is_uuid("00000000-0000-0000-0000-000000000000"));
        for text in [
            "",
            "f81d4fae7dec11d0a76500a0c91e6bf6",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf60",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bfg",
            "f81d4fae-7dec-11d0-a765000a0c91e6bf6",
            "{81d4fae-7dec-11d0-a765-00a0c91e6bf}",
            "f81d4fae-7dec-11d0-a765-00a0c91e6é6",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }

    #[test]
    fn the_vectors_of_rfc_4648() {
        for text in ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "+/+/"] {
            assert!(is_base64(text), "{text}");
        }
        for text in
            ["Z", "Zg", "Zg=", "Zm8", "Z===", "====", "Zm9v\n", "Zm 9v", "-_-_", "Zm=v", "Zg==Zg==", "é9v"]
        {
            assert!(!is_base64(text), "{text}");
        }
    }
}
