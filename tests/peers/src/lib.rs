//! One document for both programs: `peers-server` is what foreign clients listen to, `peers-client` listens to foreign
//! servers. The tests that start them are scripts, in the folders beside this one; `cargo xtask test` runs them.

#![forbid(unsafe_code)]
#![allow(missing_docs, reason = "generated from a document of a test")]

asyncapi_runtime::asyncapi!("asyncapi.yaml");
