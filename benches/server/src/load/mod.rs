//! The client: ten thousand connections on one thread, cheap enough to leave the processors to the server.

mod check;
mod chunks;
mod connection;
mod fleet;
pub mod numbers;

pub use check::Seen;
pub use fleet::{Fleet, Kind};

/// What goes wrong is told to whoever runs this.
pub type Result<T> = std::result::Result<T, String>;
