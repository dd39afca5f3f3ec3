//! What an event costs in allocations, whatever the number of its subscribers.

use std::task::{Context, Poll, Waker};

use asyncapi_runtime::Hub;
use asyncapi_runtime::hub::MemoryLog;
use asyncapi_runtime::server::{SlowConsumer, SseConfig, register};
use axum::Router;
use axum::body::Body;
use futures_util::FutureExt;
use http_body_util::BodyExt;

use crate::support::{Kind, Lines, Notifications, NotificationsMessage, NotificationsParameters, call};

const SUBSCRIBERS: usize = 1_000;

/// Polls each body until it has nothing more, and returns how many bytes there were.
fn drain(bodies: &mut [Body]) -> usize {
    let mut cx = Context::from_waker(Waker::noop());
    let mut bytes = 0;
    for body in bodies {
        while let Poll::Ready(frame) = body.frame().poll_unpin(&mut cx) {
            let data = frame.expect("the stream goes on").unwrap().into_data().unwrap();
            bytes += data.len();
        }
    }
    bytes
}

async fn bodies(app: &Router, path: &str) -> Vec<Body> {
    let mut bodies = Vec::new();
    for _ in 0..SUBSCRIBERS {
        bodies.push(call(app, path).await.into_body());
    }
    assert_eq!(drain(&mut bodies), SUBSCRIBERS * 2);
    bodies
}

#[tokio::test]
async fn an_event_is_two_allocations_whatever_the_number_of_subscribers() {
    for policy in [SlowConsumer::Disconnect, SlowConsumer::DropOldest, SlowConsumer::Latest] {
        let hub = Hub::<Lines>::with_log(MemoryLog::new().events(16));
        let app = register::<Lines, _, _, _>(Router::new(), hub.clone())
            .layer(SseConfig::new().slow_consumer(policy).into_layer());
        let mut bodies = bodies(&app, "/lines").await;
        let mut round = || {
            let id = hub.publish(&(), "x".repeat(100)).now_or_never().unwrap().unwrap();
            assert_eq!(
                drain(&mut bodies),
                SUBSCRIBERS * (id.as_str().len() + "id: \ndata: \n\n".len() + 100)
            );
        };
        for _ in 0..32 {
            round();
        }
        let measured = allocation_counter::measure(|| (0..100).for_each(|_| round()));
        // One of them is the message itself.
        assert_eq!(measured.count_total, 300, "{policy:?}: {measured:?}");
    }
}

#[tokio::test]
async fn a_burst_is_joined_once_for_all() {
    let hub = Hub::<Lines>::new();
    let app = register::<Lines, _, _, _>(Router::new(), hub.clone());
    let mut bodies = bodies(&app, "/lines").await;
    let mut round = || {
        for _ in 0..16 {
            hub.publish(&(), "x".repeat(100)).now_or_never().unwrap().unwrap();
        }
        drain(&mut bodies);
    };
    for _ in 0..64 {
        round();
    }
    let measured = allocation_counter::measure(round);
    // The message, its event in two; and the join in two.
    assert!(measured.count_total <= 16 * 3 + 2, "{measured:?}");
}

#[tokio::test]
async fn the_topic_of_parameters_takes_none() {
    let hub = Hub::<Notifications>::with_log(MemoryLog::new().events(16));
    let app: Router = register::<Notifications, _, _, _>(Router::new(), hub.clone());
    let mut bodies = bodies(&app, "/events/users/a%2Fb/notifications/order").await;
    let parameters = NotificationsParameters { user_id: "a/b".to_owned(), kind: Kind::Order };
    let mut round = || {
        hub.publish(&parameters, NotificationsMessage::OrderShipped(7)).now_or_never().unwrap().unwrap();
        assert!(drain(&mut bodies) > SUBSCRIBERS);
    };
    for _ in 0..32 {
        round();
    }
    let measured = allocation_counter::measure(|| (0..100).for_each(|_| round()));
    assert_eq!(measured.count_total, 200, "{measured:?}");
}
