//! What stands around the server: time-outs of sockets, metrics, spans, layers, HTTP/2, `HEAD`.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod compression;
mod cross_origin;
#[path = "../dispatch/mod.rs"]
mod dispatch;
mod head;
mod http2;
#[cfg(feature = "metrics")]
mod metrics;
mod stall;
#[cfg(feature = "serve")]
mod stall_socket;
mod support;
mod tracing;
