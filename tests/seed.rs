//! The seed document, as the design shows its use: server and client over a socket, and without one.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use std::time::Duration;

use asyncapi_runtime::{EventSender, EventStream, asyncapi};
use axum::Router;
use axum::http::StatusCode;
use futures_util::stream;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

asyncapi!("../examples/account-service/asyncapi.yaml");

fn user() -> UserSignedUp {
    UserSignedUp { display_name: Some("test".into()), email: Some("test@test.dk".into()) }
}

/// A test that waits for what never comes fails; it does not hang.
async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), future).await.expect("this should have happened by now")
}

async fn serve(app: Router) -> (String, AbortHandle) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    (url, server.abort_handle())
}

#[tokio::test]
async fn push_over_a_socket() {
    let app = register_send_user_signedup(Router::new(), |events: EventSender<UserSignedUp>| async move {
        events.send(user()).await
    });
    let mut events = listen_for_user_signedup(serve(app).await.0);
    let event = within(events.next()).await.unwrap().unwrap();
    assert_eq!(event.message, user());
    assert_eq!((event.id, event.name), (None, None));
}

#[tokio::test]
async fn pull_in_process() {
    let app = register_send_user_signedup(Router::new(), || async {
        let users = stream::iter([user(), UserSignedUp::default()]);
        Ok::<_, StatusCode>(EventStream::new(users))
    });
    let mut events = listen_for_user_signedup(app);
    assert_eq!(within(events.next()).await.unwrap().unwrap().message, user());
    assert_eq!(within(events.next()).await.unwrap().unwrap().message, UserSignedUp::default());
}

/// The client is a `Stream`: the combinators of futures work on it.
#[tokio::test]
async fn the_client_is_a_stream() {
    use futures_util::StreamExt;

    let app = register_send_user_signedup(Router::new(), || async {
        EventStream::new(stream::iter([user(), user(), user()]))
    });
    let events: Vec<_> = StreamExt::take(listen_for_user_signedup(app), 3).collect().await;
    assert!(events.iter().all(|event| event.as_ref().is_ok_and(|event| event.message == user())));
}

/// The seed's own form: a callback, and a handle that closes when it is dropped. The server's hook sees it go.
#[tokio::test]
async fn callback_until_the_handle_is_dropped() {
    let (closed, mut on_close) = mpsc::unbounded_channel();
    let app =
        register_send_user_signedup(Router::new(), move |events: EventSender<UserSignedUp>| async move {
            events.on_close(move |reason| closed.send(format!("{reason:?}")).unwrap());
            events.send(user()).await.unwrap();
            std::future::pending::<()>().await;
        });
    let (sender, mut received) = mpsc::unbounded_channel();
    let (url, server) = serve(app).await;
    let handle = listen_for_user_signedup(url).for_each(move |event| {
        sender.send(event.unwrap().message).unwrap();
    });
    assert_eq!(within(received.recv()).await, Some(user()));
    drop(handle);
    assert_eq!(within(on_close.recv()).await.as_deref(), Some("ClientGone"));
    server.abort();
    assert_eq!(within(on_close.recv()).await, None, "the hook runs once");
    assert_eq!(within(received.recv()).await, None, "nothing is delivered after the handle is gone");
}

/// The alias that the key under the channel gives, and the names of the design.
#[test]
fn names() {
    let user: UserSignedup = user();
    let _: UserSignedUp = user;
    let _ = register_send_user_signedup::<(), fn(EventSender<UserSignedUp>) -> std::future::Ready<()>, _>;
    assert_eq!(<UserSignedupChannel as asyncapi_runtime::Channel>::ROUTE, "/user/signedup");
}

/// After the server went away and came back, the client is there again.
#[tokio::test(start_paused = true)]
async fn reconnects() {
    let app = register_send_user_signedup(Router::new(), || async {
        EventStream::new(stream::iter([asyncapi_runtime::Event::new(user()).with_id("7")]))
    });
    let mut events = listen_for_user_signedup(app);
    assert_eq!(within(events.next()).await.unwrap().unwrap().id.as_deref(), Some("7"));
    let lost = within(events.next()).await.unwrap().unwrap_err();
    assert!(!lost.is_fatal(), "{lost}");
    let again = tokio::time::timeout(Duration::from_secs(60), events.next()).await.unwrap();
    assert_eq!(again.unwrap().unwrap().id.as_deref(), Some("7"));
}
