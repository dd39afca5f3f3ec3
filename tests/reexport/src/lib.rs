//! Offers `asyncapi!` as its own: users of this crate do not depend on the runtime.

/// The runtime, under another path.
pub mod streams {
    pub use asyncapi_runtime::*;
}
