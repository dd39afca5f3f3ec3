//! What the library generates works under its unusual names.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use asyncapi_renamed::{hostile, local, renamed};
use events::Channel;
use events::sse::{EventWriter, RawEvent};

#[test]
fn a_renamed_dependency_encodes_and_decodes() {
    let alert = renamed::Alert { level: 3, value: 0.5 };
    let mut event = EventWriter::new();
    renamed::AlertChannel::encode(&alert, &mut event).unwrap();
    assert_eq!(event.finish(), "data: {\"level\":3,\"value\":0.5}\n\n");
}

#[test]
fn a_call_inside_a_function() {
    assert_eq!(local(), 3);
}

#[test]
fn hostile_names_survive_a_round_trip() {
    let json = r#"{"type":"a","Self":"b","object":"c","name":"d","1st":"e","größe":"f","self":"g"}"#;
    let value = hostile::OptionChannel::decode(&RawEvent::new("", json)).unwrap();
    assert_eq!(value.r#type.as_deref(), Some("a"));
    assert_eq!(value.n1st.as_deref(), Some("e"));
    let mut event = EventWriter::new();
    hostile::OptionChannel::encode(&value, &mut event).unwrap();
    assert_eq!(event.finish(), format!("data: {json}\n\n"));
}
