//! Servers and clients that others wrote, over real sockets: axum's own `Sse`, programs in Go, the APIs of language
//! models; reqwest with other parsers.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

mod anthropic_style;
mod axum_sse;
mod go_style;
mod openai_style;
mod reqwest_clients;
mod support;

mod generated {
    asyncapi_runtime::asyncapi!("specs/foreign.yaml");
}
