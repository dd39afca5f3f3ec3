//! Publish and subscribe: where the events of topics are kept, and how subscribers get them.
//!
//! A [`Hub`] is typed publish and subscribe for one channel, and a handler that serves it. What it publishes it appends to an
//! [`EventLog`], which keeps the newest events of each topic, so that a client that comes back gets what it missed.
//! [`MemoryLog`] keeps them in the process.

mod error;
mod event_id;
mod feed;
mod gap;
mod handler;
mod log;
mod log_error;
mod memory;
mod publish;
mod scratch;
mod shared;
mod subscription;

pub use error::{PublishError, SubscribeError};
pub use event_id::EventId;
pub(crate) use gap::GAP_EVENT;
pub use gap::{Gap, GapReason};
pub use log::{EventLog, Start, SubscribeOptions, Tail, TailItem};
pub use log_error::LogError;
pub use memory::{MemoryLog, MemoryTail};
pub use publish::Hub;
pub use subscription::{Subscribe, Subscription};
