//! The patterns of the shared corpus, where it is there: all can be read, and nearly all become tables.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Program, compile};
use crate::diagnostic::Diagnostics;
use crate::source::FileId;
use crate::tree::{Node, read};

fn documents(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            documents(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|e| extension == *e))
        {
            found.push(path);
        }
    }
}

fn patterns(node: &Node, found: &mut BTreeSet<String>) {
    for entry in node.entries() {
        match entry.key.name.as_str() {
            "pattern" => found.extend(entry.value.as_str().map(str::to_owned)),
            "patternProperties" => found.extend(entry.value.entries().map(|entry| entry.key.name.clone())),
            _ => {}
        }
        patterns(&entry.value, found);
    }
    for item in node.items() {
        patterns(item, found);
    }
}

#[test]
fn patterns_of_the_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !corpus.exists() {
        println!("SKIPPED: the shared corpus is not at {}", corpus.display());
        return;
    }
    let (mut files, mut found) = (Vec::new(), BTreeSet::new());
    documents(&corpus, &mut files);
    for file in &files {
        let Ok(text) = fs::read_to_string(file) else { continue };
        if let Some(root) = read(FileId::ROOT, &text, &mut Diagnostics::default()) {
            patterns(&root, &mut found);
        }
    }
    let (mut tables, mut engine) = (0, Vec::new());
    for pattern in &found {
        match compile(pattern) {
            Err(error) => panic!("{pattern}: {} at {:?}", error.text, error.range),
            Ok(compiled) => match compiled.program {
                Program::Table(_) => tables += 1,
                Program::Engine { reason, .. } => engine.push((pattern, reason)),
            },
        }
    }
    println!("{} patterns in {} files: {tables} tables, engine: {engine:?}", found.len(), files.len());
    assert!(found.len() >= 20, "only {} patterns were found", found.len());
    assert!(engine.is_empty(), "{engine:?}");
}
