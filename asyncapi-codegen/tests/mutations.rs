//! Documents broken at random: whatever stands in the file, the macro answers with Rust and with diagnostics
//! that point into it. A panic would cost the user every other message, a stray span the place of the error.
//!
//! `MUTATIONS=300000 cargo test --release --test mutations` looks harder than plain `cargo test` does.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{fs, io};

use asyncapi_codegen::diagnostic::{Diagnostic, Renderer};
use asyncapi_codegen::source::{Sources, SpecSource};
use asyncapi_codegen::{Expansion, Runtime, expand, expand_to_tokens};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

const BASE: &str = "/base";

/// The project's own documents by file name: all in one directory, so that they can refer to one another.
static SEEDS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let crate_directory = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![crate_directory.join("../examples/account-service/asyncapi.yaml")];
    for directory in ["../tests/specs", "tests/errors"] {
        let entries = fs::read_dir(crate_directory.join(directory)).expect("a directory of the workspace");
        paths.extend(entries.map(|entry| entry.expect("an entry").path()));
    }
    paths.sort();
    let name = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).expect("text"))).collect()
});

/// Files that exist nowhere else.
struct Memory(HashMap<PathBuf, String>);

impl SpecSource for Memory {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn siblings(&self, _: &Path) -> Vec<String> {
        SEEDS.iter().map(|(name, _)| name.clone()).collect()
    }
}

/// What is put into documents: everything that YAML, Unicode or AsyncAPI gives a meaning.
#[rustfmt::skip]
const ODD: &[&str] = &[
    "\t", "\r", "\r\n", "\n", "\u{feff}", "\0", "\u{1b}", "\u{85}", "\u{2028}", "\u{200b}", "\u{200d}", "\u{202e}",
    "漢字", "e\u{301}", "\u{345}", "ŉ", "İ", "ß", "🦀", "²", "'", "\"", "\\", "`", "[", "]", "{", "}", "{a}", ",",
    ":", ": ", "- ", "? ", "# ", "| ", ">-\n", "%", "@", "!", "!!str ", "!!int ", "!x ", "!!map ", "&a ", "*a", "&b ",
    "*b", "<<: *a", "<<: [*a, *b]", "---\n", "...\n", "--- ", "~", "/", "?", "#", "%zz", "\"\\n\"", "\"\\0\"",
];

/// What takes the place of a value.
#[rustfmt::skip]
const VALUES: &[&str] = &[
    "null", "true", "1", "-1", "1.5", ".nan", "-.inf", "1e999", "99999999999999999999999999999999999999999", "''",
    "[]", "{}", "[null]", "{a: b}", "[[[]]]", "text", "string", "object", "integer", "array", "[string, 'null']",
    "self", "Self", "'{'", "'}'", "'/a/{b}/{b}'", "\"a\\nb\"", "'#/channels'", "&a x", "&a {x: y}", "*a", "|\n   a",
    "message", "text/plain", "3.0.0", "3.1.0", "{$ref: '#'}", "{type: string, enum: [a, A, '']}", "{allOf: [true]}",
    "{oneOf: [{type: 'null'}, {$ref: '#/components/schemas/User'}]}", "漢字", "\"\\t\\u0301{漢}\"",
];

#[derive(Clone, Debug)]
enum Mutation {
    Delete(Index),
    Duplicate(Index, Index),
    Swap(Index, Index),
    Indent(Index, usize),
    Truncate(Index),
    Value(Index, &'static str),
    Insert(Index, &'static str),
    /// At the start of a line's value, where anchors, tags and quotes count.
    InFront(Index, &'static str),
    /// A reference to a pointer made of words of the document: loops are likely.
    Reference(Index, Vec<Index>, bool),
    Field(Index, Index, &'static str),
    Nest(Index, usize, &'static str),
    Huge(Index, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        1 => at().prop_map(Mutation::Delete),
        1 => (at(), at()).prop_map(|(a, b)| Mutation::Duplicate(a, b)),
        1 => (at(), at()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        1 => (at(), 0..9_usize).prop_map(|(a, n)| Mutation::Indent(a, n)),
        1 => at().prop_map(Mutation::Truncate),
        6 => (at(), select(VALUES)).prop_map(|(a, text)| Mutation::Value(a, text)),
        2 => (at(), select(ODD)).prop_map(|(a, text)| Mutation::Insert(a, text)),
        2 => (at(), select(ODD)).prop_map(|(a, text)| Mutation::InFront(a, text)),
        5 => (at(), vec(at(), 0..5), any::<bool>()).prop_map(|(a, to, file)| Mutation::Reference(a, to, file)),
        4 => (at(), at(), select(VALUES)).prop_map(|(a, b, text)| Mutation::Field(a, b, text)),
        1 => (at(), 1..300_usize, select(&["[", "{a: ", "- ", "? "][..])).prop_map(|(a, n, t)| Mutation::Nest(a, n, t)),
        1 => (at(), 1..9000_usize).prop_map(|(a, n)| Mutation::Huge(a, n)),
    ]
}

/// Everything but truncation keeps the rest of the document as it is: what comes behind is still read.
fn apply(text: &str, mutation: &Mutation) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let line = |at: &Index| at.index(lines.len());
    let indent = |line: &str| " ".repeat(line.len() - line.trim_start_matches(' ').len());
    match mutation {
        Mutation::Delete(at) => drop(lines.remove(line(at))),
        Mutation::Duplicate(from, to) => {
            let (from, to) = (line(from), line(to));
            lines.insert(to, lines[from].clone());
        }
        Mutation::Swap(a, b) => {
            let (a, b) = (line(a), line(b));
            lines.swap(a, b);
        }
        Mutation::Indent(at, by) => {
            let at = line(at);
            lines[at] = format!("{:by$}{}", "", lines[at].trim_start());
        }
        Mutation::Truncate(at) => {
            let bytes = &text.as_bytes()[..at.index(text.len() + 1)];
            return String::from_utf8_lossy(bytes).into_owned();
        }
        Mutation::Value(at, value) => {
            let at = line(at);
            lines[at] = with_value(&lines[at], value);
        }
        Mutation::Insert(at, odd) => {
            let boundaries: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (before, after) = text.split_at(boundaries[at.index(boundaries.len())]);
            return format!("{before}{odd}{after}");
        }
        Mutation::InFront(at, odd) => {
            let at = line(at);
            lines[at] = match lines[at].split_once(": ") {
                Some((key, value)) => format!("{key}: {odd}{value}"),
                None => format!("{}{odd}{}", indent(&lines[at]), lines[at].trim_start()),
            };
        }
        Mutation::Reference(at, to, file) => {
            let words: Vec<&str> = text
                .split(|c: char| c.is_whitespace() || ":'\"{}[],#/".contains(c))
                .filter(|word| !word.is_empty())
                .collect();
            let words = to.iter().filter(|_| !words.is_empty()).map(|at| *at.get(&words));
            let pointer: String = words.flat_map(|word| ["/", word]).collect();
            let file = if *file { SEEDS[at.index(SEEDS.len())].0.as_str() } else { "" };
            let at = line(at);
            // In place of another reference it is most likely to be followed.
            let near =
                lines[at..].iter().position(|line| line.contains("$ref: ")).map_or(at, |offset| at + offset);
            lines[near] = match lines[near].split_once("$ref: ") {
                Some((before, _)) => format!("{before}$ref: '{file}#{pointer}'"),
                None => with_value(&lines[at], &format!("{{$ref: '{file}#{pointer}'}}")),
            };
        }
        Mutation::Field(at, from, value) => {
            let (at, from) = (line(at), line(from));
            let field = with_value(lines[from].trim_start(), value);
            lines.insert(at, format!("{}{field}", indent(&lines[at])));
        }
        Mutation::Nest(at, depth, open) => {
            let at = line(at);
            lines[at] = with_value(&lines[at], &open.repeat(*depth));
        }
        Mutation::Huge(at, length) => {
            let at = line(at);
            lines[at] = format!("{}{}: x", indent(&lines[at]), "é".repeat(*length));
        }
    }
    lines.join("\n")
}

/// The line with another value behind its key or dash.
fn with_value(line: &str, value: &str) -> String {
    let end = line.find(':').or_else(|| line.find("- ")).map_or(line.len(), |at| at + 1);
    format!("{} {value}", &line[..end])
}

/// Runs the macro's library on `text` and holds it to its promises.
fn check(text: String) {
    let mut files: HashMap<_, _> =
        SEEDS.iter().map(|(name, text)| (Path::new(BASE).join(name), text.clone())).collect();
    files.insert(Path::new(BASE).join("main.yaml"), text);
    let (base, source) = (Path::new(BASE), Memory(files));
    let input = || "\"main.yaml\"".parse().expect("tokens");
    let expansion: Expansion = expand(input(), base, &source).expect("well-formed input");
    let renderer = Renderer::new(&expansion.sources, base);
    for diagnostic in &expansion.diagnostics {
        assert_inside(diagnostic, &expansion.sources);
        assert_jumpable(diagnostic, &renderer.render(diagnostic));
    }
    syn::parse2::<syn::File>(expansion.tokens.clone())
        .unwrap_or_else(|error| panic!("{error}: {}", expansion.tokens));
    syn::parse2::<syn::File>(expand_to_tokens(input(), base, base, &source, Runtime::default()))
        .expect("Rust with errors");
}

fn assert_inside(diagnostic: &Diagnostic, sources: &Sources) {
    for label in diagnostic.primary.iter().chain(&diagnostic.secondary) {
        let (text, span) = (sources.text(label.span.file), label.span);
        assert!(span.start <= span.end, "{diagnostic:?}");
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{diagnostic:?}");
    }
}

/// `^ *--> .+:[1-9]\d*:[1-9]\d*$`
fn assert_jumpable(diagnostic: &Diagnostic, text: &str) {
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    if diagnostic.primary.is_none() {
        return;
    }
    let second = text.lines().nth(1).unwrap_or_default();
    let place = second.trim_start_matches(' ').strip_prefix("--> ").unwrap_or_else(|| panic!("{text}"));
    let mut parts = place.rsplitn(3, ':');
    for _ in 0..2 {
        let number = parts.next().unwrap_or_default();
        assert!(number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0'), "{text}");
        assert!(!number.is_empty(), "{text}");
    }
    assert!(parts.next().is_some_and(|path| !path.is_empty()), "{text}");
}

fn cases() -> u32 {
    std::env::var("MUTATIONS").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_documents_get_answers(seed in any::<Index>(), mutations in vec(mutation(), 1..7)) {
        let (_, text) = seed.get(&SEEDS);
        check(mutations.iter().fold(text.clone(), |text, mutation| apply(&text, mutation)));
    }
}
