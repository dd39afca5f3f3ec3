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
    name.chars().map(|c| if is_xid_continue(c) { c } else { ' ' }).collect()
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
            ("größe", "größe", "Größe"),
            ("a²", "a", "A"),
            ("/events/{id}", "events_id", "EventsId"),
        ] {
            assert_eq!(snake(name), expected_snake, "{name}");
            assert_eq!(pascal(name), expected_pascal, "{name}");
        }
    }
}
