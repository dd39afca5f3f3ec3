//! What is generated for every accepted document of the shared corpus compiles in a strict consumer: warnings denied,
//! pedantic lints, documentation required, no prelude, and no dependency but the runtime.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "a test")]

use std::collections::BTreeMap;

use asyncapi_codegen::check;
use asyncapi_tests::{Corpus, Crates, OverHttp, expand};

const ATTRIBUTES: &str = "#![deny(warnings, missing_docs, unsafe_code)]\n#![warn(clippy::pedantic)]";
const CLIPPY: [&str; 7] = ["clippy", "--workspace", "--", "-D", "warnings", "-W", "clippy::pedantic"];

const OVER_HTTP: OverHttp = OverHttp { json: false };
/// Messages beyond this many of one document are counted.
const SHOWN: usize = 3;

#[test]
fn corpus_compiles() {
    let Some(corpus) = Corpus::find() else { return };
    let mut modules = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut titles: BTreeMap<String, usize> = BTreeMap::new();
    for (number, row) in corpus.rows.iter().enumerate() {
        let checked = check(&corpus.directory.join(&row.file), &OVER_HTTP, false);
        if !checked.is_ok() && row.expect != "accept" {
            continue;
        }
        *counts.entry("documents").or_default() += 1;
        *counts.entry("channels left out").or_default() += checked.skipped.len();
        for skipped in &checked.skipped {
            println!("{}: channel `{}` is left out: {:?}", row.file, skipped.channel, skipped.protocols);
        }
        let expanded = expand(&format!("d{number:04}"), &corpus.directory, &row.file, "", &OVER_HTTP);
        let outcome = match (expanded.module.types.is_empty(), expanded.errors.is_empty()) {
            (true, true) => "nothing to generate",
            (true, false) => "not generated",
            (false, true) => "generated",
            (false, false) => "generated in part",
        };
        *counts.entry(outcome).or_default() += 1;
        for title in &expanded.titles {
            *titles.entry(kind(title)).or_default() += 1;
        }
        if !expanded.module.types.is_empty() {
            modules.push(expanded.module);
        } else if let Some(error) = expanded.titles.first() {
            println!("{}: not generated: {error}", row.file);
        }
    }
    let lines: usize = modules.iter().map(|module| module.text.lines().count()).sum();
    for (outcome, count) in &counts {
        println!("{outcome}: {count}");
    }
    println!("lines: {lines}\nerrors:");
    for (title, count) in titles {
        println!("{count:6} {title}");
    }
    let mut crates = Crates::new(env!("CARGO_TARGET_TMPDIR"), "corpus", 4, ATTRIBUTES, modules);
    let refused = crates.refused(&CLIPPY);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for refused in &refused {
        println!("\n==> {}", refused.module.about);
        for message in &refused.messages {
            *kinds.entry(message.lines().next().unwrap_or_default()).or_default() += 1;
        }
        for message in refused.messages.iter().take(SHOWN) {
            println!("{message}");
        }
        if refused.messages.len() > SHOWN {
            println!("and {} more", refused.messages.len() - SHOWN);
        }
    }
    println!();
    for (message, count) in kinds {
        println!("{count:6} {message}");
    }
    let refused: Vec<_> = refused.into_iter().map(|refused| refused.module.about).collect();
    assert_eq!(refused, Vec::<String>::new(), "rustc or clippy refuses these");
}

/// A title without the names in it.
fn kind(title: &str) -> String {
    title.split('`').step_by(2).collect::<Vec<_>>().join("`…`")
}
