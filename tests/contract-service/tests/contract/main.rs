//! The service as a harness sees it: every behaviour that the public SSE contract tests ask for, and some that they do
//! not. Each test has a process of its own, and in it one stream for each case, all at once.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod callbacks;
mod case;
mod comments;
mod http_behaviour;
mod line_ends;
mod parsing;
mod protocol;
mod reconnection;
mod server;
mod service;
mod sizes;
