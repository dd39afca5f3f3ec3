//! Publish and subscribe: where the events of topics are kept, and how subscribers get them.
//!
//! An [`EventLog`] keeps the newest events of each topic, so that a client that comes back gets what it missed.
//! [`MemoryLog`] keeps them in the process.

mod event_id;
mod log;
mod log_error;
mod memory;

pub use event_id::EventId;
pub use log::{EventLog, Start, SubscribeOptions, Tail, TailItem};
pub use log_error::LogError;
pub use memory::{MemoryLog, MemoryTail};
