//! `hostname` of RFC 1123, and `idn-hostname` of RFC 5890.

use super::idn::is_u_label;
use super::punycode::Label;

/// How long a name may be on the wire, less the lengths of the first and of the empty last label.
const LONGEST: usize = 253;

/// How long a label may be.
const LONGEST_LABEL: usize = 63;

/// A name of letters, digits and hyphens. Labels that stand for others (`xn--`) have to be right ones.
pub(super) fn is_hostname(text: &str) -> bool {
    text.len() <= LONGEST && text.split('.').all(is_ascii_label)
}

fn is_ascii_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    let ends = bytes.first().zip(bytes.last());
    ends.is_some_and(|(first, last)| first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric())
        && bytes.len() <= LONGEST_LABEL
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && is_a_label_if_tagged(label)
}

/// Whether a label with the tag of A-labels is one.
fn is_a_label_if_tagged(label: &str) -> bool {
    match label.split_at_checked(4) {
        Some((tag, encoded)) if tag.eq_ignore_ascii_case("xn--") => Label::decode(encoded)
            .is_some_and(|label| !label.chars().iter().all(char::is_ascii) && is_u_label(label.chars())),
        _ => true,
    }
}

/// A name with labels in any script.
pub(super) fn is_idn_hostname(text: &str) -> bool {
    let mut longest = LONGEST + 1;
    text.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']).all(|label| {
        // The lengths are those of the name in ASCII, with its dots.
        let length = if label.is_ascii() {
            is_ascii_label(label).then_some(label.len())
        } else {
            let label = Label::new(label).filter(|label| is_u_label(label.chars()));
            label.and_then(|label| label.encoded_len()).map(|length| 4 + length)
        };
        match length.filter(|&length| length <= LONGEST_LABEL && length < longest) {
            Some(length) => {
                longest -= length + 1;
                true
            }
            None => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_hyphens() {
        let longest_label = "a".repeat(63);
        let longest = format!("{longest_label}.{longest_label}.{longest_label}.{}", "a".repeat(61));
        for text in
            ["a", "localhost", "example.com", "EXAMPLE.com", "3com.com", "r3---sn-x.example", "1.2.3.4"]
        {
            assert!(is_hostname(text) && is_idn_hostname(text), "{text}");
        }
        assert!(is_hostname(&longest) && is_idn_hostname(&longest));
        for text in
            ["", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a_b", "a b", "a/b", "a:80", "[::1]", "a\n"]
        {
            assert!(!is_hostname(text) && !is_idn_hostname(text), "{text}");
        }
        assert!(!is_hostname(&format!("{longest}a")) && !is_idn_hostname(&format!("{longest}a")));
        assert!(!is_hostname(&"a".repeat(64)) && !is_idn_hostname(&"a".repeat(64)));
    }

    #[test]
    fn tagged_labels_are_decoded() {
        for text in ["xn--bcher-kva.example", "XN--bcher-kva", "xn--fiqs8s", "xn--maana-pta.com"] {
            assert!(is_hostname(text) && is_idn_hostname(text), "{text}");
        }
        // Not Punycode, nothing behind the tag, ASCII only, a hyphen at the end, a combining mark first.
        for text in ["xn--X", "xn--", "xn--abc-", "xn----7ca", "xn--hello-6bf", "xn--99999999"] {
            assert!(!is_hostname(text) && !is_idn_hostname(text), "{text}");
        }
    }

    #[test]
    fn other_scripts_are_for_idn_only() {
        for text in ["bücher.example", "例え。テスト", "a．b｡c", "faß.de", "中国"] {
            assert!(!is_hostname(text) && is_idn_hostname(text), "{text}");
        }
        for text in ["bücher_x", "-bücher", "bücher-", "bü--cher", "。", "é。。é", "é é"] {
            assert!(!is_idn_hostname(text), "{text}");
        }
    }

    #[test]
    fn lengths_are_those_in_ascii() {
        // One `é` more each time: one byte more, as all of them are next to each other.
        assert!(is_idn_hostname(&format!("{}é", "a".repeat(55))));
        assert!(!is_idn_hostname(&format!("{}é", "a".repeat(56))));
        assert!(!is_idn_hostname(&"é".repeat(70)));
        let label = format!("{}é", "a".repeat(55));
        assert!(is_idn_hostname(&format!("{label}.{label}.{label}.{}", "a".repeat(61))));
        assert!(!is_idn_hostname(&format!("{label}.{label}.{label}.{}", "a".repeat(62))));
    }
}
