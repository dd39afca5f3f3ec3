//! What a handler may return: [`PushOutput`] and [`PullOutput`].

use axum::response::{IntoResponse, Response};

use super::EventStream;

/// What a push handler returns: `()`, or `Result<(), E>` where `E` is a response.
///
/// An endless loop, which returns nothing at all, is accepted too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a handler that takes an `EventSender` returns",
    label = "must be `()` or `Result<(), impl IntoResponse>`",
    note = "`Result<(), SendError>` is one: end the handler with `events.send(…).await` or `Ok::<_, SendError>(())`"
)]
pub trait PushOutput: sealed::PushOutput {}

/// What a pull handler returns: `EventStream<M>`, or `Result<EventStream<M>, E>` where `E` is a response.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a handler without an `EventSender` returns",
    label = "must be `EventStream<{M}>` or `Result<EventStream<{M}>, impl IntoResponse>`",
    note = "wrap a stream of messages with `EventStream::new`, or take an `EventSender<{M}>` as the last argument"
)]
pub trait PullOutput<M>: sealed::PullOutput<M> {}

pub(super) mod sealed {
    use super::{EventStream, Response};

    #[allow(clippy::result_large_err, reason = "a response goes to axum as it is, as with axum's extractors")]
    pub trait PushOutput {
        fn into_result(self) -> Result<(), Response>;
    }

    #[allow(clippy::result_large_err, reason = "a response goes to axum as it is, as with axum's extractors")]
    pub trait PullOutput<M> {
        fn into_stream(self) -> Result<EventStream<M>, Response>;
    }

    /// A way to write the type `!` where the compiler has no other yet.
    pub trait Returns {
        type Output;
    }

    impl<T> Returns for fn() -> T {
        type Output = T;
    }
}

type Never = <fn() -> ! as sealed::Returns>::Output;

impl PushOutput for () {}
impl sealed::PushOutput for () {
    fn into_result(self) -> Result<(), Response> {
        Ok(())
    }
}

impl PushOutput for Never {}
impl sealed::PushOutput for Never {
    fn into_result(self) -> Result<(), Response> {
        self
    }
}

impl<E: IntoResponse> PushOutput for Result<(), E> {}
impl<E: IntoResponse> sealed::PushOutput for Result<(), E> {
    fn into_result(self) -> Result<(), Response> {
        self.map_err(IntoResponse::into_response)
    }
}

impl<M> PullOutput<M> for EventStream<M> {}
impl<M> sealed::PullOutput<M> for EventStream<M> {
    fn into_stream(self) -> Result<EventStream<M>, Response> {
        Ok(self)
    }
}

impl<M, E: IntoResponse> PullOutput<M> for Result<EventStream<M>, E> {}
impl<M, E: IntoResponse> sealed::PullOutput<M> for Result<EventStream<M>, E> {
    fn into_stream(self) -> Result<EventStream<M>, Response> {
        self.map_err(IntoResponse::into_response)
    }
}
