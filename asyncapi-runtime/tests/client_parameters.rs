//! A channel with parameters: the listener puts them into the path.

mod client_support;

use asyncapi_runtime::Channel;
use asyncapi_runtime::client::{self, ListenErrorKind, Listener};
use asyncapi_runtime::parameters::{ParameterError, Parameters, PathValues, PathWriter};
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
use asyncapi_runtime::testing::ScriptedServer;
use client_support::{all, error, urls};

struct Notifications;

struct UserId(&'static str);

impl Parameters for UserId {
    fn from_path(_: &PathValues<'_>) -> Result<Self, ParameterError> {
        Ok(Self("of no use here"))
    }

    fn write_path(&self, path: &mut PathWriter) {
        path.literal("/users/");
        path.parameter("userId", self.0);
        path.literal("/notifications");
    }
}

impl Channel for Notifications {
    type Message = u32;
    type Parameters = UserId;
    const ID: &'static str = "notifications";
    const ADDRESS: &'static str = "users/{userId}/notifications";
    const ROUTE: &'static str = "/users/{userId}/notifications";

    fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> {
        event.json(message)
    }

    fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> {
        event.json()
    }
}

fn listen(user: &'static str, server: &ScriptedServer) -> Listener<u32> {
    client::listen::<Notifications>(UserId(user), server.options())
}

#[tokio::test(start_paused = true)]
async fn a_parameter_is_percent_encoded_into_the_path() {
    let server = ScriptedServer::new();
    assert_eq!(all(listen("a/b?c \u{e9}", &server)).await, [""; 0]);
    assert_eq!(urls(&server), ["http://localhost/users/a%2Fb%3Fc%20%C3%A9/notifications"]);
}

#[tokio::test(start_paused = true)]
async fn c_18_a_parameter_that_makes_no_path_is_the_only_item() {
    let server = ScriptedServer::new();
    let mut listener = listen("", &server);
    let error = error(listener.next().await);
    assert!(matches!(error.kind(), ListenErrorKind::Options { .. }) && error.is_fatal(), "{error}");
    assert!(error.to_string().contains("userId"), "{error}");
    assert!(listener.next().await.is_none());
    assert_eq!(server.requests().len(), 0);
}
