//! Our reader and `serde_yaml` (its maintained fork) read every document alike, where both accept it.

use std::fs;
use std::path::{Path, PathBuf};

use yaml_serde::Value as Theirs;

use super::node::{Node, Value};
use super::read;
use crate::diagnostic::Diagnostics;
use crate::source::FileId;

fn alike(ours: &Node, theirs: &Theirs) -> Result<(), String> {
    let differ = || Err(format!("{:?} and {theirs:?}", ours.value));
    match (&ours.value, theirs) {
        (Value::Null, Theirs::Null) => Ok(()),
        (Value::Bool(a), Theirs::Bool(b)) if a == b => Ok(()),
        (Value::String(a), Theirs::String(b)) if a == b => Ok(()),
        (Value::Int(a), Theirs::Number(b)) => {
            let same = b.as_i64().is_some_and(|b| i128::from(b) == *a)
                || b.as_u64().is_some_and(|b| i128::from(b) == *a);
            if same { Ok(()) } else { differ() }
        }
        (Value::Float(a), Theirs::Number(b)) => {
            let b = b.as_f64().unwrap_or(f64::NAN);
            if a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()) { Ok(()) } else { differ() }
        }
        (Value::Sequence(a), Theirs::Sequence(b)) if a.len() == b.len() => {
            a.iter().zip(b).try_for_each(|(a, b)| alike(a, b))
        }
        (Value::Mapping(a), Theirs::Mapping(b)) if a.len() == b.len() => a.iter().try_for_each(|entry| {
            // Keys that are no strings (`200:`) are taken as they are written.
            let key = b.iter().find(|(key, _)| match key {
                Theirs::String(key) => *key == entry.key.name,
                Theirs::Number(key) => key.to_string() == entry.key.name,
                Theirs::Bool(key) => key.to_string() == entry.key.name,
                _ => false,
            });
            match key {
                Some((_, value)) => alike(&entry.value, value),
                None => Err(format!("the key {:?}", entry.key.name)),
            }
        }),
        _ => differ(),
    }
}

/// Whether both accepted the text; an error where they differ.
fn compare(text: &str) -> Result<bool, String> {
    // At the very end of a file without a last line break the two differ by that line break in a block scalar.
    let text = &format!("{}\n", text.strip_suffix('\n').unwrap_or(text));
    let mut diagnostics = Diagnostics::default();
    let ours = read(FileId::ROOT, text, &mut diagnostics);
    let theirs = yaml_serde::from_str::<Theirs>(text);
    match (ours, theirs) {
        (Some(ours), Ok(mut theirs)) if diagnostics.into_sorted().is_empty() => {
            theirs.apply_merge().map_err(|error| error.to_string())?;
            alike(&ours, &theirs).map(|()| true)
        }
        _ => Ok(false),
    }
}

fn yaml_files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|kind| ["yaml", "yml", "json"].iter().any(|known| kind == *known))
        {
            found.push(path);
        }
    }
}

#[test]
fn documents() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    yaml_files(&root.join("tests"), &mut files);
    yaml_files(&root.join("../tests/specs"), &mut files);
    yaml_files(&root.join("../../shared/corpus"), &mut files);
    let mut both = 0;
    for file in &files {
        let text = fs::read_to_string(file).unwrap_or_default();
        // The loader drops the byte order mark before our reader sees it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        match compare(text) {
            Ok(accepted) => both += usize::from(accepted),
            Err(difference) => panic!("{}: {difference}", file.display()),
        }
    }
    println!("{both} of {} documents are accepted by both, and read alike", files.len());
    assert!(both > 40);
}

/// Not here: `0b11`, which `serde_yaml` takes for a number though YAML 1.2 has no such form.
#[test]
fn scalars() {
    for text in [
        "[1, -1, +1, 0x1f, 0o17, 1.5, .5, 1e3, 1., .inf, -.inf, 12345678901234567890]",
        "[on, off, yes, no, y, n, ~, null, Null, true, TRUE, False, 2024-01-01, 1:30:00, 1_000]",
        "['1', \"1\", !!str 1, 'null', '', \"\\u00e9\\n\"]",
        "a: |\n  block\n  text\nb: >-\n  folded\n  text\nc: plain\n  over lines\n",
        "a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n",
        "{\"json\": [true, false, null, 1.0, \"\\\\/\"]}",
        "? a\n: b\n",
        "a: # comment\n  - b # another\n  -\n",
    ] {
        assert_eq!(compare(text), Ok(true), "{text}");
    }
}
