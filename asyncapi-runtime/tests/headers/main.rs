//! Headers of messages: read and written, from a request, to a server, and what errors do not tell.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests fails the test"
)]

mod client;
#[path = "../client_support/mod.rs"]
mod client_support;
mod server;
mod support;
mod values;
