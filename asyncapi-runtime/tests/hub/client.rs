//! The hub and our own client: gaps are typed, and nothing is lost where connections break.

use std::time::Duration;

use asyncapi_runtime::client::{ListenErrorKind, listen};
use asyncapi_runtime::hub::{GapReason, MemoryLog};
use asyncapi_runtime::server::{SlowConsumer, SseConfig};
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
use asyncapi_runtime::testing::{Script, ScriptedServer, Unreliable};
use asyncapi_runtime::{Channel, Hub, ListenOptions};

use crate::lines;
use crate::support::Lines;

#[tokio::test(start_paused = true)]
async fn s11_a_gap_is_an_item_and_the_stream_goes_on() {
    let hub = Hub::<Lines>::with_log(MemoryLog::new().events(1));
    let first = hub.publish(&(), "1").await.unwrap();
    for text in ["2", "3"] {
        hub.publish(&(), text).await.unwrap();
    }
    for name in ["gap", "lost"] {
        let app = lines(&hub, SseConfig::new().gap_event(name));
        let options = ListenOptions::from(app).last_event_id(first.as_str()).gap_event(name);
        let mut events = listen::<Lines>((), options);
        let error = events.next().await.unwrap().unwrap_err();
        assert!(!error.is_fatal() && error.reconnects_in().is_none());
        assert_eq!(error.gap(), Some(GapReason::Expired));
        let ListenErrorKind::Gap { last_event_id, .. } = error.kind() else { panic!("{error}") };
        assert_eq!(last_event_id.as_deref(), Some(first.as_str()));
        let text = format!(
            "events are missing after \"{first}\": the server does not have them any more \
             (http://localhost/lines); the stream goes on"
        );
        assert_eq!(error.to_string(), text);
        // The cursor stays where it was until an event moves it.
        assert_eq!(events.last_event_id(), first.as_str());
        assert_eq!(events.next().await.unwrap().unwrap().message, "3");
    }
}

const GAP: &str = "event: gap\ndata: {\"reason\":\"lagged\"}\n\n";

#[tokio::test(start_paused = true)]
async fn an_event_of_that_name_is_a_message_where_it_is_no_gap() {
    let server =
        ScriptedServer::new().connection(Script::events().text("event: gap\ndata: mind it\n\n").text(GAP));
    let mut events = listen::<Lines>((), ListenOptions::from(&server));
    assert_eq!(events.next().await.unwrap().unwrap().message, "mind it");
    assert_eq!(events.next().await.unwrap().unwrap_err().gap(), Some(GapReason::Lagged));

    let server = ScriptedServer::new().connection(Script::events().text(GAP));
    let mut events = listen::<Lines>((), ListenOptions::from(&server).gap_event(""));
    assert_eq!(events.next().await.unwrap().unwrap().message, r#"{"reason":"lagged"}"#);
}

/// A channel with a message of that name.
struct Teeth;

impl Channel for Teeth {
    type Message = String;
    type Parameters = ();
    const ID: &'static str = "teeth";
    const ADDRESS: &'static str = "teeth";
    const ROUTE: &'static str = "/teeth";
    const EVENTS: &'static [&'static str] = &["tooth", "gap"];

    fn encode(message: &String, event: &mut EventWriter) -> Result<(), EncodeError> {
        event.name("gap")?.text(message);
        Ok(())
    }

    fn decode(event: &RawEvent<'_>) -> Result<String, DecodeError> {
        event.text()
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_of_that_name_is_a_message_where_the_channel_has_one() {
    let server = ScriptedServer::new().connection(Script::events().text(GAP));
    let mut events = listen::<Teeth>((), ListenOptions::from(&server));
    assert_eq!(events.next().await.unwrap().unwrap().message, r#"{"reason":"lagged"}"#);
    let server = ScriptedServer::new().connection(Script::events().text(GAP.replace("gap", "lost")));
    let mut events = listen::<Teeth>((), ListenOptions::from(&server).gap_event("lost"));
    assert!(events.next().await.unwrap().unwrap_err().gap().is_some());
}

/// Connections break anywhere while events come: all arrive, once and in order, and there is no gap.
#[tokio::test(start_paused = true)]
async fn s10_a_thousand_cuts_lose_nothing() {
    for policy in [SlowConsumer::Disconnect, SlowConsumer::DropOldest] {
        let hub = Hub::<Lines>::with_log(MemoryLog::new().events(10_000).age(Duration::MAX));
        let app = lines(&hub, SseConfig::new().slow_consumer(policy).queue(10_000));
        let app = Unreliable::within(app, 7, 300);
        // From the first event on: before it there is no id to resume from.
        let first = hub.publish(&(), "0").await.unwrap();
        let mut events = listen::<Lines>((), app.options().last_event_id(first.as_str()));
        let publisher = tokio::spawn({
            let hub = hub.clone();
            async move {
                for number in 1_u32.. {
                    hub.publish(&(), number.to_string()).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(fastrand::u64(0..8_000))).await;
                }
            }
        });
        let mut expected = 1_u32;
        while app.cuts() < 1_000 {
            match events.next().await.unwrap() {
                Ok(event) => {
                    assert_eq!(event.message, expected.to_string(), "after {} cuts", app.cuts());
                    expected += 1;
                }
                Err(error) => assert!(error.reconnects_in().is_some(), "{error}"),
            }
        }
        publisher.abort();
        assert!(expected > 1_000, "{expected} events");
    }
}

/// Streams that end in order, because of their lifetime, lose as little: what is pending goes out, the client resumes.
#[tokio::test(start_paused = true)]
async fn s10_a_thousand_lifetimes_lose_nothing() {
    let hub = Hub::<Lines>::new();
    let app = lines(&hub, SseConfig::new().max_lifetime(Duration::from_secs(2)));
    let first = hub.publish(&(), "0").await.unwrap();
    let mut events = listen::<Lines>((), ListenOptions::from(app).last_event_id(first.as_str()));
    let publisher = tokio::spawn(async move {
        for number in 1_u32.. {
            hub.publish(&(), number.to_string()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(fastrand::u64(0..1_000))).await;
        }
    });
    let (mut expected, mut ends) = (1_u32, 0);
    while ends < 1_000 {
        match events.next().await.unwrap() {
            Ok(event) => {
                assert_eq!(event.message, expected.to_string(), "after {ends} ends");
                expected += 1;
            }
            Err(error) => {
                assert!(matches!(error.kind(), ListenErrorKind::Ended), "{error}");
                ends += 1;
            }
        }
    }
    publisher.abort();
    assert!(expected > 1_000, "{expected} events");
}
