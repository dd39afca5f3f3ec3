//! The macro where nothing is called as usual: the dependency has another name, or is somebody else's, there is
//! no prelude, and the caller denies every warning. That it compiles is the test.

#![deny(warnings, missing_docs, unsafe_code, clippy::pedantic)]
#![forbid(unsafe_code)]

/// Through a dependency that is renamed in Cargo.toml.
pub mod renamed {
    events::asyncapi!("../specs/notifications.yaml");
}

/// Through a crate that re-exports the runtime.
pub mod reexported {
    asyncapi_reexport::streams::asyncapi!("../specs/notifications.yaml");
}

/// Without the prelude, and among names that generated code must not trip over.
pub mod hostile {
    #![no_implicit_prelude]

    ::events::asyncapi!("../specs/hostile.yaml", rename = { "Option.Self" = "upper_self" });
}

/// Twice in one scope, each half of a document.
pub mod halves {
    events::asyncapi!("../specs/notifications.yaml", generate = [types]);
    events::asyncapi!("../specs/notifications.yaml", generate = [server, client]);
}

/// AsyncAPI 2.6, with typed parameters.
pub mod legacy {
    events::asyncapi!("../specs/legacy.yaml");
}

/// A document of which one channel is not ours to serve.
pub mod mixed {
    events::asyncapi!("../specs/mixed.yaml");
}

/// Inside a function.
#[must_use]
pub fn local() -> usize {
    events::asyncapi!("../specs/notifications.yaml", generate = [types]);
    AlertSeverity::ALL.len()
}
