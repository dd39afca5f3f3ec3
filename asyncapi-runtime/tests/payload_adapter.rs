//! How adapters read, and what they say when they cannot.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};

use asyncapi_runtime::__private::{Adapter, BoxOf, ListOf, MapOf, NullOr, Plain, SetOf, Whole};
use proptest::prelude::*;

fn read<A: for<'de> Adapter<'de, Value = T>, T>(json: &str) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let direct = A::read(&mut deserializer).map_err(|error| error.to_string());
    // What is buffered for a union is read the same way.
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(json) {
        assert_eq!(A::read(value.clone()).is_ok(), direct.is_ok(), "{json}");
        assert_eq!(A::read(&value).is_ok(), direct.is_ok(), "{json}");
    }
    direct
}

fn error<A: for<'de> Adapter<'de, Value = T>, T>(json: &str) -> String {
    read::<A, T>(json).map(|_| ()).unwrap_err()
}

#[test]
fn integers_of_json_schema() {
    for (json, value) in [("1", 1), ("1.0", 1), ("1e3", 1000), ("-0.0", 0), ("-2.50e1", -25), ("0e5", 0)] {
        assert_eq!(read::<Whole<i64>, _>(json), Ok(value), "{json}");
        assert_eq!(read::<Whole<i32>, _>(json), Ok(i32::try_from(value).unwrap()), "{json}");
    }
    assert_eq!(read::<Whole<i64>, _>("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(read::<Whole<i64>, _>("9223372036854775807"), Ok(i64::MAX));
    assert_eq!(read::<Whole<i64>, _>("-9223372036854775808.0"), Ok(i64::MIN));
    assert_eq!(read::<Whole<u64>, _>("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(read::<Whole<u32>, _>("4294967295.0"), Ok(u32::MAX));
}

#[test]
fn numbers_that_are_no_such_integer() {
    let cases = [
        (
            error::<Whole<i64>, _>("1.5"),
            "invalid value: floating point `1.5`, expected an integer at line 1 column 3",
        ),
        (
            error::<Whole<i32>, _>("2147483648"),
            "invalid value: integer `2147483648`, expected an integer from -2147483648 to 2147483647 at line 1 column 10",
        ),
        (
            error::<Whole<i32>, _>("-3e9"),
            "invalid value: floating point `-3000000000.0`, expected an integer from -2147483648 to 2147483647 at line 1 column 4",
        ),
        (
            error::<Whole<u32>, _>("-1"),
            "invalid value: integer `-1`, expected an integer from 0 to 4294967295 at line 1 column 2",
        ),
        (
            error::<Whole<i64>, _>("9223372036854775808"),
            "invalid value: integer `9223372036854775808`, expected an integer from -9223372036854775808 to 9223372036854775807 at line 1 column 19",
        ),
        (
            error::<Whole<u64>, _>("18446744073709551616"),
            "invalid value: floating point `1.8446744073709552e+19`, expected an integer from 0 to 18446744073709551615 at line 1 column 20",
        ),
        (
            error::<Whole<i64>, _>("\"1\""),
            "invalid type: string \"1\", expected an integer at line 1 column 3",
        ),
        (
            error::<Whole<i64>, _>("true"),
            "invalid type: boolean `true`, expected an integer at line 1 column 4",
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(error, expected);
    }
}

proptest! {
    /// Whatever way an integer is written, it is that integer or an error: never another.
    #[test]
    fn whole_is_exact(number in any::<i64>(), exponent in 0_usize..3) {
        let zeros = "0".repeat(exponent);
        let json = number.to_string();
        prop_assert_eq!(read::<Whole<i64>, _>(&json), Ok(number));
        prop_assert_eq!(read::<Whole<u64>, _>(&json).ok(), u64::try_from(number).ok());
        prop_assert_eq!(read::<Whole<i32>, _>(&json).ok(), i32::try_from(number).ok());
        let small = number % (1 << 40);
        let written = [format!("{small}.0{zeros}"), format!("{small}{zeros}e-{exponent}"), format!("{small}e0")];
        for json in written {
            prop_assert_eq!(read::<Whole<i64>, _>(&json), Ok(small), "{}", json);
            prop_assert_eq!(read::<Whole<u32>, _>(&json).ok(), u32::try_from(small).ok(), "{}", json);
        }
    }

    #[test]
    fn whole_of_any_number(number in any::<f64>().prop_filter("JSON has no others", |number| number.is_finite())) {
        let json = serde_json::to_string(&number).unwrap();
        // Of seventeen digits, serde_json may read the neighbour.
        let number: f64 = serde_json::from_str(&json).unwrap();
        match read::<Whole<i64>, _>(&json) {
            #[allow(clippy::cast_precision_loss, clippy::float_cmp)]
            Ok(whole) => prop_assert_eq!(whole as f64, number),
            Err(_) => prop_assert!(number.fract() != 0.0 || number.abs() >= 9_223_372_036_854_775_808.0),
        }
    }
}

#[test]
fn collections() {
    assert_eq!(read::<ListOf<Whole<i64>>, _>("[1, 2.0]"), Ok(vec![1, 2]));
    assert_eq!(
        read::<SetOf<Plain<String>>, _>(r#"["b", "a"]"#),
        Ok(BTreeSet::from(["a".into(), "b".into()]))
    );
    assert_eq!(read::<MapOf<Whole<i64>>, _>(r#"{"a": 1e0}"#), Ok(BTreeMap::from([("a".into(), 1)])));
    assert_eq!(read::<NullOr<Whole<i64>>, _>("null"), Ok(None));
    assert_eq!(read::<NullOr<Whole<i64>>, _>("1.0"), Ok(Some(1)));
    assert_eq!(read::<BoxOf<Whole<i64>>, _>("1.0"), Ok(Box::new(1)));
}

#[test]
fn errors_of_collections() {
    let cases = [
        (
            error::<ListOf<ListOf<Whole<i64>>>, _>("[[1], [1, 2, \"a\"]]"),
            "`/1/2`: invalid type: string \"a\", expected an integer at line 1 column 16",
        ),
        (error::<ListOf<Whole<i64>>, _>("{}"), "invalid type: map, expected an array at line 1 column 0"),
        (error::<SetOf<Whole<i64>>, _>("[1, 2, 1.0]"), "`/2`: duplicate item at line 1 column 11"),
        (
            error::<SetOf<Whole<i64>>, _>("1"),
            "invalid type: integer `1`, expected an array without duplicates at line 1 column 1",
        ),
        (
            error::<MapOf<NullOr<Whole<i64>>>, _>(r#"{"a": null, "b/c": 0.5}"#),
            "`/b~1c`: invalid value: floating point `0.5`, expected an integer at line 1 column 22",
        ),
        (
            error::<MapOf<Whole<i64>>, _>("[]"),
            "invalid type: sequence, expected an object at line 1 column 0",
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(error, expected);
    }
}

#[test]
fn tuples() {
    type Eight = (
        Whole<i64>,
        Plain<bool>,
        Plain<bool>,
        Plain<bool>,
        Plain<bool>,
        Plain<bool>,
        Plain<bool>,
        Whole<u32>,
    );
    type Pair = (Whole<i64>, NullOr<Plain<String>>);
    assert_eq!(read::<Pair, _>("[1.0, null]"), Ok((1, None)));
    assert_eq!(read::<(Whole<i64>,), _>("[1]"), Ok((1,)));
    let eight = read::<Eight, _>("[1, true, true, true, true, true, false, 8]");
    assert_eq!(eight, Ok((1, true, true, true, true, true, false, 8)));
    let cases = [
        (error::<Pair, _>("[1]"), "invalid length 1, expected an array of 2 items at line 1 column 3"),
        (
            error::<Pair, _>("[1, \"a\", 2, 3]"),
            "invalid length 4, expected an array of 2 items at line 1 column 14",
        ),
        (error::<Pair, _>("[1, 2]"), "`/1`: invalid type: integer `2`, expected a string at line 1 column 5"),
        (
            error::<(Whole<i64>,), _>("{}"),
            "invalid type: map, expected an array of 1 item at line 1 column 0",
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(error, expected);
    }
}
