//! The verdict on every document of the shared corpus, where it is there: other people's documents, each with what
//! the specification says about it. They are read in place and never copied.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use asyncapi_codegen::diagnostic::Severity;
use asyncapi_codegen::source::FileSystem;
use asyncapi_codegen::{Checked, check};

/// Where we differ from the manifest, and the line of the specification (or the rule of ours) that says why.
const ARGUED: [(&str, &str); 9] = [
    ("10-valid-case-3-0-0-version.json", "O2, L840: `channel` of an operation must be a reference"),
    (
        "03-valid-case-for-3-x-x-with-square-brackets-in-channel-key-and-ref-path.json",
        "X9, L1629: keys of components",
    ),
    ("048-components-object.json", "X9, L1629: keys of components"),
    ("049-components-object.yaml", "X9, L1629: keys of components"),
    ("input/v2.yaml", "S1, L393: a server's name has no spaces"),
    ("input/v3.yaml", "S1, L393: a server's name has no spaces"),
    (
        "newsware-docs/asyncapi/asyncapi.yaml",
        "O5, L1008: reply messages are the reply channel's, not components",
    ),
    ("op-deprecated-field.yaml", "`deprecated` on operations, channels and messages is honoured"),
    ("anthropic-asyncapi.yml", "X7: the object form of `discriminator` is accepted leniently"),
];

struct Row {
    file: String,
    expect: String,
    first_path: String,
}

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if path.join("manifest.tsv").exists() {
        return Some(path);
    }
    println!("SKIPPED: the shared corpus is not at {}", path.display());
    None
}

fn rows(corpus: &Path) -> Vec<Row> {
    let manifest = fs::read_to_string(corpus.join("manifest.tsv")).unwrap();
    let mut lines = manifest.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let (file, expect, first_path) = (column("file"), column("expect"), column("first_path"));
    lines
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|cells| Row {
            file: cells[file].to_owned(),
            expect: cells[expect].to_owned(),
            first_path: cells.get(first_path).copied().unwrap_or_default().to_owned(),
        })
        .collect()
}

/// A document that refers to a file which the corpus does not have is rightly refused.
fn misses_a_file(checked: &Checked) -> bool {
    let errors = checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.clone().count() > 0
        && errors.clone().all(|error| error.title.starts_with("cannot find the referenced file"))
}

#[test]
fn verdicts() {
    let Some(corpus) = corpus() else { return };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let (mut near, mut far) = (0_usize, 0_usize);
    let mut unexplained = Vec::new();
    for row in rows(&corpus) {
        let path = corpus.join(&row.file);
        let checked = check(&path, &FileSystem, false);
        let verdict = if checked.is_ok() { "accept" } else { "reject" };
        let agrees = row.expect == "any" || row.expect == verdict;
        let argued = ARGUED.iter().find(|(file, _)| row.file.ends_with(file));
        let outcome = match (agrees, argued) {
            (true, _) => "as expected",
            (false, Some((_, why))) => {
                println!("{}: {verdict}: {why}", row.file);
                "argued"
            }
            (false, None) if misses_a_file(&checked) => {
                println!("{}: refers to a file that the corpus does not have", row.file);
                "side file missing"
            }
            (false, None) => {
                unexplained.push(format!("{}: {verdict}, expected {}", row.file, row.expect));
                "unexplained"
            }
        };
        *counts.entry(format!("{}: {outcome}", row.expect)).or_default() += 1;

        let first = checked.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
        if let Some(first) = first.filter(|_| row.expect == "reject") {
            let own =
                first.primary.as_ref().is_none_or(|label| checked.sources.path(label.span.file).exists());
            assert!(own, "{}: {} points nowhere", row.file, first.title);
            if !row.first_path.is_empty() {
                // The manifest does not escape its paths.
                let ours = checked.pointer(first).replace("~1", "/").replace("~0", "~");
                let theirs = format!("/{}", row.first_path);
                let related = ours.is_empty()
                    || ours == theirs
                    || ours.starts_with(&format!("{theirs}/"))
                    || theirs.starts_with(&format!("{ours}/"));
                *(if related { &mut near } else { &mut far }) += 1;
            }
        }
    }
    for (outcome, count) in &counts {
        println!("{outcome}: {count}");
    }
    println!("first diagnostic on the path that the manifest has, above or below: {near} of {}", near + far);
    assert_eq!(unexplained, Vec::<String>::new());
}

/// Everything that is accepted expands into Rust that parses.
#[test]
fn expansions_parse() {
    let Some(corpus) = corpus() else { return };
    for row in rows(&corpus) {
        let input = format!("{:?}", row.file).parse().unwrap();
        let expansion = asyncapi_codegen::expand(input, &corpus, &FileSystem).unwrap();
        let parsed = syn::parse2::<syn::File>(expansion.tokens);
        assert!(parsed.is_ok(), "{}: {}", row.file, parsed.err().unwrap());
    }
}
