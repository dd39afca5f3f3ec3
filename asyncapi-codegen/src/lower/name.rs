//! From names of the document to names of Rust.

use heck::{ToPascalCase, ToSnakeCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// `userSignedUp` → `user_signed_up`.
pub(crate) fn snake(name: &str) -> String {
    start(only_identifier_characters(name).to_snake_case(), "empty", "n")
}

/// `userSignedUp` → `UserSignedUp`.
pub(crate) fn pascal(name: &str) -> String {
    start(only_identifier_characters(name).to_pascal_case(), "Empty", "N")
}

fn only_identifier_characters(name: &str) -> String {
    let only_symbols = !name.chars().any(is_xid_continue);
    let mut characters = name.chars().enumerate().peekable();
    let mut words = String::new();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        // A sign, as of "-1" and "-name", is part of the name; one between words is not.
        let sign = at == 0 && matches!(c, '+' | '-') && next.is_some_and(char::is_alphanumeric);
        match spelled(c).filter(|_| only_symbols || sign || hidden(c)) {
            _ if is_xid_continue(c) => words.push(c),
            Some(word) => {
                words.push(' ');
                words.push_str(word);
                words.push(' ');
            }
            None => words.push(' '),
        }
    }
    words
}

/// Characters that nobody takes for a space between words.
fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '"' | '\\')
}

/// Symbols in words: without them `<` and `<=` were nameless.
fn spelled(c: char) -> Option<&'static str> {
    const WORDS: [(char, &str); 33] = [
        ('\n', "newline"),
        ('\r', "return"),
        ('\t', "tab"),
        ('\u{c}', "form feed"),
        ('\u{8}', "backspace"),
        ('\0', "nul"),
        (' ', "space"),
        ('!', "not"),
        ('"', "quote"),
        ('#', "hash"),
        ('$', "dollar"),
        ('%', "percent"),
        ('&', "and"),
        ('(', "open"),
        (')', "close"),
        ('*', "star"),
        ('+', "plus"),
        (',', "comma"),
        ('-', "minus"),
        ('.', "dot"),
        ('/', "slash"),
        (':', "colon"),
        (';', "semicolon"),
        ('<', "less"),
        ('=', "equal"),
        ('>', "greater"),
        ('?', "question"),
        ('@', "at"),
        ('\\', "backslash"),
        ('^', "caret"),
        ('|', "or"),
        ('~', "tilde"),
        ('\'', "apostrophe"),
    ];
    WORDS.iter().find(|(symbol, _)| *symbol == c).map(|(_, word)| *word)
}

/// An identifier may not start with a digit or be empty. (An underscore in front would say "unused".)
fn start(name: String, empty: &str, before_digit: &str) -> String {
    match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if is_xid_start(first) => name,
        Some(_) => format!("{before_digit}{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, expected_snake, expected_pascal) in [
            ("userSignedup", "user_signedup", "UserSignedup"),
            ("UserSignedUp", "user_signed_up", "UserSignedUp"),
            ("user-signed.up", "user_signed_up", "UserSignedUp"),
            ("HTTPServer", "http_server", "HttpServer"),
            ("ORDER_SHIPPED", "order_shipped", "OrderShipped"),
            ("light2", "light2", "Light2"),
            ("1st", "n1st", "N1st"),
            ("$ref", "ref", "Ref"),
            ("", "empty", "Empty"),
            ("<", "less", "Less"),
            ("<=", "less_equal", "LessEqual"),
            ("+1", "plus_1", "Plus1"),
            ("-name", "minus_name", "MinusName"),
            ("--name", "name", "Name"),
            ("a\nb", "a_newline_b", "ANewlineB"),
            ("a\\b", "a_backslash_b", "ABackslashB"),
            ("größe", "größe", "Größe"),
            ("a²", "a", "A"),
            ("/events/{id}", "events_id", "EventsId"),
        ] {
            assert_eq!(snake(name), expected_snake, "{name}");
            assert_eq!(pascal(name), expected_pascal, "{name}");
        }
    }
}
