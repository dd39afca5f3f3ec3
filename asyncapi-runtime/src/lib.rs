#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod channel;
mod event;
pub mod client;
mod parameters;
pub mod server;
pub mod sse;

pub use channel::Channel;
pub use client::{ListenOptions, Listener};
pub use event::Event;
pub use parameters::{ParameterError, Parameters};
pub use server::{EventSender, EventStream, LastEventId};
