//! Strings of a `format`: text that is checked, or types of other crates.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use asyncapi_runtime::formats::{self, jiff::Span};
use asyncapi_runtime::sse::{EventWriter, RawEvent};
use asyncapi_runtime::{Channel, Validate};
use serde_json::{Value, from_value, json, to_value};

/// No types: text, and checks.
mod plain {
    asyncapi_runtime::asyncapi!("specs/formats.yaml");
}

/// What `chrono` has, and what it does not.
mod chrono {
    asyncapi_runtime::asyncapi!("specs/formats.yaml", generate = [types], formats = [chrono]);
}

/// All other sets.
mod types {
    asyncapi_runtime::asyncapi!("specs/formats.yaml", formats = [uuid, jiff, url, chrono]);
}

/// Single types among sets.
mod mixed {
    /// A type of a user's.
    pub(crate) type Bytes = Box<str>;

    asyncapi_runtime::asyncapi!(
        "specs/formats.yaml",
        formats = [jiff, "date" = asyncapi_runtime::formats::chrono::NaiveDate, "byte" = Bytes],
        formats = { "uuid" = Box<str> },
    );
}

const ID: &str = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

/// A record with another property.
fn with(name: &str, value: Value) -> Value {
    let mut record = json!({"id": ID});
    record[name] = value;
    record
}

/// What `T` makes of a property's value: it reads it, and writes it again.
fn again<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq>(
    name: &str,
    text: &str,
) -> Option<String> {
    let read: T = from_value(with(name, json!(text))).ok()?;
    let written = to_value(&read).unwrap();
    assert!(from_value::<T>(written.clone()).unwrap() == read, "{name}: {text:?} is written as {written}");
    Some(written[name].as_str().unwrap().to_owned())
}

/// Values that have the format of a property, and values that do not.
const VALUES: [(&str, &[&str], &[&str]); 9] = [
    ("id", &[ID], &["f81d4fae", ""]),
    ("at", &["2026-11-21T10:00:00Z", "2026-11-21T10:00:00.25+02:00"], &["2026-11-21T10:00:00", "2026-11-21"]),
    ("day", &["2024-02-29"], &["2026-02-29", "21.11.2026"]),
    ("clock", &["10:00:00Z", "10:00:00.5-01:00"], &["10:00:00", "10:00Z"]),
    ("took", &["P1Y2M3DT4H5M6S", "PT0.5S", "P7W"], &["5 minutes", "P", "-P1D"]),
    ("link", &["https://example.com/a?b#c", "urn:isbn:0451450523"], &["/a", "https://exa mple.com"]),
    ("mail", &["ada@example.com"], &["ada", "@example.com"]),
    ("bytes", &["", "Zg==", "Zm9v"], &["Zg", "Z-8="]),
    ("base64", &["", "Zg==", "Zm9v"], &["Zg", "Z-8="]),
];

#[test]
fn text_is_checked() {
    for (name, right, wrong) in VALUES {
        for text in right {
            let record: plain::Record = from_value(with(name, json!(text))).unwrap();
            record.validate().unwrap_or_else(|violations| panic!("{name}: {violations}"));
        }
        for text in wrong {
            let record: plain::Record = from_value(with(name, json!(text))).unwrap();
            let violations = record.validate().expect_err(text);
            let found: Vec<_> = violations.iter().map(|one| (one.pointer(), one.keyword())).collect();
            assert_eq!(found, [(format!("/{name}").as_str(), "format")], "{text:?}");
        }
    }
}

#[test]
fn anything_is_binary() {
    let record: plain::Record = from_value(with("raw", json!("\u{0}\u{fffd} ="))).unwrap();
    record.validate().unwrap();
    assert_eq!(record.raw.as_deref(), Some("\u{0}\u{fffd} ="));
}

/// A type reads what has its format, refuses what has not, and what it writes has it.
#[test]
fn types_stand_for_their_formats() {
    type Again = fn(&str, &str) -> Option<String>;
    let of_types: (&[&str], Again) = (&["id", "at", "day", "took", "link"], again::<types::Record>);
    let of_chrono: (&[&str], Again) = (&["at", "day"], again::<chrono::Record>);
    for (names, again) in [of_types, of_chrono] {
        for (name, right, wrong) in VALUES.iter().filter(|(name, ..)| names.contains(name)) {
            for text in *right {
                let written = again(name, text).unwrap_or_else(|| panic!("{name}: {text:?} is not read"));
                let record: plain::Record = from_value(with(name, json!(written))).unwrap();
                record.validate().unwrap_or_else(|violations| panic!("{name}: {violations}"));
            }
            for text in *wrong {
                assert_eq!(again(name, text), None, "{name}: {text:?}");
            }
        }
    }
}

/// As the documentation of the types says.
#[test]
fn types_read_more_than_their_formats() {
    for (name, text, written) in [
        ("id", "F81D4FAE7DEC11D0A76500A0C91E6BF6", ID),
        ("at", "2026-11-21 10:00:00Z", "2026-11-21T10:00:00Z"),
        ("day", "2026-11-21T10:00:00", "2026-11-21"),
        ("took", "PT1.5H", "PT1H30M"),
    ] {
        assert_eq!(again::<types::Record>(name, text).as_deref(), Some(written));
    }
}

/// Formats without a type in a set are checked as ever.
#[test]
fn the_rest_is_text() {
    for (name, text) in [("clock", "10:00"), ("took", "5 minutes"), ("link", "/a"), ("mail", "ada")] {
        let record: chrono::Record = from_value(with(name, json!(text))).unwrap();
        assert_eq!(record.validate().unwrap_err().len(), 1, "{name}");
    }
}

#[test]
fn values_are_typed() {
    use formats::{jiff, url, uuid};

    let record: types::Record = from_value(json!({
        "id": ID,
        "at": "2026-11-21T10:00:00+02:00",
        "until": null,
        "day": "2026-11-21",
        "took": "P1DT90M",
        "link": "https://example.com",
        "others": [ID],
        "either": ID,
    }))
    .unwrap();
    let expected = types::Record {
        id: uuid::Uuid::from_u128(0xf81d_4fae_7dec_11d0_a765_00a0_c91e_6bf6),
        at: Some(jiff::Timestamp::from_second(1_795_248_000).unwrap()),
        until: Some(None),
        day: Some(jiff::Date::new(2026, 11, 21).unwrap()),
        took: Some("P1DT90M".parse::<Span>().unwrap()),
        link: Some(url::Url::parse("https://example.com/").unwrap()),
        others: Some(vec![record.id]),
        either: Some(types::RecordEither::Id(record.id)),
        ..types::Record::new(record.id)
    };
    assert_eq!(record, expected);
    record.validate().unwrap();
    let written = to_value(&record).unwrap();
    // A timestamp has no offset, and a URL always a path.
    assert_eq!(
        (&written["at"], &written["link"]),
        (&json!("2026-11-21T08:00:00Z"), &json!("https://example.com/"))
    );
    assert_eq!((&written["took"], &written["either"]), (&json!("P1DT90M"), &json!(ID)));
    assert_eq!(from_value::<types::Record>(written).unwrap(), record);
    assert_eq!(from_value::<types::Record>(with("either", json!(7))).unwrap().either, Some(7.into()));
    // `uniqueItems` holds for types, too.
    let twice: types::Record = from_value(with("others", json!([ID, ID]))).unwrap();
    assert_eq!(twice.validate().unwrap_err().iter().next().unwrap().keyword(), "uniqueItems");
}

/// The offset of a time is kept, and does not count when two are compared.
#[test]
fn chrono_keeps_offsets() {
    let read = |text: &str| from_value::<chrono::Record>(with("at", json!(text))).unwrap();
    let east = read("2026-11-21T10:00:00+02:00");
    assert_eq!(to_value(&east).unwrap()["at"], "2026-11-21T10:00:00+02:00");
    assert_eq!(east, read("2026-11-21T08:00:00Z"));
    let at: Option<formats::chrono::DateTime> = east.at;
    assert_eq!(at.unwrap().timestamp(), 1_795_248_000);
}

/// A single type goes before a set.
#[test]
fn sets_and_single_types() {
    let record = mixed::Record {
        at: Some("2026-11-21T10:00:00Z".parse::<formats::jiff::Timestamp>().unwrap()),
        day: Some("2026-11-21".parse::<formats::chrono::NaiveDate>().unwrap()),
        bytes: Some(mixed::Bytes::from("Zg==")),
        ..mixed::Record::new(Box::from(ID))
    };
    let written = json!({"id": ID, "at": "2026-11-21T10:00:00Z", "day": "2026-11-21", "bytes": "Zg=="});
    assert_eq!(to_value(&record).unwrap(), written);
    assert_eq!(from_value::<mixed::Record>(written).unwrap(), record);
}

#[test]
fn a_payload_of_text_is_typed() {
    let id: formats::uuid::Uuid = ID.parse().unwrap();
    let mut event = EventWriter::new();
    types::NameChannel::encode(&id, &mut event).unwrap();
    assert_eq!(event.finish(), format!("data: {ID}\n\n"));
    assert_eq!(types::NameChannel::decode(&RawEvent::new("", ID)).unwrap(), id);
    assert!(types::NameChannel::decode(&RawEvent::new("", "f81d4fae")).is_err());
}

#[tokio::test]
async fn headers_are_typed() {
    use axum::extract::FromRequestParts;

    let read = async |since: &str| {
        let request = axum::http::Request::builder().header("x-id", ID).header("x-since", since);
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        types::RecordHeaders::from_request_parts(&mut parts, &()).await
    };
    let headers = read("2026-11-21T10:00:00Z").await.unwrap();
    assert_eq!(
        (headers.x_id.to_string(), headers.x_since.unwrap().as_second()),
        (ID.to_owned(), 1_795_255_200)
    );
    assert!(read("yesterday").await.is_err());
}
