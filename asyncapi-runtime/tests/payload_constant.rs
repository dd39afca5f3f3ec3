//! What `__asyncapi_constant!` and `__asyncapi_string_enum!` make of their types.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use asyncapi_runtime::{__asyncapi_constant, __asyncapi_string_enum};

macro_rules! constants {
    ($($name:ident $kind:ident $value:literal)*) => {$(
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        struct $name;
        __asyncapi_constant! { #[allow(deprecated)] $name $kind $value }
    )*};
}

constants! {
    Kind str "order \"created\""
    Half json "12.5"
    One json "1"
    Yes json "true"
    Nothing json "null"
    List json "[1, {\"a\": 2.0}]"
}

fn error<T: for<'de> serde::Deserialize<'de>>(json: &str) -> String {
    serde_json::from_str::<T>(json).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn constants() {
    assert_eq!(Kind::VALUE, "order \"created\"");
    assert_eq!(Kind.as_str(), Kind::VALUE);
    assert_eq!((Kind.to_string(), Half.to_string()), (Kind::VALUE.to_owned(), "12.5".to_owned()));
    assert_eq!(
        serde_json::to_string(&(Kind, Half, One, Yes, Nothing)).unwrap(),
        r#"["order \"created\"",12.5,1,true,null]"#
    );
    assert_eq!(serde_json::from_str::<Kind>(r#""order \u0022created\"""#).unwrap(), Kind);
    assert_eq!(
        serde_json::from_str::<(Half, One, One, Yes, Nothing)>("[1.25e1, 1, 1.0, true, null]").unwrap(),
        (Half, One, One, Yes, Nothing)
    );
    assert_eq!(serde_json::from_str::<List>("[1.0, {\"a\": 2}]").unwrap(), List);
    assert_eq!("order \"created\"".parse(), Ok(Kind));
    assert_eq!("x".parse::<Kind>().unwrap_err().to_string(), r#""x" is none of "order \"created\"""#);
}

#[test]
fn errors_of_constants() {
    let cases = [
        (
            error::<Kind>("\"x\""),
            r#"expected the constant "order \"created\"", found "x" at line 1 column 3"#,
        ),
        (error::<Kind>("1"), r#"expected the constant "order \"created\"", found 1 at line 1 column 1"#),
        (
            error::<Kind>("{}"),
            r#"expected the constant "order \"created\"", found an object at line 1 column 2"#,
        ),
        (
            error::<Kind>("null"),
            r#"expected the constant "order \"created\"", found null at line 1 column 4"#,
        ),
        (error::<One>("1.5"), "expected the constant 1, found 1.5 at line 1 column 3"),
        (error::<One>("\"1\""), "expected the constant 1, found \"1\" at line 1 column 3"),
        (error::<Yes>("false"), "expected the constant true, found false at line 1 column 5"),
        (error::<Nothing>("0"), "expected the constant null, found 0 at line 1 column 1"),
        (error::<One>("[1]"), "expected the constant 1, found an array at line 1 column 3"),
        (error::<One>("{}"), "expected the constant 1, found an object at line 1 column 2"),
    ];
    for (error, expected) in cases {
        assert_eq!(error, expected);
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Level {
    Low,
    High,
}

__asyncapi_string_enum! { Level [2] { Low "low", High "high", } }

#[derive(Clone, Debug, PartialEq)]
enum Colour {
    Red,
    Green,
    Other(String),
}

__asyncapi_string_enum! { #[allow(deprecated)] open Colour [2] { Red "red", Green "green", } Other }

#[test]
fn closed_enums() {
    assert_eq!(Level::ALL.map(Level::as_str), ["low", "high"]);
    assert_eq!(serde_json::from_str::<Level>("\"high\"").unwrap(), Level::High);
    assert_eq!(error::<Level>("\"mid\""), "\"mid\" is none of \"low\", \"high\" at line 1 column 5");
}

#[test]
fn open_enums() {
    assert_eq!(Colour::ALL, [Colour::Red, Colour::Green]);
    let blue = Colour::Other("blue".into());
    assert_eq!((blue.as_str(), Colour::Red.as_str()), ("blue", "red"));
    assert_eq!(
        (blue.to_string(), "green".parse(), Colour::from("blue")),
        ("blue".into(), Ok(Colour::Green), blue.clone())
    );
    assert_eq!(
        serde_json::from_str::<[Colour; 2]>(r#"["red", "blue"]"#).unwrap(),
        [Colour::Red, blue.clone()]
    );
    assert_eq!(serde_json::to_string(&[Colour::Red, blue]).unwrap(), r#"["red","blue"]"#);
    assert_eq!(error::<Colour>("1"), "invalid type: integer `1`, expected a string at line 1 column 1");
}
