//! The test kit's `Unreliable`: what it cuts, and what it leaves alone.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of tests fails the test"
)]

mod client_support;

use asyncapi_runtime::testing::{Script, ScriptedServer, Unreliable};
use client_support::{all, listen};

/// What a listener gives over ten connections.
async fn items(seed: u64, bytes: usize) -> (Vec<String>, usize) {
    let script = (0..100).fold(Script::events(), |script, number| script.event(number.to_string()));
    let server = ScriptedServer::new().connections(vec![script; 10]);
    let transport = Unreliable::within(server, seed, bytes);
    (all(listen(&transport)).await, transport.cuts())
}

#[tokio::test(start_paused = true)]
async fn one_seed_cuts_in_one_way() {
    let (first, cuts) = items(1, 800).await;
    assert_eq!((first.clone(), cuts), items(1, 800).await);
    assert_ne!(first, items(2, 800).await.0);
    assert_eq!(cuts, 10);
    assert!(first.iter().any(|item| item == "0#-") && !first.iter().any(|item| item == "99#-"), "{first:?}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_ends_before_its_cut_is_whole_and_not_counted() {
    let (all, cuts) = items(3, 100_000).await;
    let whole = all.iter().filter(|item| *item == "99#-").count();
    assert_eq!(whole + cuts, 10, "{all:?}");
    assert!(whole > 0);
    let (all, cuts) = items(3, 0).await;
    assert_eq!((all, cuts), (vec!["network".to_owned(); 10], 10), "and 204 is passed on");
}
