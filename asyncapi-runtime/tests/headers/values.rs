//! Values of headers, read and written.

use asyncapi_runtime::headers::{read_headers, write_headers};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Any, Plan, SignupHeaders, full, tenant};

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), value)
    };
    // `collect` keeps all values of a name.
    pairs.iter().map(pair).collect()
}

/// Reads the one header `name`.
fn read(name: &str, value: &str) -> Result<Value, String> {
    match read_headers::<Any>(&headers(&[(name, value)])) {
        Ok(mut any) => Ok(any.0.remove(name).unwrap()),
        Err(error) => {
            assert_eq!(error.name(), Some(name));
            Err(error.to_string())
        }
    }
}

#[test]
fn what_is_written_is_read_again() {
    for headers in [full(), tenant("ab")] {
        let written = write_headers(&headers).unwrap();
        assert_eq!(read_headers::<SignupHeaders>(&written).unwrap(), headers);
    }
    let written = write_headers(&full()).unwrap();
    assert_eq!(written["x-tenant"].as_bytes(), "Ærø, \"7\"; a=b".as_bytes());
    assert_eq!(written["x-page"], "-9007199254740993");
    assert_eq!(written["x-tags"], "[\"a, b\",\"é\\n\\\"\"]");
}

#[test]
fn what_is_null_or_absent_is_left_out() {
    let written = write_headers(&tenant("ab")).unwrap();
    assert_eq!(written.keys().map(HeaderName::as_str).collect::<Vec<_>>(), ["x-tenant"]);
}

#[test]
fn each_kind_is_read_as_what_it_is() {
    for (name, value, expected) in [
        ("text", "", json!("")),
        ("text", "7", json!("7")),
        ("text", "a\tb", json!("a\tb")),
        ("text", " é ", json!("é")),
        ("integer", "-7", json!(-7)),
        ("integer", "18446744073709551615", json!(u64::MAX)),
        ("integer", "1.0", json!(1)),
        ("integer", "1e3", json!(1000)),
        ("number", "1.5", json!(1.5)),
        ("number", " 7 ", json!(7)),
        ("boolean", "true", json!(true)),
        ("json", "{\"a\": [1, null]}", json!({"a": [1, null]})),
        ("json", "null", json!(null)),
        ("json", "\"\"", json!("")),
    ] {
        assert_eq!(read(name, value), Ok(expected), "{name} {value:?}");
    }
}

#[test]
fn a_value_that_is_not_of_its_kind_is_an_error_that_names_the_header() {
    for (name, values, problem) in [
        ("integer", &["", "x", "1.5", "+1", "1e99", "99999999999999999999", "NaN", "1 2"][..], "no integer"),
        ("number", &["", "x", "inf", "NaN", "1.", ".5", "1e999", "0x1"], "no number"),
        ("boolean", &["", "True", "1", "yes"], "neither `true` nor `false`"),
        ("json", &["", "{", "'a'", "[1] 2"], "not JSON"),
    ] {
        for value in values {
            let error = read(name, value).unwrap_err();
            assert!(error.starts_with(&format!("header `{name}`: the value is ")), "{error}");
            assert!(error.ends_with(problem), "{value:?}: {error}");
        }
    }
}

#[test]
fn a_value_that_is_not_utf8_is_an_error() {
    let mut headers = HeaderMap::new();
    headers.insert("text", HeaderValue::from_bytes(b"a\xff").unwrap());
    let error = read_headers::<Any>(&headers).unwrap_err();
    assert_eq!(error.to_string(), "header `text`: the value is not UTF-8");
}

#[test]
fn several_of_one_name_are_a_list() {
    let read = |pairs: &[_]| read_headers::<Any>(&headers(pairs));
    assert_eq!(read(&[("text", "a"), ("Text", "b, c")]).unwrap(), Any::of("text", "a, b, c"));
    assert_eq!(read(&[("cookie", "a=1"), ("cookie", "b=2")]).unwrap(), Any::of("cookie", "a=1; b=2"));
    assert_eq!(read(&[("integer", "1"), ("integer", "2")]).unwrap_err().name(), Some("integer"));
}

#[test]
fn names_do_not_mind_their_case_and_other_headers_do_no_harm() {
    let read = read_headers::<SignupHeaders>(&headers(&[
        ("x-TENANT", "ab"),
        ("X-Plan", "free"),
        ("host", "h"),
        ("x-tenants", "cd"),
    ]));
    assert_eq!(read.unwrap(), SignupHeaders { plan: Some(Plan::Free), ..tenant("ab") });
}

#[test]
fn a_header_that_is_missing_or_not_valid_is_named() {
    let read = |pairs: &[_]| read_headers::<SignupHeaders>(&headers(pairs)).unwrap_err();
    let missing = read(&[("x-page", "1")]);
    assert_eq!(
        (missing.name(), missing.to_string().as_str()),
        (Some("X-Tenant"), "header `X-Tenant`: it is missing")
    );
    let plan = read(&[("x-tenant", "ab"), ("x-plan", "golden")]);
    assert_eq!(plan.name(), Some("x-plan"));
    assert!(plan.to_string().contains("`free` or `paid`"), "{plan}");
    let short = read(&[("x-tenant", "a")]);
    assert_eq!(short.to_string(), "header `X-Tenant`: \"a\" is shorter than minLength 2");
    let two = read(&[("x-tenant", "ab"), ("x-tags", "[\"\"]"), ("x-page", "101")]);
    assert_eq!(two.to_string(), "header `x-page`: 101 is more than the maximum 100; and 1 more problem");
    let within = read(&[("x-tenant", "ab"), ("x-tags", "[\"\"]")]);
    assert_eq!(within.to_string(), "header `x-tags`: at `/0`, \"\" is shorter than minLength 1");
}

#[test]
fn a_secret_is_never_told() {
    let secret = |value| headers(&[("x-tenant", "ab"), ("authorization", value)]);
    let mut marked = headers(&[("x-tenant", "hunter2")]);
    marked.insert("x-plan", HeaderValue::from_static("hunter2"));
    marked.get_mut("x-plan").unwrap().set_sensitive(true);
    for headers in [secret("hunter2"), secret("serde hunter2"), marked] {
        let error = read_headers::<SignupHeaders>(&headers).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(error.name().is_some() && !shown.contains("hunter2"), "{shown}");
    }
    let given =
        SignupHeaders { authorization: Some(crate::support::Scheme("hunter2".into())), ..tenant("ab") };
    let error = write_headers(&given).unwrap_err();
    assert_eq!(error.to_string(), "header `Authorization`: `minLength` is violated");
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[test]
fn a_value_that_a_header_cannot_hold_is_an_error_that_does_not_quote_it() {
    for value in ["a\r\nx-evil: 1", "a\nb", "a\rb", "a\0b", "\u{7f}", "\u{1b}[31m", " a", "a\t"] {
        let error = write_headers(&Any::of("text", value)).unwrap_err();
        assert_eq!(error.name(), Some("text"));
        assert!(!error.to_string().contains(value), "{error}");
    }
    // As JSON text a line break is an escape.
    let written = write_headers(&Any::of("json", "a\nb")).unwrap();
    assert_eq!(written["json"], "\"a\\nb\"");
}

#[test]
fn a_name_that_is_none_is_an_error() {
    for name in ["", "no name", "a:b", "é", "x\r\nx-evil"] {
        let error = write_headers(&Any::of(name, "v")).unwrap_err();
        assert_eq!(error.name(), Some(name));
        assert!(error.to_string().is_ascii() || name == "é", "{error}");
    }
    assert_eq!(read_headers::<Any>(&HeaderMap::new()).unwrap(), Any::default(), "no request has it");
}

proptest! {
    #[test]
    fn any_value_comes_back_or_is_refused(text in any::<String>(), integer: i64, number: f64, flag: bool) {
        let mut any = Any::default();
        for (name, value) in [
            ("text", json!(text)), ("json", json!([text, {text.clone(): null}])),
            ("integer", json!(integer)), ("number", json!(number)), ("boolean", json!(flag)),
        ] {
            any.0.insert(name.to_owned(), value);
        }
        any.0.retain(|_, value| !value.is_null());
        match write_headers(&any) {
            Ok(written) => prop_assert_eq!(read_headers::<Any>(&written).unwrap(), any),
            // JSON leaves only DEL as it is.
            Err(error) => {
                let edges = text.trim_matches([' ', '\t']) != text;
                prop_assert!(edges || text.chars().any(|c| c.is_ascii_control()), "{error}");
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(value) = HeaderValue::from_bytes(&bytes) {
            for name in ["text", "integer", "number", "boolean", "json"] {
                let mut headers = HeaderMap::new();
                headers.insert(name, value.clone());
                if let Ok(read) = read_headers::<Any>(&headers) {
                    let written = write_headers(&read).unwrap();
                    if !read.0[name].is_null() {
                        prop_assert_eq!(read_headers::<Any>(&written).unwrap(), read);
                    }
                }
            }
        }
    }
}
