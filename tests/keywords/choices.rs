//! `oneOf`, `anyOf`, `allOf` and `not`.

use asyncapi_runtime::asyncapi;
use serde_json::{from_value, json, to_value};

use crate::support::{Fate, fate, fine, refused, violates, violates_all};

asyncapi!("specs/keywords-choices.yaml");

#[test]
fn one_of_types() {
    for value in [json!("abc"), json!(""), json!(5), json!(5.0), json!(true)] {
        fine::<Scalar>(&value);
    }
    violates::<Scalar>(&json!("abcd"), "", "maxLength");
    violates::<Scalar>(&json!(4), "", "minimum");
    for value in [json!(null), json!(5.5), json!([]), json!({})] {
        refused::<Scalar>(&value);
    }
    assert_eq!(Scalar::from("a".to_owned()), Scalar::String("a".into()));
    assert_eq!(Scalar::from(7_u64), Scalar::Integer(7));
    let error = from_value::<Scalar>(json!([1])).unwrap_err().to_string();
    for name in ["Scalar", "String", "Integer", "Boolean"] {
        assert!(error.contains(&format!("`{name}`")), "{error}");
    }
}

#[test]
fn one_of_beside_other_keywords() {
    fine::<LimitedScalar>(&json!("ab"));
    fine::<LimitedScalar>(&json!(9));
    violates::<LimitedScalar>(&json!("a"), "", "minLength");
    violates::<LimitedScalar>(&json!(10), "", "maximum");
    violates::<Holder>(&json!({"limited": "a"}), "/limited", "minLength");
    violates::<Holder>(&json!({"limited": []}), "/limited", "minItems");
    fine::<Holder>(&json!({"limited": ["a"]}));
}

#[test]
fn types_with_keywords_of_each() {
    for value in [json!("ab"), json!(9), json!(["a"]), json!({"a": 1}), json!(false)] {
        fine::<SeveralTypes>(&value);
    }
    for (value, keyword) in [
        (json!("a"), "minLength"),
        (json!(10), "maximum"),
        (json!(["a", "b"]), "maxItems"),
        (json!({}), "minProperties"),
        (json!(true), "not"),
    ] {
        violates::<SeveralTypes>(&value, "", keyword);
    }
    refused::<SeveralTypes>(&json!([1]));
    refused::<SeveralTypes>(&json!(1.5));
    refused::<SeveralTypes>(&json!(null));
}

#[test]
fn types_with_keywords_of_another_schema() {
    fine::<LimitedTypes>(&json!("ab"));
    fine::<LimitedTypes>(&json!(9));
    violates::<LimitedTypes>(&json!("a"), "", "minLength");
    violates::<LimitedTypes>(&json!(10), "", "maximum");
    refused::<LimitedTypes>(&json!(true));
}

#[test]
fn all_of_types_leaves_what_they_share() {
    fine::<TypesOfAll>(&json!(true));
    fine::<TypesOfAll>(&json!(1));
    assert!(from_value::<TypesOfAll>(json!("a")).is_ok_and(|value| value.0.is_string()));
    violates::<TypesOfAll>(&json!("a"), "", "type");
    violates::<TypesOfAll>(&json!(1.5), "", "type");
}

#[test]
fn choices_in_properties_items_and_values() {
    fine::<Holder>(&json!({
        "reference": "yes", "orNull": null, "list": ["a", 0, 1.5], "map": {"a": "b", "c": 0},
        "single": "ab", "singleReference": 5, "levels": "low", "numbers": 2, "limits": 10,
    }));
    violates::<Holder>(&json!({"reference": "no"}), "/reference", "not");
    violates::<Holder>(&json!({"reference": "long"}), "/reference", "maxLength");
    violates::<Holder>(&json!({"orNull": 1}), "/orNull", "minimum");
    violates::<Holder>(&json!({"list": ["a", -1]}), "/list/1", "minimum");
    violates::<Holder>(&json!({"map": {"a": -1}}), "/map/a", "minimum");
    violates::<Holder>(&json!({"single": "a"}), "/single", "minLength");
    violates::<Holder>(&json!({"singleReference": 4}), "/singleReference", "minimum");
    violates::<Holder>(&json!({"limits": 5}), "/limits", "anyOf");
    violates::<Holder>(&json!({"limits": 14}), "/limits", "not");
    violates::<Holder>(&json!({"limits": 0}), "/limits", "not");
    violates_all::<Holder>(&json!({"limits": 7}), &[("/limits", "anyOf"), ("/limits", "not")]);
    for value in [
        json!({"reference": null}),
        json!({"list": [true]}),
        json!({"map": {"a": []}}),
        json!({"levels": "middle"}),
        json!({"numbers": 3}),
    ] {
        refused::<Holder>(&value);
    }
    let holder: Holder = from_value(json!({"orNull": null, "levels": "high"})).unwrap();
    assert_eq!((holder.or_null, holder.levels), (Some(None), Some(HolderLevels::High)));
    assert_eq!(HolderLevels::High.to_string(), "high");
}

#[test]
fn discriminator_by_name() {
    let car = json!({"kind": "Car", "doors": 4});
    fine::<Vehicle>(&car);
    assert!(matches!(from_value(car).unwrap(), Vehicle::Car(Car { doors: 4, .. })));
    fine::<Vehicle>(&json!({"kind": "Bike", "gears": 3}));
    violates::<Vehicle>(&json!({"kind": "Car", "doors": 6}), "/doors", "maximum");
    for value in
        [json!({"kind": "Car"}), json!({"kind": "Boat", "doors": 1}), json!({"doors": 1}), json!("Car")]
    {
        refused::<Vehicle>(&value);
    }
    // Made by hand: the tag is not the one of the variant.
    let vehicle = Vehicle::from(Car::new("Bike", 2));
    let violations = asyncapi_runtime::Validate::validate(&vehicle).unwrap_err();
    assert_eq!(violations.iter().next().unwrap().pointer(), "/kind");
}

#[test]
fn discriminator_by_mapping() {
    for tag in ["four", "quad"] {
        let value = json!({"type": tag, "wheels": 5});
        fine::<Mapped>(&value);
        assert!(matches!(from_value(value).unwrap(), Mapped::Quad(_)), "{tag}");
    }
    assert!(matches!(from_value(json!({"type": "two", "wheels": 1})).unwrap(), Mapped::Pair(_)));
    fine::<Mapped>(&json!({"type": "\u{7}\u{202e}'", "wheels": 1}));
    violates::<Mapped>(&json!({"type": "two", "wheels": 3}), "/wheels", "maximum");
    violates::<Mapped>(&json!({"type": "four", "wheels": 3}), "/wheels", "minimum");
    refused::<Mapped>(&json!({"type": "Pairs"}));
}

#[test]
fn constants_tell_variants_apart() {
    fine::<Signal>(&json!({"op": "start", "at": 1}));
    fine::<Signal>(&json!({"op": "halt", "why": "late"}));
    violates::<Signal>(&json!({"op": "other", "code": 99}), "/code", "minimum");
    refused::<Signal>(&json!({"op": "begin"}));
    refused::<Signal>(&json!({"op": null}));
    refused::<Signal>(&json!({"code": 100}));
    let signal = Signal::from(SignalStart { at: Some(1), ..SignalStart::default() });
    assert_eq!(to_value(signal).unwrap(), json!({"op": "start", "at": 1}));
}

#[test]
fn any_of_shapes() {
    assert!(matches!(from_value(json!({"radius": 1})).unwrap(), Shape::Circle(_)));
    assert!(matches!(from_value(json!({"width": 1, "height": 2})).unwrap(), Shape::Box(_)));
    fine::<Shape>(&json!([[0, 0], [1, 0], [0.5, 1]]));
    violates::<Shape>(&json!({"radius": 0}), "/radius", "exclusiveMinimum");
    violates::<Shape>(&json!([[0, 0], [1, 0]]), "", "minItems");
    // It is no circle, but it is a box.
    assert!(matches!(from_value(json!({"radius": 0, "width": 1, "height": 1})).unwrap(), Shape::Box(_)));
    refused::<Shape>(&json!({"width": 1}));
    refused::<Shape>(&json!([[0, 0], [1, 0], [0]]));
}

#[test]
fn one_of_takes_one_and_any_of_the_first() {
    for value in [json!({"a": 1}), json!({"b": 2})] {
        fine::<OnlyOne>(&value);
        fine::<AtLeastOne>(&value);
    }
    let both = json!({"a": 1, "b": 2});
    refused::<OnlyOne>(&both);
    assert!(matches!(from_value(both).unwrap(), AtLeastOne::A(_)));
    refused::<OnlyOne>(&json!({"a": "1"}));
    refused::<AtLeastOne>(&json!({}));
    fine::<OnlyOne>(&json!({"a": 1, "b": "x"}).as_object().map(|_| json!({"a": 1})).unwrap());
}

#[test]
fn choices_that_only_limit_an_object() {
    fine::<Contact>(&json!({"mail": "a"}));
    fine::<Contact>(&json!({"phone": "a"}));
    violates::<Contact>(&json!({}), "", "oneOf");
    violates::<Contact>(&json!({"mail": "a", "phone": "b"}), "", "oneOf");
    violates::<Contact>(&json!({"mail": "a", "fax": "b"}), "", "not");
}

#[test]
fn choices_share_the_properties_beside_them() {
    fine::<WithBase>(&json!({"id": 1, "left": "a"}));
    fine::<WithBase>(&json!({"id": 1, "right": true}));
    let value: WithBase = from_value(json!({"id": 7, "right": true})).unwrap();
    assert!(matches!(value, WithBase::Right(WithBaseRight { id: 7, right: true, .. })));
    refused::<WithBase>(&json!({"left": "a"}));
    refused::<WithBase>(&json!({"id": 1}));
    refused::<WithBase>(&json!({"id": 1, "left": "a", "right": true}));
}

#[test]
fn required_beside_a_choice_of_objects() {
    fine::<Strict>(&json!({"type": "Quad", "id": 1, "wheels": 4}));
    fine::<Strict>(&json!({"type": "Pair", "id": null}));
    violates::<Strict>(&json!({"type": "Pair", "id": null, "wheels": 3}), "/wheels", "maximum");
    violates::<Strict>(&json!({"type": "Pair", "id": 1, "wheels": 2, "a": 3}), "", "maxProperties");
    violates::<Strict>(&json!({"type": "Pair", "id": 1, "colours": 2}), "", "maxLength");
    refused::<Strict>(&json!({"type": "Quad", "wheels": 4}));
    refused::<Strict>(&json!({"id": 1}));
    fine::<Guarded>(&json!({"both": {"type": "two", "wheels": 1}, "notSo": {"type": "two"}}));
    assert_ne!(fate::<Guarded>(&json!({"both": {"type": "two"}})), Fate::Fine);
    violates::<Guarded>(&json!({"notSo": {"type": "two", "wheels": 1}}), "/notSo", "not");
}

#[test]
fn items_and_enum_beside_a_choice() {
    fine::<Guarded>(&json!({"positions": [1, "a"], "enum": "a"}));
    fine::<Guarded>(&json!({"positions": "ab", "enum": 1}));
    violates::<Guarded>(&json!({"positions": ["a"]}), "/positions/0", "type");
    violates::<Guarded>(&json!({"positions": "abc"}), "/positions", "maxLength");
    violates::<Guarded>(&json!({"enum": "b"}), "/enum", "enum");
}

#[test]
fn all_of_extends_and_narrows() {
    fine::<Derived>(&json!({"id": 1, "name": "ab", "tags": ["x"], "state": "on", "extra": true}));
    for (value, pointer, keyword) in [
        (json!({"id": 0, "name": "ab"}), "/id", "minimum"),
        (json!({"id": 100, "name": "ab"}), "/id", "maximum"),
        (json!({"id": 1, "name": "a"}), "/name", "minLength"),
        (json!({"id": 1, "name": "abcdefghijk"}), "/name", "maxLength"),
        (json!({"id": 1, "name": "ab", "tags": [""]}), "/tags/0", "minLength"),
        (json!({"id": 1, "name": "ab", "tags": ["a", "b", "c"]}), "/tags", "maxItems"),
        (json!({"id": 1, "name": "ab", "state": "stale"}), "/state", "enum"),
    ] {
        violates::<Derived>(&value, pointer, keyword);
    }
    refused::<Derived>(&json!({"id": 1}));
    refused::<Derived>(&json!({"name": "ab"}));
    refused::<Derived>(&json!({"id": 1, "name": "ab", "tags": [1]}));
    refused::<Derived>(&json!({"id": 1, "name": "ab", "state": "gone"}));
    let derived = Derived::new(1, "ab");
    assert_eq!(to_value(derived).unwrap(), json!({"id": 1, "name": "ab"}));
}

#[test]
fn several_choices_all_hold() {
    fine::<TwoChoices>(&json!({"a": 1, "d": 1}));
    fine::<TwoChoices>(&json!({"a": 1, "b": 2, "c": 1}));
    violates::<TwoChoices>(&json!({"c": 1}), "", "anyOf");
    violates::<TwoChoices>(&json!({"a": 1}), "", "oneOf");
    violates_all::<TwoChoices>(&json!({"c": 1, "d": 1}), &[("", "anyOf"), ("", "oneOf")]);
}

#[test]
fn choices_in_choices() {
    for value in [json!("ab"), json!("x"), json!(0), json!(10.0), json!([1, "a"]), json!([])] {
        fine::<Nested>(&value);
    }
    for value in [json!("xy"), json!("a"), json!(11), json!(-1), json!([null]), json!(true), json!(null)] {
        assert_ne!(fate::<Nested>(&value), Fate::Fine, "{value}");
    }
}

#[test]
fn not_of_every_kind() {
    fine::<Neither>(&json!({"unlike": "c", "untyped": 1, "nothing": null, "twice": "a", "object": {"a": 1}}));
    for (value, pointer) in [
        (json!({"unlike": "a"}), "/unlike"),
        (json!({"unlike": "bc"}), "/unlike"),
        (json!({"untyped": null}), "/untyped"),
        (json!({"untyped": "a"}), "/untyped"),
        (json!({"everything": 1}), "/everything"),
        (json!({"twice": 1}), "/twice"),
        (json!({"object": {"a": 1, "b": 1}}), "/object"),
    ] {
        violates::<Neither>(&value, pointer, "not");
    }
}

#[test]
fn the_schema_false() {
    fine::<Never>(&json!({"fine": null}));
    fine::<Never>(&json!({"fine": [1], "items": []}));
    violates::<Never>(&json!({"fine": 1, "never": 1}), "/never", "false");
    violates::<Never>(&json!({"fine": 1, "items": [1]}), "/items/0", "false");
    refused::<Never>(&json!({}));
}
