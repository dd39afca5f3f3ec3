//! Schemas at the edge of what makes sense: they compile, and say what they say.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

#[allow(dead_code, reason = "shared with other suites")]
#[path = "keywords/support.rs"]
mod support;

use asyncapi_runtime::{Channel, asyncapi};
use serde_json::{Value, from_value, json};

use support::{Fate, fate};

asyncapi!("specs/edges.yaml");

/// Each property with values that fit, and values that do not.
fn cases() -> Vec<(&'static str, Value, Value)> {
    let all = json!([null, true, 0, 1.5, "", "a", [], [1], {}, {"a": 1}]);
    vec![
        ("noString", json!([]), all.clone()),
        ("noInteger", json!([]), all.clone()),
        ("noBoolean", json!([]), all.clone()),
        ("onlyNull", json!([]), all.clone()),
        ("wrongConst", json!([]), json!([5, "5", null])),
        ("nullConst", json!([]), json!(["", null, 0])),
        ("wrongEnum", json!([]), json!(["a", 0, null])),
        ("nullType", json!([null]), json!([0, "", false])),
        ("twice", json!(["a", "b"]), json!(["c"])),
        ("emptyProperties", json!([{}]), json!([[], null])),
        ("closed", json!([{}]), json!([{"a": 1}])),
        ("noNames", json!([{}]), json!([{"a": 1}])),
        ("noNamesTyped", json!([{}]), json!([{"a": 1}])),
        ("anyNames", json!([{"": 1}]), json!([{"": "a"}])),
        ("single", json!(["a"]), json!(["ab", 1])),
        ("anyOfTrue", all.clone(), json!([])),
        ("anyOfFalse", json!(["a"]), json!([1, null])),
        ("oneOfFalse", json!(["a", 1]), json!([1.5, null])),
        ("oneOfNulls", json!([]), json!([null, 1])),
        ("sameTwice", json!([]), json!(["a", 1])),
        ("sameReference", json!(["a"]), json!(["", 1])),
        ("overlapping", json!(["2026-01-01", "10:00:00Z", "ab"]), json!(["abc", 1])),
        ("zero", json!([""]), json!(["a"])),
        ("floatCounts", json!(["a", "ab"]), json!(["", "abc"])),
        ("contradiction", json!([]), json!([4, 5, 6])),
        ("hugeStep", json!([0, 1e300, -2e300]), json!([1, 1e299])),
        ("hugeLimit", json!([i64::MAX, i64::MIN]), json!([1.5])),
        ("negativeZero", json!([0, 0.0, 1]), json!([-0.1])),
        ("ifOnly", all.clone(), json!([])),
        ("thenOnly", all.clone(), json!([])),
        ("ifTrue", json!(["a"]), json!([1, null])),
        ("notNot", json!([1, null]), json!(["a"])),
        ("patternOfAll", json!([{}, {"a": 1}]), json!([{"a": "b"}])),
        ("requiredTwice", json!([{"a": "b"}]), json!([{}])),
        ("beside", json!(["ab"]), json!([""])),
        ("nullableTwice", json!([null, "a"]), json!([1])),
        ("listOfNull", json!([[], [null]]), json!([[1], null])),
        ("mapOfNull", json!([{}, {"a": null}]), json!([{"a": 1}])),
        ("mapOfFalse", json!([{}]), json!([{"a": null}])),
        ("setOfConst", json!([[], ["a"]]), json!([["a", "a"], ["b"]])),
        ("numbersOrNull", json!([1, 1.5, null]), json!(["a"])),
        ("unknownKeyword", json!(["a"]), json!([1])),
        ("openEmpty", json!(["a"]), json!([1])),
    ]
}

#[test]
fn each_says_what_it_says() {
    let mut complaints = Vec::new();
    for (name, good, bad) in cases() {
        for (values, is_good) in [(good, true), (bad, false)] {
            for value in values.as_array().unwrap() {
                let fate = fate::<Edges>(&json!({name: value}));
                if (fate == Fate::Fine) != is_good {
                    complaints.push(format!("{name}: {value}: {fate:?}"));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn payloads() {
    for value in [json!(null), json!(1), json!({"a": []})] {
        assert_eq!(fate::<Anything>(&value), Fate::Fine, "{value}");
        assert_ne!(fate::<Nothing>(&value), Fate::Fine, "{value}");
        assert_ne!(fate::<NothingLeft>(&value), Fate::Fine, "{value}");
        assert_eq!(fate::<OnlyNull>(&value) == Fate::Fine, value.is_null(), "{value}");
    }
    // The enum has the values of the first schema; the second leaves none of them to a message.
    for value in ["a", "b"] {
        let read = from_value::<NothingLeft>(json!(value)).map(EdgesMessage::NothingLeft);
        assert!(!read.is_ok_and(|message| EdgesChannel::validate(&message).is_ok()), "{value}");
    }
}
