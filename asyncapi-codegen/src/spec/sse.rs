//! `x-sse`: this project's own extension of messages.

use super::shape::{Object, Shape, optional};

/// What stands under it. What `id`, `retry` and `terminal` have to be is said where they are read.
pub(super) static X_SSE: Object = Object::closed(
    "`x-sse` object",
    &[
        optional("event", Shape::TextOrNull),
        optional("id", Shape::Any),
        optional("retry", Shape::Any),
        optional("terminal", Shape::Any),
    ],
);
