//! Every keyword in every position that a schema can have.

use asyncapi_runtime::asyncapi;
use serde_json::{Value, json};

use crate::support::{Fate, Payload, fate};

asyncapi!("specs/keywords-positions.yaml");

/// A keyword: `rule` in the document.
struct Rule {
    /// What it allows.
    good: Value,
    /// What it does not.
    bad: Value,
    /// Where in the bad value the violation is, and of what.
    violation: (&'static str, &'static str),
    /// A value that it says nothing about, being of another type. None for those that imply a type.
    other: Option<Value>,
    /// Whether null is valid: where it is among the types, and where `nullable` says so.
    null: [bool; 2],
}

impl Rule {
    fn new(good: Value, bad: Value, keyword: &'static str) -> Self {
        Self { good, bad, violation: ("", keyword), other: None, null: [true; 2] }
    }

    /// Where in the bad value.
    fn within(self, pointer: &'static str) -> Self {
        Self { violation: (pointer, self.violation.1), ..self }
    }

    fn ignores(self, other: Value) -> Self {
        Self { other: Some(other), ..self }
    }

    /// Null is not among the values.
    fn but_no_null(self) -> Self {
        Self { null: [false; 2], ..self }
    }

    /// Null is no more valid than other values; but `nullable` is OpenAPI's word, and has the last one.
    fn but_null_by_type(self) -> Self {
        Self { null: [false, true], ..self }
    }
}

/// What is not as it should be.
#[derive(Default)]
struct Complaints(Vec<String>);

impl Complaints {
    fn unless_fine<T: Payload>(&mut self, value: &Value) {
        let fate = fate::<T>(value);
        if fate != Fate::Fine {
            self.0.push(format!("{value}: {fate:?}"));
        }
    }

    /// One violation, at the pointer; or the type sees to it, then the value is refused: there, or, where the items of
    /// a list have no parts of their own, with the list.
    fn unless_bad<T: Payload>(&mut self, value: &Value, pointer: &str, keyword: &str) {
        let place = |error: &str| {
            let place = error.strip_prefix('`').and_then(|rest| rest.split('`').next());
            place.is_some_and(|place| !place.is_empty() && pointer.starts_with(place))
        };
        let fate = fate::<T>(value);
        let as_expected = match &fate {
            Fate::Refused(error) => place(error),
            Fate::Violated(found) => *found == [(pointer.to_owned(), keyword.to_owned())],
            Fate::Fine => false,
        };
        if !as_expected {
            self.0.push(format!("{value}: {fate:?}, not {keyword} at {pointer}"));
        }
    }

    fn unless_refused<T: Payload>(&mut self, value: &Value) {
        let fate = fate::<T>(value);
        if !matches!(fate, Fate::Refused(_)) {
            self.0.push(format!("{value}: {fate:?}, not refused"));
        }
    }
}

impl Drop for Complaints {
    fn drop(&mut self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

/// The positions in which a value has a type, or shares one with others.
const TYPED: [&str; 9] =
    ["typed", "orNull", "nullable", "reference", "all", "allReferences", "one", "any", "consequence"];
/// Those in which the keyword stands alone.
const ALONE: [&str; 3] = ["rule", "condition", "alternative"];

fn everywhere<T: Payload>(rule: &Rule) {
    let Rule { good, bad, violation: (inside, keyword), .. } = rule;
    let mut complaints = Complaints::default();
    for name in TYPED.into_iter().chain(ALONE) {
        complaints.unless_fine::<T>(&json!({name: good}));
        let value = json!({name: bad});
        let pointer = format!("/{name}");
        match name {
            // No choice is made for the data: what it violates depends on which it comes closest to.
            "any" => match fate::<T>(&value) {
                Fate::Refused(_) => {}
                Fate::Violated(found) if found.iter().all(|(at, _)| at.starts_with(&pointer)) => {}
                fate => complaints.0.push(format!("{value}: {fate:?}")),
            },
            "condition" => complaints.unless_bad::<T>(&value, &pointer, "false"),
            "consequence" if *keyword == "type" && inside.is_empty() => complaints.unless_fine::<T>(&value),
            _ => complaints.unless_bad::<T>(&value, &format!("{pointer}{inside}"), keyword),
        }
    }
    complaints.unless_bad::<T>(&json!({"inverse": good}), "/inverse", "not");
    in_others::<T>(rule, &mut complaints);
    nulls::<T>(rule, &mut complaints);
    other_types::<T>(rule, &mut complaints);
}

/// In objects and lists.
fn in_others<T: Payload>(rule: &Rule, complaints: &mut Complaints) {
    let Rule { good, bad, violation: (inside, keyword), .. } = rule;
    for (value, pointer) in [
        (json!({"held": {"typed": bad, "rule": good}}), "/held/typed"),
        (json!({"held": {"typed": good, "rule": bad}}), "/held/rule"),
        (json!({"items": [good, bad]}), "/items/1"),
        (json!({"anyItems": [good, good, bad]}), "/anyItems/2"),
        (json!({"values": {"k": good, "l": bad}}), "/values/l"),
        (json!({"anyValues": {"k/l": bad}}), "/anyValues/k~1l"),
        (json!({"named": {"n": bad, "o": bad}}), "/named/n"),
        (json!({"pair": [bad, good]}), "/pair/0"),
        (json!({"pair": [good, bad]}), "/pair/1"),
    ] {
        complaints.unless_bad::<T>(&value, &format!("{pointer}{inside}"), keyword);
    }
    complaints.unless_fine::<T>(&json!({
        "held": {"typed": good, "rule": good},
        "items": [good, good],
        "anyItems": [good],
        "values": {"k": good},
        "anyValues": {"k": good},
        "named": {"n": good, "o": bad},
        "pair": [good, good],
        "inverse": bad,
    }));
}

fn nulls<T: Payload>(rule: &Rule, complaints: &mut Complaints) {
    complaints.unless_fine::<T>(&json!({}));
    complaints.unless_fine::<T>(&json!({"one": null}));
    complaints.unless_fine::<T>(&json!({"alternative": null}));
    for (name, allowed) in ["orNull", "nullable"].into_iter().zip(rule.null) {
        let value = json!({name: null});
        if allowed {
            complaints.unless_fine::<T>(&value);
        } else {
            complaints.unless_refused::<T>(&value);
        }
    }
    for name in ["typed", "reference", "allReferences"] {
        complaints.unless_refused::<T>(&json!({name: null}));
    }
    for name in ["items", "pair"] {
        complaints.unless_refused::<T>(&json!({name: [null, null]}));
    }
}

/// A keyword says nothing about values of other types than its own.
fn other_types<T: Payload>(rule: &Rule, complaints: &mut Complaints) {
    let Rule { good, other: Some(other), .. } = rule else { return };
    for name in ALONE.into_iter().chain(["consequence"]) {
        complaints.unless_fine::<T>(&json!({name: other}));
    }
    for value in [
        json!({"held": {"typed": good, "rule": other}}),
        json!({"anyItems": [other]}),
        json!({"anyValues": {"k": other}}),
        json!({"named": {"n": other}}),
        json!({"pair": [good, other]}),
    ] {
        complaints.unless_fine::<T>(&value);
    }
    complaints.unless_bad::<T>(&json!({"inverse": other}), "/inverse", "not");
    complaints.unless_refused::<T>(&json!({"typed": other}));
}

macro_rules! rules {
    ($($test:ident $ty:ident $rule:expr;)*) => {$(
        #[test]
        fn $test() {
            everywhere::<$ty>(&$rule);
        }
    )*};
}

rules! {
    min_length MinLength Rule::new(json!("äöü"), json!("äö"), "minLength").ignores(json!(12));
    max_length MaxLength Rule::new(json!("äö"), json!("abc"), "maxLength").ignores(json!(1234));
    pattern Pattern Rule::new(json!("abc"), json!("aBc"), "pattern").ignores(json!(["B"]));
    format Format Rule::new(json!("2024-02-29"), json!("2023-02-29"), "format").ignores(json!(2023));
    minimum Minimum Rule::new(json!(2.5), json!(2.25), "minimum").ignores(json!("1"));
    maximum Maximum Rule::new(json!(10), json!(11), "maximum").ignores(json!("11"));
    exclusive_minimum ExclusiveMinimum Rule::new(json!(1), json!(0), "exclusiveMinimum").ignores(json!([0]));
    exclusive_maximum ExclusiveMaximum
        Rule::new(json!(0.25), json!(0.5), "exclusiveMaximum").ignores(json!({"a": 1}));
    multiple_of MultipleOf Rule::new(json!(19.99), json!(19.995), "multipleOf").ignores(json!("0.005"));
    min_items MinItems Rule::new(json!([1, null]), json!([1]), "minItems").ignores(json!({"a": 1}));
    max_items MaxItems Rule::new(json!([1]), json!([1, 2]), "maxItems").ignores(json!("ab"));
    unique_items UniqueItems Rule::new(
        json!([1, "1", true, [1], {"a": 1}]),
        json!([{"a": 1, "b": 2}, {"b": 2.0, "a": 1}]),
        "uniqueItems"
    ).ignores(json!("aa"));
    contains Contains Rule::new(json!([1, 3.0]), json!([1, "3"]), "contains").ignores(json!("3"));
    items Items Rule::new(json!(["a", 3]), json!(["a", 4]), "maximum").within("/1");
    items_by_position ItemsByPosition
        Rule::new(json!(["a", 1, null]), json!(["a", "b"]), "type").within("/1").ignores(json!({"0": 1}));
    additional_items AdditionalItems
        Rule::new(json!(["a"]), json!(["a", "b"]), "false").within("/1").ignores(json!("ab"));
    min_properties MinProperties Rule::new(json!({"a": 1}), json!({}), "minProperties").ignores(json!([]));
    max_properties MaxProperties
        Rule::new(json!({"a": 1}), json!({"a": 1, "b": 1}), "maxProperties").ignores(json!([1, 2]));
    property_names PropertyNames
        Rule::new(json!({"abc": 1}), json!({"abcd": 1}), "maxLength").ignores(json!("abcd"));
    pattern_properties PatternProperties
        Rule::new(json!({"n1": 1, "x": "y"}), json!({"n1": "y"}), "type").within("/n1").ignores(json!(["n"]));
    additional_properties AdditionalProperties
        Rule::new(json!({"a": 1, "b": "0"}), json!({"a": 0}), "minimum").within("/a");
    additional_properties_false NoOtherProperties
        Rule::new(json!({"x-a": 1}), json!({"a": 1}), "false").within("/a");
    properties Properties Rule::new(json!({"a": "xy"}), json!({"a": "x"}), "minLength").within("/a");
    required Required Rule::new(json!({"a": null}), json!({"b": 1}), "required").ignores(json!("a"));
    dependencies_of_names DependentNames
        Rule::new(json!({"a": 1, "b": 2}), json!({"a": 1}), "dependencies").ignores(json!(["a"]));
    dependencies_of_schemas DependentSchema
        Rule::new(json!({"a": 1}), json!({"a": 1, "b": 1}), "maxProperties").ignores(json!(["a", "b"]));
    const_of_a_string Const Rule::new(json!("on"), json!("off"), "const").but_no_null();
    const_of_an_object ConstObject
        Rule::new(json!({"a": [1.0]}), json!({"a": [1, 2]}), "const").but_no_null();
    enum_of_strings Enum Rule::new(json!("b"), json!("c"), "enum").but_no_null();
    enum_of_integers EnumOfIntegers Rule::new(json!(2), json!(3), "enum").but_no_null();
    r#type Type Rule::new(json!(true), json!("true"), "type");
    not Not Rule::new(json!("yes"), json!("no"), "not").ignores(json!(1));
    if_then Then Rule::new(json!("abc"), json!("bcd"), "pattern").ignores(json!(123));
    if_else Else Rule::new(json!(4), json!(5), "multipleOf").ignores(json!("5"));
    any_of AnyOf Rule::new(json!(4), json!(5), "anyOf").ignores(json!("5"));
    one_of OneOf Rule::new(json!(4), json!(12), "oneOf").but_null_by_type();
    all_of AllOf Rule::new(json!(4), json!(6), "maximum").ignores(json!("6"));
}
