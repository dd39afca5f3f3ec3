//! The server through axum: what handlers may be, what is on the wire, and how connections end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod backpressure;
#[path = "../dispatch/mod.rs"]
mod dispatch;
mod gaps;
mod handlers;
mod heartbeat;
mod life;
mod lifecycle;
mod parameters;
mod shutdown;
mod support;
mod validation;
mod wakers;
mod wire;
mod writes;
