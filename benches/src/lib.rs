//! One document, one payload, and three ways to decode and check it.

pub mod by_hand;
pub mod rounds;
pub mod streams;

/// The types that are generated for the document.
pub mod generated {
    asyncapi_runtime::asyncapi!("src/order.json", generate = [types]);
}

/// The document.
pub const DOCUMENT: &str = include_str!("order.json");

/// A payload that is valid, without the white space that nobody sends.
///
/// # Panics
/// Never: it is JSON.
pub fn payload() -> Vec<u8> {
    let value: serde_json::Value = serde_json::from_str(include_str!("data.json")).expect("JSON");
    value.to_string().into_bytes()
}

/// The payload's schema with what it refers to, for a validator that interprets it.
///
/// # Panics
/// Never: the document is JSON.
pub fn schema() -> serde_json::Value {
    let mut document: serde_json::Value = serde_json::from_str(DOCUMENT).expect("JSON");
    // For these keywords draft 2020-12 is as draft 07, and `uuid` is one of its formats.
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/components/schemas/Order",
        "components": document["components"].take(),
    })
}

#[cfg(test)]
mod tests {
    use asyncapi_runtime::Validate;
    use serde_json::{Value, json};

    use super::*;

    /// What each way says of a payload: by hand, generated, interpreted.
    fn verdicts(payload: &[u8]) -> [bool; 3] {
        let by_hand = serde_json::from_slice::<by_hand::Order>(payload);
        let generated = serde_json::from_slice::<generated::Order>(payload);
        let interpreted =
            jsonschema::options().should_validate_formats(true).build(&schema()).expect("a schema");
        let value: Value = serde_json::from_slice(payload).expect("JSON");
        [
            by_hand.is_ok_and(|order| order.validate().is_ok()),
            generated.is_ok_and(|order| order.validate().is_ok()),
            interpreted.is_valid(&value),
        ]
    }

    #[test]
    fn all_say_the_same() {
        assert_eq!(verdicts(&payload()), [true; 3]);
        let valid: Value = serde_json::from_slice(&payload()).expect("JSON");
        for (pointer, wrong) in [
            ("/id", json!("6f1c2a5e-8d3b-4f7a-9c0d-1e2f3a4b5c6g")),
            ("/number", json!("ab")),
            ("/number", json!("a".repeat(21))),
            ("/status", json!("lost")),
            ("/customer", json!("")),
            ("/email", json!("zoe")),
            ("/createdAt", json!("2024-02-30T09:26:53Z")),
            ("/quantity", json!(0)),
            ("/quantity", json!(1001)),
            ("/totalCents", json!(-1)),
            ("/discount", json!(1)),
            ("/note", json!("x".repeat(501))),
            ("/giftWrapped", json!("yes")),
            ("/address/country", json!("DEU")),
            ("/address/street", json!("")),
            ("/items", json!([])),
            ("/items/1/sku", json!("abc")),
            ("/items/2/quantity", json!(100)),
            ("/tags/0", json!("")),
        ] {
            let mut value = valid.clone();
            *value.pointer_mut(pointer).expect("a place") = wrong;
            assert_eq!(verdicts(value.to_string().as_bytes()), [false; 3], "{pointer}");
        }
    }
}
