//! The guide: a chapter for each thing that one wants to do.
//!
//! | chapter | |
//! |---|---|
//! | [Start](start) | from a document to a running service in five minutes |
//! | [Handlers](handlers) | push, pull, extractors, parameters, several messages |
//! | [Hub](hub) | publish and subscribe; slow clients; logs of one's own |
//! | [Resume](resume) | nothing lost when a connection breaks; what is gone |
//! | [In production](production) | shutdown, limits, expiry, metrics |
//! | [Proxies](proxies) | what to set in nginx, HAProxy, and networks of others |
//! | [Client](client) | options, errors, callbacks, transports |
//! | [Testing](testing) | without a socket, on a paused clock |
//! | [Payload types](types) | from schemas to Rust, and validation |
//! | [Options](options) | of the macro, and of the document |
//! | [Errors](errors) | what they look like, at compile time and on the wire |
//! | [Names](names) | from the document's to Rust's |
//! | [On the wire](wire) | byte for byte |
//! | [From axum](from_axum) | instead of `axum::response::sse` by hand |
//! | [From TypeScript](from_typescript) | instead of what The Codegen Project generates |

/// Each chapter is a file that can be read where it lies, too: there its links go from file to file. What is defined first
/// counts, so here they go from module to module.
macro_rules! chapters {
    ($($chapter:ident)*) => {$(
        #[doc = "[start]: crate::guide::start"]
        #[doc = "[handlers]: crate::guide::handlers"]
        #[doc = "[hub]: crate::guide::hub"]
        #[doc = "[resume]: crate::guide::resume"]
        #[doc = "[production]: crate::guide::production"]
        #[doc = "[proxies]: crate::guide::proxies"]
        #[doc = "[client]: crate::guide::client"]
        #[doc = "[testing]: crate::guide::testing"]
        #[doc = "[types]: crate::guide::types"]
        #[doc = "[options]: crate::guide::options"]
        #[doc = "[errors]: crate::guide::errors"]
        #[doc = "[names]: crate::guide::names"]
        #[doc = "[wire]: crate::guide::wire"]
        #[doc = "[from_axum]: crate::guide::from_axum"]
        #[doc = "[from_typescript]: crate::guide::from_typescript"]
        #[doc = ""]
        #[doc = include_str!(concat!("../docs/", stringify!($chapter), ".md"))]
        pub mod $chapter {}
    )*};
}

chapters! {
    start handlers hub resume production proxies client testing types options errors names wire from_axum from_typescript
}
