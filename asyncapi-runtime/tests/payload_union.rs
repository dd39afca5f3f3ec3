//! What `__asyncapi_union!` makes of an enum whose values are told apart by their shape.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use asyncapi_runtime::__private::{
    At, Num, Union, Violations, Whole, max_length, min_length, minimum, multiple_of, only_one,
};
use asyncapi_runtime::{__asyncapi_constant, __asyncapi_object, __asyncapi_union};

#[derive(Clone, Debug, PartialEq)]
struct Dog {
    pet_type: String,
    owner: Option<String>,
}

__asyncapi_object! {
    Dog "Dog" { required pet_type "petType", optional owner "owner", } reject
}

fn error<T: for<'de> serde::Deserialize<'de>>(json: &str) -> String {
    serde_json::from_str::<T>(json).map(|_| ()).unwrap_err().to_string()
}

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Even(i64),
    Count(i64),
    Dog(Box<Dog>),
    Text(String),
    Short(String),
    List(Vec<Shape>),
}

__asyncapi_union! {
    Shape "Shape" shape {
        Even(i64) as Whole<i64>, Count(i64) as Whole<i64>, Dog(Box<Dog>), Text(String), Short(String), List(Vec<Shape>),
    }
}

impl Union for Shape {
    fn check_variant(&self, at: &At<'_>, out: &mut Violations) {
        match self {
            Self::Even(number) => multiple_of(number, Num::I(2), at, out),
            Self::Count(number) => minimum(number, Num::I(0), at, out),
            Self::Text(text) => min_length(text, 2, at, out),
            Self::Short(text) => max_length(text, 3, at, out),
            _ => {}
        }
    }
}

#[test]
fn the_first_that_fits() {
    let cases = [
        ("4.0", Shape::Even(4)),
        ("3", Shape::Count(3)),
        // None is valid: the first in shape, for validation to say what is wrong.
        ("-3", Shape::Even(-3)),
        ("\"abc\"", Shape::Text("abc".into())),
        ("\"a\"", Shape::Short("a".into())),
        ("{\"petType\": \"dog\"}", Shape::Dog(Box::new(Dog { pet_type: "dog".into(), owner: None }))),
        ("[1, [\"ab\"]]", Shape::List(vec![Shape::Count(1), Shape::List(vec![Shape::Text("ab".into())])])),
    ];
    for (json, expected) in cases {
        let read: Shape = serde_json::from_str(json).unwrap();
        assert_eq!(read, expected, "{json}");
        let again = serde_json::to_value(&read).unwrap();
        assert_eq!(serde_json::from_value::<Shape>(again).unwrap(), expected);
    }
}

#[test]
fn errors_name_every_variant() {
    assert_eq!(
        error::<Shape>("{\"owner\": 3}"),
        "no variant of `Shape` fits: `Even`: invalid type: map, expected an integer; \
         `Count`: invalid type: map, expected an integer; \
         `Dog`: `/owner`: invalid type: integer `3`, expected a string; \
         `Text`: invalid type: map, expected a string; \
         `Short`: invalid type: map, expected a string; \
         `List`: invalid type: map, expected a sequence"
    );
    let nested = error::<Shape>("[1.5]");
    assert!(nested.contains("`List`: no variant of `Shape` fits: `Even`: invalid value"), "{nested}");
    assert!(nested.ends_with('…'), "{nested}");
    // The reasons of unions in unions do not multiply.
    assert!(error::<Shape>("[[[[[[[1.5]]]]]]]").len() < 1000);
}

#[test]
fn one_of_several() {
    let violations = |shape: &Shape| {
        let mut out = Violations::default();
        only_one(shape, &At::ROOT, &mut out);
        out.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        violations(&Shape::Even(2)),
        ["2 is of the alternatives `Even`, `Count`, where one alone may accept it"]
    );
    assert_eq!(violations(&Shape::Even(-2)), [""; 0]);
    assert_eq!(
        violations(&Shape::Text("abc".into())),
        ["\"abc\" is of the alternatives `Text`, `Short`, where one alone may accept it"]
    );
    assert_eq!(violations(&Shape::Short("a".into())), [""; 0]);
}

macro_rules! operators {
    ($($name:ident $field:ident $json:literal)*) => {$(
        #[derive(Clone, Debug, PartialEq)]
        struct $name {
            argument: Box<Expression>,
            $field: bool,
        }

        __asyncapi_object! {
            $name "Operator" { required argument "argument", required $field $json, } ignore
        }
    )*};
}

operators! {
    Not zz_not "zzNot"
    Minus zz_minus "zzMinus"
    Plus zz_plus "zzPlus"
}

#[derive(Clone, Debug, PartialEq)]
enum Expression {
    Number(i64),
    Not(Not),
    Minus(Minus),
    Plus(Plus),
}

__asyncapi_union! {
    Expression "Expression" shape { Number(i64), Not(Not), Minus(Minus), Plus(Plus), }
}

impl Union for Expression {
    fn check_variant(&self, at: &At<'_>, out: &mut Violations) {
        match self {
            Self::Number(_) => {}
            Self::Not(inner) => check_one(&inner.argument, at, out),
            Self::Minus(inner) => check_one(&inner.argument, at, out),
            Self::Plus(inner) => check_one(&inner.argument, at, out),
        }
    }
}

fn check_one(expression: &Expression, at: &At<'_>, out: &mut Violations) {
    only_one(expression, at, out);
    expression.check_variant(at, out);
}

/// What says which operator it is stands behind the argument: each level is read as each of them.
fn nested(operators: usize) -> String {
    let (open, close) = ("{\"argument\":".repeat(operators), ",\"zzPlus\":true}".repeat(operators));
    format!("{open}1{close}")
}

#[test]
fn attempts_are_limited() {
    assert!(serde_json::from_str::<Expression>(&nested(3)).is_ok());
    let started = std::time::Instant::now();
    assert_eq!(
        error::<Expression>(&nested(100)),
        "`Expression` can be read in too many ways to try them all"
    );
    let ambiguous = (0..100).fold(Expression::Number(1), |inner, _| {
        Expression::Plus(Plus { argument: Box::new(inner), zz_plus: true })
    });
    let mut out = Violations::default();
    only_one(&ambiguous, &At::ROOT, &mut out);
    assert!(!out.is_empty());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    // The limit is for one reading: the next one begins anew.
    assert!(serde_json::from_str::<Expression>(&nested(3)).is_ok());
}

macro_rules! nodes {
    ($($name:ident $kind:ident $value:literal)*) => {$(
        #[derive(Clone, Copy, Debug, PartialEq)]
        struct $kind;

        __asyncapi_constant! { $kind str $value }

        #[derive(Clone, Debug, PartialEq)]
        struct $name {
            kind: $kind,
            children: Vec<Node>,
        }

        __asyncapi_object! { $name "Node" { required kind "kind", required children "children", } ignore }
    )*};
}

nodes! {
    Row RowKind "row"
    Column ColumnKind "column"
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Row(Row),
    Column(Column),
}

__asyncapi_union! {
    Node "Node" shape { Row(Row), Column(Column), }
}

impl Union for Node {
    fn check_variant(&self, at: &At<'_>, out: &mut Violations) {
        let (Self::Row(Row { children, .. }) | Self::Column(Column { children, .. })) = self;
        for child in children {
            only_one(child, at, out);
            child.check_variant(at, out);
        }
    }
}

#[test]
fn what_a_constant_tells_apart_may_be_nested_deeply() {
    let json = (0..60).fold("{\"children\":[],\"kind\":\"column\"}".to_owned(), |inner, _| {
        format!("{{\"children\":[{inner}],\"kind\":\"column\"}}")
    });
    let node: Node = serde_json::from_str(&json).unwrap();
    let mut out = Violations::default();
    only_one(&node, &At::ROOT, &mut out);
    node.check_variant(&At::ROOT, &mut out);
    assert!(out.is_empty());
}

#[derive(Clone, Debug, PartialEq)]
enum One {
    Small(i64),
    Large(i64),
}

__asyncapi_union! {
    One "One" only_shape { Small(i64) as Whole<i64>, Large(i64) as Whole<i64>, }
}

impl Union for One {
    fn check_variant(&self, at: &At<'_>, out: &mut Violations) {
        match self {
            Self::Small(number) => asyncapi_runtime::__private::maximum(number, Num::I(10), at, out),
            Self::Large(number) => minimum(number, Num::I(5), at, out),
        }
    }
}

#[test]
fn one_of_takes_what_one_variant_alone_fits() {
    assert_eq!(serde_json::from_str::<One>("1").unwrap(), One::Small(1));
    assert_eq!(serde_json::from_str::<One>("11").unwrap(), One::Large(11));
    assert_eq!(error::<One>("7"), "two variants of `One` fit, where only one may: `Small` and `Large`");
}
