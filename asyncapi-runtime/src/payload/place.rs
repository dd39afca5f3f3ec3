//! Errors that say where in the data they are: a JSON pointer before the text.
//!
//! The pointer grows from the inside out while an error is on its way, so reading that goes well pays nothing for it.
//! What [`serde_json`] appends to its errors, ` at line 1 column 20`, it takes off again for an error of that text:
//! it stays at the end, once.

use std::fmt::Write as _;

use serde::de;

/// Names of properties that come from the data may have any length.
const LONGEST_NAME: usize = 80;

/// The error of the value of a property.
#[cold]
pub(super) fn in_property<E: de::Error>(name: &str, error: &E) -> E {
    E::custom(within(&escaped(name), &error.to_string()))
}

/// The error of the value of an item.
#[cold]
pub(super) fn in_item<E: de::Error>(index: usize, error: &E) -> E {
    E::custom(within(&index.to_string(), &error.to_string()))
}

/// One step of a JSON pointer: RFC 6901's escapes, and none that would break a line of a log.
fn escaped(name: &str) -> String {
    let mut step = String::new();
    for (at, character) in name.chars().enumerate() {
        match character {
            _ if at == LONGEST_NAME => {
                step.push('…');
                break;
            }
            '~' => step.push_str("~0"),
            '/' => step.push_str("~1"),
            character if character.is_control() => {
                let _ = write!(step, "{}", character.escape_default());
            }
            character => step.push(character),
        }
    }
    step
}

fn within(step: &str, message: &str) -> String {
    match message.strip_prefix("`/") {
        Some(inner) => format!("`/{step}/{inner}"),
        None => format!("`/{step}`: {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_joined() {
        assert_eq!(within("a", "invalid"), "`/a`: invalid");
        assert_eq!(
            within("b", &within("a", "invalid at line 1 column 2")),
            "`/b/a`: invalid at line 1 column 2"
        );
    }

    #[test]
    fn names_are_escaped_and_cut() {
        assert_eq!(escaped("a/b~c\nd"), "a~1b~0c\\nd");
        assert_eq!(escaped(&"é".repeat(200)).chars().count(), LONGEST_NAME + 1);
    }

    #[test]
    fn lines_and_columns_stay_at_the_end() {
        let inner = serde_json::from_str::<i32>("\n \"x\"").unwrap_err();
        assert_eq!(
            in_item(2, &in_property("a", &inner)).to_string(),
            "`/2/a`: invalid type: string \"x\", expected i32 at line 2 column 4"
        );
    }
}
