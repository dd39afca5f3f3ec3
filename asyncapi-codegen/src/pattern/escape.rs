//! What follows a `\`.

use super::Reason;
use super::ast::Assert;
use super::lexical::{braced, group_name, hex, unicode};
use super::parse::{Error, Parser};
use super::set::Set;

pub(super) enum Escape {
    Character(u32),
    Set(Set),
    Assert(Assert),
    /// Only an engine knows.
    Opaque,
}

/// An escape outside of a class, behind the `\` at `start`.
pub(super) fn escape(parser: &mut Parser<'_>, start: usize) -> Result<Escape, Error> {
    match parser.peek() {
        Some('b') => {
            parser.skip(1);
            Ok(Escape::Assert(Assert::Boundary))
        }
        Some('B') => {
            parser.skip(1);
            Ok(Escape::Assert(Assert::NoBoundary))
        }
        Some('1'..='9') if backreference(parser) => Ok(Escape::Opaque),
        Some('k') if parser.named => {
            parser.skip(1);
            let Some(name) = parser.eat("<").then(|| group_name(parser)).flatten() else {
                return parser
                    .fail(start..parser.at(), "`\\k` is followed by the name of a group: `\\k<name>`");
            };
            parser.refers_to(start..parser.at(), name);
            parser.needs(Reason::Backreference);
            Ok(Escape::Opaque)
        }
        Some('c') if !parser.rest().chars().nth(1).is_some_and(|letter| letter.is_ascii_alphabetic()) => {
            Ok(backslash(parser, start))
        }
        _ => common(parser, start),
    }
}

/// An escape inside of a class.
pub(super) fn class_escape(parser: &mut Parser<'_>, start: usize) -> Result<Escape, Error> {
    match parser.peek() {
        Some('b') => {
            parser.skip(1);
            Ok(Escape::Character(8))
        }
        Some('-') => {
            parser.skip(1);
            Ok(Escape::Character('-'.into()))
        }
        Some('k') if parser.named => parser.fail(start..start + 2, "a class cannot refer to a group"),
        Some('c') => match parser.rest().chars().nth(1) {
            Some(letter) if letter.is_ascii_alphabetic() => common(parser, start),
            Some(letter) if letter.is_ascii_digit() || letter == '_' => {
                parser.skip(2);
                let code = u32::from(letter) % 32;
                parser.replace_by(start, code);
                Ok(Escape::Character(code))
            }
            _ => Ok(backslash(parser, start)),
        },
        _ => common(parser, start),
    }
}

/// What escapes mean everywhere.
fn common(parser: &mut Parser<'_>, start: usize) -> Result<Escape, Error> {
    let Some(character) = parser.next() else {
        return parser.fail(start..start + 1, "nothing is escaped by this `\\`");
    };
    let code = match character {
        'd' => return Ok(Escape::Set(Set::digit())),
        'D' => return Ok(Escape::Set(Set::digit().negated())),
        's' => return Ok(Escape::Set(Set::space())),
        'S' => return Ok(Escape::Set(Set::space().negated())),
        'w' => return Ok(Escape::Set(Set::word())),
        'W' => return Ok(Escape::Set(Set::word().negated())),
        'p' | 'P' if property(parser) => {
            parser.needs(Reason::Property);
            return Ok(Escape::Opaque);
        }
        't' => 9,
        'n' => 10,
        'v' => 11,
        'f' => 12,
        'r' => 13,
        // Callers made sure of the letter.
        'c' => parser.next().map_or(0, |letter| u32::from(letter) % 32),
        'x' => match hex(parser, 2) {
            Some(code) => code,
            None => itself(parser, start, character),
        },
        'u' => match unicode(parser) {
            Some(code) => code,
            None => itself(parser, start, character),
        },
        '0'..='7' => octal(parser, start, character),
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => {
            character.into()
        }
        other => itself(parser, start, other),
    };
    Ok(Escape::Character(code))
}

/// A character that needs no `\`, which engines with the `u` flag do not allow then.
fn itself(parser: &mut Parser<'_>, start: usize, character: char) -> u32 {
    parser.replace_by(start, character.into());
    character.into()
}

/// `\c` without a letter: the `\` stands for itself.
fn backslash(parser: &mut Parser<'_>, start: usize) -> Escape {
    parser.replace(start..start + 1, "\\\\".to_owned());
    Escape::Character('\\'.into())
}

/// The number of a group that there is.
fn backreference(parser: &mut Parser<'_>) -> bool {
    let rest = parser.rest();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits).and_then(|digits| digits.parse::<u64>().ok());
    let found = number.is_some_and(|number| number <= parser.captures);
    if found {
        parser.skip(digits);
        parser.needs(Reason::Backreference);
    }
    found
}

/// `\0`, or an octal number as engines without the `u` flag read it: up to `\377`.
fn octal(parser: &mut Parser<'_>, start: usize, first: char) -> u32 {
    let mut code = u32::from(first) - u32::from('0');
    let alone = !parser.peek().is_some_and(|next| next.is_ascii_digit());
    if first == '0' && alone {
        return 0;
    }
    while let Some(digit) = parser.peek().and_then(|next| next.to_digit(8)) {
        if code * 8 + digit > 0o377 {
            break;
        }
        code = code * 8 + digit;
        parser.skip(1);
        if parser.at() - start == 4 {
            break;
        }
    }
    parser.replace_by(start, code);
    code
}

/// `{Name}` or `{Name=Value}`.
fn property(parser: &mut Parser<'_>) -> bool {
    let Some(inside) = braced(parser.rest(), |byte| byte.is_ascii_alphanumeric() || b"_=".contains(&byte))
    else {
        return false;
    };
    let (name, value) = inside.split_once('=').unwrap_or((inside, "_"));
    let found = !name.is_empty() && !value.is_empty() && !value.contains('=');
    if found {
        parser.skip(inside.len() + 2);
    }
    found
}
