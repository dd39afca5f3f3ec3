//! What IDNA (RFC 5891, RFC 5892) allows in the labels of names.
//!
//! IDNA goes by tables of all characters, which are not here: the ranges below are those of the rules that name
//! characters, and of blocks that have nothing a name may hold. The bidi rule is not checked.

/// Whether a label may be registered as it is.
pub(super) fn is_u_label(label: &[char]) -> bool {
    let Some((&first, &last)) = label.first().zip(label.last()) else { return false };
    first != '-'
        && last != '-'
        && !matches!(label, [_, _, '-', '-', ..])
        && !is_mark(first)
        && (0..label.len()).all(|at| is_allowed(label, at))
}

fn is_allowed(label: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| label.get(before)).copied();
    let after = label.get(at + 1).copied();
    match label[at] {
        character if character.is_ascii() => character.is_ascii_alphanumeric() || character == '-',
        // Between two `l`, as Catalan has it.
        '\u{b7}' => before == Some('l') && after == Some('l'),
        '\u{375}' => after.is_some_and(is_greek),
        '\u{5f3}' | '\u{5f4}' => before.is_some_and(is_hebrew),
        '\u{30fb}' => label.iter().any(|&character| is_japanese(character)),
        '\u{660}'..='\u{669}' => !label.iter().any(|character| matches!(character, '\u{6f0}'..='\u{6f9}')),
        '\u{200c}' => {
            before.is_some_and(is_virama) || (before.is_some_and(is_cursive) && after.is_some_and(is_cursive))
        }
        '\u{200d}' => before.is_some_and(is_virama),
        character => !is_disallowed(character),
    }
}

fn is_greek(character: char) -> bool {
    matches!(character, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

fn is_hebrew(character: char) -> bool {
    matches!(character, '\u{591}'..='\u{5f4}' | '\u{fb1d}'..='\u{fb4f}')
}

/// Hiragana, Katakana or Han.
fn is_japanese(character: char) -> bool {
    matches!(
        character,
        '\u{3005}' | '\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
            | '\u{30fd}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}

/// A letter of a script whose letters join.
fn is_cursive(character: char) -> bool {
    matches!(character, '\u{620}'..='\u{8ff}' | '\u{1800}'..='\u{18af}' | '\u{a840}'..='\u{a871}')
}

/// Characters with the combining class of viramas.
fn is_virama(character: char) -> bool {
    matches!(
        u32::from(character),
        0x94d
            | 0x9cd
            | 0xa4d
            | 0xacd
            | 0xb4d
            | 0xbcd
            | 0xc4d
            | 0xccd
            | 0xd3b
            | 0xd3c
            | 0xd4d
            | 0xdca
            | 0xe3a
            | 0xeba
            | 0xf84
            | 0x1039
            | 0x103a
            | 0x1714
            | 0x1715
            | 0x1734
            | 0x17d2
            | 0x1a60
            | 0x1b44
            | 0x1baa
            | 0x1bab
            | 0x1bf2
            | 0x1bf3
            | 0x2d7f
            | 0xa806
            | 0xa82c
            | 0xa8c4
            | 0xa953
            | 0xa9c0
            | 0xaaf6
            | 0xabed
            | 0x10a3f
            | 0x11046
            | 0x11070
            | 0x1107f
            | 0x110b9
            | 0x11133
            | 0x11134
            | 0x111c0
            | 0x11235
            | 0x112ea
            | 0x1134d
            | 0x11442
            | 0x114c2
            | 0x115bf
            | 0x1163f
            | 0x116b6
            | 0x1172b
            | 0x11839
            | 0x1193d
            | 0x1193e
            | 0x119e0
            | 0x11a34
            | 0x11a47
            | 0x11a99
            | 0x11c3f
            | 0x11d44
            | 0x11d45
            | 0x11d97
    )
}

/// Marks that combine with the character before them: the general blocks, and those of scripts in wide use.
fn is_mark(character: char) -> bool {
    matches!(
        u32::from(character),
        0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5bd | 0x5bf | 0x5c1..=0x5c2 | 0x5c4..=0x5c5 | 0x5c7
            | 0x610..=0x61a | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6dc | 0x6df..=0x6e4 | 0x6e7..=0x6e8
            | 0x6ea..=0x6ed | 0x711 | 0x730..=0x74a | 0x7a6..=0x7b0 | 0x7eb..=0x7f3 | 0x8d3..=0x8e1
            | 0x8e3..=0x903 | 0x93a..=0x93c | 0x93e..=0x94f | 0x951..=0x957 | 0x962..=0x963 | 0x981..=0x983
            | 0x9bc | 0x9be..=0x9cd | 0xa01..=0xa03 | 0xa3c..=0xa51 | 0xa81..=0xa83 | 0xabc | 0xabe..=0xacd
            | 0xb01..=0xb03 | 0xb3c | 0xb3e..=0xb57 | 0xb82 | 0xbbe..=0xbcd | 0xc00..=0xc04 | 0xc3e..=0xc56
            | 0xc81..=0xc83 | 0xcbc | 0xcbe..=0xcd6 | 0xd00..=0xd03 | 0xd3b..=0xd3c | 0xd3e..=0xd4d
            | 0xdca..=0xddf | 0xe31 | 0xe34..=0xe3a | 0xe47..=0xe4e | 0xeb1 | 0xeb4..=0xebc | 0xec8..=0xece
            | 0xf18..=0xf19 | 0xf35 | 0xf37 | 0xf39 | 0xf3e..=0xf3f | 0xf71..=0xf84 | 0xf86..=0xf87
            | 0xf8d..=0xfbc | 0x102b..=0x103e | 0x135d..=0x135f | 0x17b4..=0x17d3 | 0x180b..=0x180d
            | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff | 0x302a..=0x302f | 0x3099..=0x309a
            | 0xa66f..=0xa672 | 0xfb1e | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f | 0xe0100..=0xe01ef
    )
}

/// Characters that no name has: the exceptions of RFC 5892, and blocks of punctuation, symbols, forms that
/// normalising replaces, and characters for private use.
fn is_disallowed(character: char) -> bool {
    character.is_control()
        || character.is_whitespace()
        || matches!(
            u32::from(character),
            0x80..=0xb6 | 0xb8..=0xbf | 0xd7 | 0xf7 | 0x640 | 0x7fa | 0x1100..=0x11ff | 0x2000..=0x200b
                | 0x200e..=0x214d | 0x214f..=0x2183 | 0x2185..=0x2bff | 0x2e00..=0x2e2e | 0x2e30..=0x3004
                | 0x3008..=0x3029 | 0x302e..=0x303b | 0x303d..=0x3040 | 0x309b..=0x309c | 0x30a0 | 0x30ff
                | 0x3130..=0x319f | 0x31c0..=0x31ef | 0x3200..=0x33ff | 0xa960..=0xa97f | 0xd7b0..=0xf8ff
                | 0xfb00..=0xfb1d | 0xfb1f..=0xfe1f | 0xfe30..=0xfe72 | 0xfe74..=0x0001_0000 | 0xe0000..
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::format::punycode::Label;

    fn is_label(text: &str) -> bool {
        Label::new(text).is_some_and(|label| is_u_label(label.chars()))
    }

    #[test]
    fn hyphens_and_marks() {
        for text in ["é", "a-é", "é-a-b", "éab--c", "cafe\u{301}"] {
            assert!(is_label(text), "{text}");
        }
        for text in [
            "",
            "-",
            "-é",
            "é-",
            "ab--é",
            "\u{301}a",
            "\u{903}a",
            "\u{488}a",
            "a é",
            "a\u{2028}é",
            "a☃",
            "é!",
        ] {
            assert!(!is_label(text), "{text:?}");
        }
    }

    #[test]
    fn exceptions_of_rfc_5892() {
        for text in ["ß", "ς", "\u{6fd}\u{6fe}", "\u{f0b}", "〇"] {
            assert!(is_label(text), "{text}");
        }
        for text in ["\u{640}", "\u{7fa}", "\u{302e}", "가\u{302f}", "\u{3031}", "\u{3035}", "\u{303b}"] {
            assert!(!is_label(text), "{text}");
        }
    }

    #[test]
    fn contexts_of_rfc_5892() {
        for text in [
            "col·lecció",
            "͵α",
            "א׳ב",
            "א״ב",
            "ア・イ",
            "・あ",
            "・丈",
            "ب٠ب",
            "۰۱",
            "क्\u{200d}ष",
            "क्\u{200c}ष",
            "بي\u{200c}بي",
        ] {
            assert!(is_label(text), "{text}");
        }
        for text in [
            "l·",
            "·l",
            "a·l",
            "l·a",
            "α͵",
            "α͵s",
            "׳ב",
            "a״ב",
            "・",
            "abc・def",
            "٠۰",
            "क\u{200d}ष",
            "\u{200d}ष",
            "a\u{200c}b",
        ] {
            assert!(!is_label(text), "{text}");
        }
    }
}
