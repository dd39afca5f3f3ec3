//! What is published reaches those who listen, once and as it is.

use asyncapi_runtime::__private::{At, Num, maximum};
use asyncapi_runtime::Hub;
use asyncapi_runtime::hub::{MemoryLog, PublishError};
use asyncapi_runtime::parameters::{ParameterError, Parameters, PathValues, PathWriter};
use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
use asyncapi_runtime::{Channel, Violations};
use axum::Router;
use futures_util::FutureExt;

use crate::support::{
    Kind, Lines, Notifications, NotificationsMessage, NotificationsParameters, call, frame,
};
use crate::{after, lines, next};

#[tokio::test]
async fn an_event_has_its_id_its_name_and_its_data() {
    let hub = Hub::<Lines>::new();
    let mut body = after(&lines(&hub, SseConfig::new()), "").await;
    let id = hub.publish(&(), "hello\nworld").await.unwrap();
    assert_eq!(next(&mut body).await, format!("id: {id}\ndata: hello\ndata: world\n\n"));
}

#[tokio::test]
async fn pending_events_go_out_in_one_write() {
    let hub = Hub::<Lines>::new();
    let mut body = after(&lines(&hub, SseConfig::new()), "").await;
    let mut expected = String::new();
    for number in 0..10 {
        let id = hub.publish(&(), number.to_string()).await.unwrap();
        expected.push_str(&["id: ", id.as_str(), "\ndata: ", &number.to_string(), "\n\n"].concat());
    }
    assert_eq!(next(&mut body).await, expected);
    assert!(frame(&mut body).now_or_never().is_none());
}

fn to(user: &str, kind: Kind) -> NotificationsParameters {
    NotificationsParameters { user_id: user.to_owned(), kind }
}

#[tokio::test]
async fn those_who_listen_with_other_parameters_get_nothing() {
    let hub = Hub::<Notifications>::new();
    let app: Router = register::<Notifications, _, _, _>(Router::new(), hub.clone());
    let app = Router::new().nest("/api/{tenant}", app);
    let mut bodies = Vec::new();
    for path in ["a%2Fb/notifications/order", "a/notifications/order", "a%2Fb/notifications/payment"] {
        let response = call(&app, &format!("/api/t/events/users/{path}")).await;
        bodies.push(response.into_body());
    }
    let id = hub.publish(&to("a/b", Kind::Order), NotificationsMessage::OrderShipped(7)).await.unwrap();
    for body in &mut bodies {
        assert_eq!(next(body).await, ":\n");
    }
    assert_eq!(next(&mut bodies[0]).await, format!("id: {id}\nevent: orderShipped\ndata: 7\n\n"));
    for body in &mut bodies[1..] {
        assert!(frame(body).now_or_never().is_none());
    }
    assert_eq!(hub.log().topics(), 3);

    let refused = call(&app, "/api/t/events/users/a/notifications/none").await;
    assert_eq!(refused.status(), 400);
}

#[tokio::test]
async fn parameters_that_make_no_path_publish_nothing() {
    let hub = Hub::<Notifications>::new();
    let error = hub.publish(&to("", Kind::Order), NotificationsMessage::OrderShipped(7)).await.unwrap_err();
    assert!(matches!(&error, PublishError::Parameters(error) if error.name() == Some("userId")), "{error}");
    assert!(hub.subscribe(&to("", Kind::Order), None).await.unwrap_err().is_fatal());
    assert_eq!(hub.log().topics(), 0);
    // The next one is none the worse for it.
    hub.publish(&to("a", Kind::Order), NotificationsMessage::OrderShipped(7)).await.unwrap();
}

/// Numbers up to 10 of any key.
struct Small;

struct Key(u32);

impl Parameters for Key {
    fn from_path(path: &PathValues<'_>) -> Result<Self, ParameterError> {
        path.get("key").map(Self)
    }

    fn write_path(&self, path: &mut PathWriter) {
        path.literal("/small/");
        path.parameter("key", &self.0);
    }
}

impl Channel for Small {
    type Message = u32;
    type Parameters = Key;
    const ID: &'static str = "small";
    const ADDRESS: &'static str = "small/{key}";
    const ROUTE: &'static str = "/small/{key}";

    fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> {
        event.json(message)
    }

    fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> {
        event.json()
    }

    fn validate(message: &u32) -> Result<(), Violations> {
        let mut out = Violations::default();
        maximum(&i64::from(*message), Num::I(10), &At::ROOT, &mut out);
        if out.is_empty() { Ok(()) } else { Err(out) }
    }
}

#[tokio::test]
async fn what_is_not_valid_is_not_published_unless_validation_is_off() {
    let hub = Hub::<Small>::new();
    let mut numbers = hub.subscribe(&Key(1), None).await.unwrap();
    let error = hub.publish(&Key(1), 11_u32).await.unwrap_err();
    assert_eq!(error.violations().unwrap().to_string(), "11 is more than the maximum 10");
    hub.publish(&Key(1), 10_u32).await.unwrap();
    hub.clone().validate(false).publish(&Key(1), 12_u32).await.unwrap();
    for expected in [10, 12] {
        assert_eq!(numbers.next().await.unwrap().unwrap().message, expected);
    }
}

#[tokio::test]
async fn a_subscription_in_the_process_gives_events_with_their_ids() {
    let hub = Hub::<Notifications, MemoryLog>::with_log(MemoryLog::new().events(1_000));
    let ann = || to("ann", Kind::Order);
    let mut events = hub.subscribe(&ann(), None).queue(1_000).await.unwrap();
    let mut ids = Vec::new();
    for order in 0..500 {
        ids.push(hub.publish(&ann(), NotificationsMessage::OrderShipped(order)).await.unwrap());
    }
    let mut resumed = hub.subscribe(&ann(), ids[99]).await.unwrap();
    for (order, id) in (0..).zip(&ids) {
        let event = events.next().await.unwrap().unwrap();
        assert_eq!(event.id.as_deref(), Some(id.as_str()));
        assert_eq!(event.name.as_deref(), Some("orderShipped"));
        assert!(matches!(event.message, NotificationsMessage::OrderShipped(number) if number == order));
    }
    for id in &ids[100..] {
        assert_eq!(resumed.next().await.unwrap().unwrap().id.as_deref(), Some(id.as_str()));
    }
    assert!(resumed.next().now_or_never().is_none());
    hub.publish(&ann(), NotificationsMessage::OrderShipped(500)).await.unwrap();
    assert!(resumed.next().await.unwrap().is_ok());
}

#[tokio::test]
async fn hubs_that_share_a_log_do_not_share_events() {
    let log = std::sync::Arc::new(MemoryLog::new());
    let orders = Hub::<Notifications, _>::with_log(log.clone());
    let numbers = Hub::<Small, _>::with_log(log.clone());
    let mut events = numbers.subscribe(&Key(1), None).await.unwrap();
    orders.publish(&to("1", Kind::Order), NotificationsMessage::OrderShipped(7)).await.unwrap();
    numbers.publish(&Key(1), 2_u32).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().message, 2);
    assert!(events.next().now_or_never().is_none());
    assert_eq!(log.topics(), 2);
}

#[tokio::test]
async fn publishing_needs_no_subscriber_and_no_message_that_may_be_sent() {
    struct Shared(std::rc::Rc<str>);
    impl From<Shared> for String {
        fn from(shared: Shared) -> Self {
            shared.0.as_ref().to_owned()
        }
    }
    let hub = Hub::<Lines>::default();
    // What is made into the message does not go along: the future may go to another thread.
    let publish = hub.publish(&(), Shared("text".into()));
    std::thread::scope(|scope| {
        let published = scope.spawn(|| publish.now_or_never()).join().unwrap();
        published.unwrap().unwrap();
    });
    assert!(format!("{hub:?}").contains("lines"), "{hub:?}");
}
