#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod channel;
pub mod client;
mod event;
pub mod parameters;
pub mod server;
pub mod sse;

pub use channel::Channel;
pub use client::{ListenOptions, Listener};
pub use event::Event;
pub use parameters::{ParameterError, Parameters};
pub use server::{EventSender, EventStream, LastEventId};
