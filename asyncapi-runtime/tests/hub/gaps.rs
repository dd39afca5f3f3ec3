//! Resume, and what clients are told where it cannot be.

use std::time::Duration;

use asyncapi_runtime::Hub;
use asyncapi_runtime::hub::{Gap, GapReason, MemoryLog, SubscribeError};
use asyncapi_runtime::server::SseConfig;
use futures_util::FutureExt;

use crate::support::{Lines, call, frame};
use crate::{after, lines, next};

fn short() -> Hub<Lines> {
    Hub::with_log(MemoryLog::new().events(2))
}

#[tokio::test]
async fn s10_the_header_and_the_query_resume() {
    let hub = Hub::<Lines>::new();
    let first = hub.publish(&(), "1").await.unwrap();
    let second = hub.publish(&(), "2").await.unwrap();
    let expected = format!("id: {second}\ndata: 2\n\n");
    let app = lines(&hub, SseConfig::new());
    assert_eq!(next(&mut after(&app, first.as_str()).await).await, expected);
    for (config, path) in [
        (SseConfig::new(), format!("/lines?last_event_id={first}")),
        (SseConfig::new().last_event_id_query("since"), format!("/lines?last_event_id=x&since={first}")),
    ] {
        let mut body = call(&lines(&hub, config), &path).await.into_body();
        assert_eq!(next(&mut body).await, ":\n");
        assert_eq!(next(&mut body).await, expected);
        assert!(frame(&mut body).now_or_never().is_none());
    }
}

#[tokio::test]
async fn s11_a_cursor_whose_events_are_gone_is_told_before_what_is_left() {
    let hub = short();
    let mut ids = Vec::new();
    for number in 0..4 {
        ids.push(hub.publish(&(), number.to_string()).await.unwrap());
    }
    let mut body = after(&lines(&hub, SseConfig::new()), ids[0].as_str()).await;
    let gap = format!(r#"{{"reason":"expired","last_event_id":"{}"}}"#, ids[0]);
    assert_eq!(next(&mut body).await, format!("event: gap\ndata: {gap}\n\n"));
    let left = format!("id: {}\ndata: 2\n\nid: {}\ndata: 3\n\n", ids[2], ids[3]);
    assert_eq!(next(&mut body).await, left);
    assert!(frame(&mut body).now_or_never().is_none());
}

#[tokio::test]
async fn s11_a_cursor_of_another_log_is_unknown() {
    let old = Hub::<Lines>::new().publish(&(), "before the restart").await.unwrap();
    let hub = short();
    hub.publish(&(), "not known to be new").await.unwrap();
    let config = SseConfig::new().gap_event("events-lost");
    let mut body = after(&lines(&hub, config), old.as_str()).await;
    let gap = format!(r#"{{"reason":"unknown","last_event_id":"{old}"}}"#);
    assert_eq!(next(&mut body).await, format!("event: events-lost\ndata: {gap}\n\n"));
    let id = hub.publish(&(), "new").await.unwrap();
    assert_eq!(next(&mut body).await, format!("id: {id}\ndata: new\n\n"));
}

#[tokio::test(start_paused = true)]
async fn s11_events_that_are_too_old_are_a_gap() {
    let hub = Hub::<Lines>::new();
    let first = hub.publish(&(), "1").await.unwrap();
    hub.publish(&(), "2").await.unwrap();
    tokio::time::advance(Duration::from_secs(299)).await;
    assert!(next(&mut after(&lines(&hub, SseConfig::new()), first.as_str()).await).await.contains("data: 2"));
    tokio::time::advance(Duration::from_secs(2)).await;
    let mut body = after(&lines(&hub, SseConfig::new()), first.as_str()).await;
    assert!(next(&mut body).await.contains("expired"));
}

#[tokio::test]
async fn s11_a_subscriber_in_the_process_is_told_too() {
    let hub = short();
    let first = hub.publish(&(), "0").await.unwrap();
    for number in 1..4 {
        hub.publish(&(), number.to_string()).await.unwrap();
    }
    let mut events = hub.subscribe(&(), first).await.unwrap();
    let error = events.next().await.unwrap().unwrap_err();
    assert!(!error.is_fatal());
    let SubscribeError::Gap(Gap { reason: GapReason::Expired, last_event_id, .. }) = error else {
        panic!("{error}")
    };
    assert_eq!(last_event_id.as_deref(), Some(first.as_str()));
    assert_eq!(events.next().await.unwrap().unwrap().message, "2");
}

#[tokio::test]
async fn s05_a_cursor_of_any_text_is_no_line_of_its_own() {
    let hub = short();
    let app = lines(&hub, SseConfig::new());
    let mut body = call(&app, "/lines?last_event_id=a%0A%0Adata:%20injected%00%22").await.into_body();
    assert_eq!(next(&mut body).await, ":\n");
    let gap = r#"{"reason":"unknown","last_event_id":"a\n\ndata: injected\u0000\""}"#;
    assert_eq!(next(&mut body).await, format!("event: gap\ndata: {gap}\n\n"));
}
