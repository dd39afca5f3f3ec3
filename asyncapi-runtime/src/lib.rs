// What is defined first counts: here the chapters are modules and the rest is at GitHub, in the README both are files.
#![doc = include_str!("readme_links.md")]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod channel;
pub mod client;
mod event;
mod facade;
pub mod formats;
// For readers only.
#[cfg(doc)]
pub mod guide;
pub mod headers;
pub mod hub;
mod implement;
pub mod parameters;
mod payload;
mod printable;
pub mod server;
pub mod sse;
#[cfg(feature = "testing")]
pub mod testing;
pub mod validate;

pub use channel::Channel;
pub use client::{ListenError, ListenHandle, ListenOptions, Listener};
pub use event::Event;
pub use headers::{HeaderError, MessageHeaders};
pub use hub::Hub;
pub use parameters::{ParameterError, Parameters};
pub use payload::UnknownValue;
pub use server::{EventSender, EventStream, LastEventId, SendError, Shutdown};
pub use validate::{Validate, Violation, Violations};
