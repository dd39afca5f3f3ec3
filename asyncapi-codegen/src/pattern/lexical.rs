//! The small pieces of a pattern: numbers, names, and what is counted before anything is read.

use unicode_ident::{is_xid_continue, is_xid_start};

use super::parse::Parser;
use super::set::MAX;

/// `n}`, `n,}` or `n,m}` at the beginning of `text`: its bytes, and the numbers.
pub(super) fn braces(text: &str) -> Option<(usize, u64, Option<u64>)> {
    let length = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b',').count();
    let (inside, rest) = text.split_at_checked(length)?;
    rest.strip_prefix('}')?;
    // Numbers beyond all strings are alike.
    let number = |digits: &str| {
        let digit = |byte: u8| byte.is_ascii_digit().then(|| u64::from(byte - b'0'));
        digits.bytes().try_fold(0_u64, |number, byte| {
            digit(byte).map(|digit| number.saturating_mul(10).saturating_add(digit))
        })
    };
    let (min, max) = match inside.split_once(',') {
        None => (inside, Some(inside)),
        Some((min, "")) => (min, None),
        Some((min, max)) => (min, Some(max)),
    };
    let min = number(Some(min).filter(|min| !min.is_empty())?)?;
    let max = match max {
        Some(max) => Some(number(max)?),
        None => None,
    };
    Some((inside.len() + 1, min, max))
}

/// How many captures a pattern has, and whether one of them has a name.
pub(super) fn count_groups(source: &str) -> (u64, bool) {
    let (mut captures, mut named, mut in_class) = (0, false, false);
    let mut characters = source.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let rest = source.get(at + 1..).unwrap_or_default();
                let name = rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!");
                named |= name;
                captures += u64::from(name || !rest.starts_with('?'));
            }
            _ => {}
        }
    }
    (captures, named)
}

/// What stands between braces at the beginning of `text`, if it is made of such characters.
pub(super) fn braced(text: &str, fits: impl Fn(u8) -> bool) -> Option<&str> {
    let text = text.strip_prefix('{')?;
    let (inside, rest) = text.split_at_checked(text.bytes().take_while(|byte| fits(*byte)).count())?;
    rest.starts_with('}').then_some(inside)
}

pub(super) fn hex(parser: &mut Parser<'_>, digits: usize) -> Option<u32> {
    let text = parser.rest().get(..digits)?;
    let code =
        text.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(text, 16).ok())?;
    parser.skip(digits);
    code
}

/// What follows `\u`: four digits, two surrogates of four, or any number of digits in braces.
pub(super) fn unicode(parser: &mut Parser<'_>) -> Option<u32> {
    if let Some(inside) = braced(parser.rest(), |byte| byte.is_ascii_hexdigit()) {
        let significant = inside.trim_start_matches('0');
        let code = if significant.is_empty() { Some(0) } else { u32::from_str_radix(significant, 16).ok() };
        let code = code.filter(|code| !inside.is_empty() && *code <= MAX)?;
        parser.skip(inside.len() + 2);
        return Some(code);
    }
    let code = hex(parser, 4)?;
    if (0xD800..0xDC00).contains(&code) {
        let behind = parser.rest().strip_prefix("\\u").and_then(|rest| rest.get(..4));
        let low = behind
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .filter(|low| (0xDC00..0xE000).contains(low));
        if let Some(low) = low {
            parser.skip(6);
            return Some(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
        }
    }
    Some(code)
}

/// The name of a group and the `>` behind it.
pub(super) fn group_name(parser: &mut Parser<'_>) -> Option<String> {
    let mut name = String::new();
    loop {
        let character = match parser.next()? {
            '>' => break,
            '\\' if parser.eat("u") => char::from_u32(unicode(parser)?)?,
            other => other,
        };
        let fits = match character {
            '$' | '_' => true,
            // Zero width non-joiner and joiner.
            '\u{200C}' | '\u{200D}' => !name.is_empty(),
            other if name.is_empty() => is_xid_start(other),
            other => is_xid_continue(other),
        };
        if !fits {
            return None;
        }
        name.push(character);
    }
    Some(name).filter(|name| !name.is_empty())
}
