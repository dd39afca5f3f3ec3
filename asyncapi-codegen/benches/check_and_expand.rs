//! What a macro call costs: checking and expanding a document, beside what `serde_yaml`'s maintained fork takes to read
//! the same text into a value. Ratios within one run count: `cargo bench -p asyncapi-codegen`, and for proc macros
//! as they run in a dev build `cargo bench -p asyncapi-codegen --profile dev`.

#![allow(missing_docs, clippy::expect_used, clippy::cast_precision_loss, reason = "a benchmark")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use asyncapi_codegen::source::SpecSource;
use asyncapi_codegen::{check, expand};
use criterion::{BenchmarkId, Criterion, Throughput};

struct Memory(BTreeMap<&'static str, String>);

impl SpecSource for Memory {
    fn read(&self, path: &Path) -> io::Result<String> {
        let name = path.to_str().unwrap_or_default();
        self.0.get(name).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn siblings(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }
}

/// A document with this many schemas, each with eight properties and a reference to the one before, all reachable.
fn document(schemas: usize) -> String {
    let mut text = String::from("asyncapi: 3.0.0\ninfo:\n  title: Bench\n  version: 1.0.0\nchannels:\n");
    let channels = schemas.div_ceil(10);
    for channel in 0..channels {
        let _ = write!(
            text,
            "  channel{channel}:\n    address: things/{channel}/{{id}}\n    parameters:\n      id:\n        description: Which one\n    messages:\n"
        );
        for message in (channel * 10)..((channel + 1) * 10).min(schemas) {
            let _ = writeln!(
                text,
                "      thing{message}:\n        payload:\n          $ref: '#/components/schemas/Schema{message}'"
            );
        }
    }
    text.push_str("components:\n  schemas:\n");
    for schema in 0..schemas {
        let _ = write!(
            text,
            "    Schema{schema}:\n      type: object\n      description: The schema with number {schema}\n      required: [id, kind]\n      properties:\n        id:\n          type: integer\n          format: int64\n          minimum: 1\n        kind:\n          type: string\n          enum: [one{schema}, two, three]\n        name:\n          type: string\n          maxLength: 100\n          description: What people call it\n        price:\n          type: number\n        active:\n          type: boolean\n        tags:\n          type: array\n          items:\n            type: string\n        place:\n          type: object\n          properties:\n            street:\n              type: string\n            city:\n              type: string\n"
        );
        if schema > 0 {
            let _ = writeln!(
                text,
                "        before:\n          $ref: '#/components/schemas/Schema{}'",
                schema - 1
            );
        }
    }
    text
}

fn expand_text(text: &str) -> usize {
    let source = Memory([("a.yaml", text.to_owned())].into());
    let input = "\"a.yaml\"".parse().expect("tokens");
    let expansion = expand(input, Path::new(""), &source).expect("well-formed input");
    assert!(expansion.diagnostics.is_empty(), "{:?}", expansion.diagnostics);
    expansion.tokens.into_iter().count()
}

fn check_text(text: &str) -> bool {
    let source = Memory([("a.yaml", text.to_owned())].into());
    check(Path::new("a.yaml"), &source, false).is_ok()
}

fn yaml(text: &str) -> yaml_serde::Value {
    yaml_serde::from_str(text).expect("YAML")
}

/// The median time of one call.
fn median(mut call: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let start = Instant::now();
            call();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut group = criterion.benchmark_group("check_and_expand");
    for schemas in [10, 100, 235, 1000] {
        let text = document(schemas);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("ours", schemas), &text, |b, text| {
            b.iter(|| expand_text(text));
        });
        group.bench_with_input(BenchmarkId::new("yaml_serde", schemas), &text, |b, text| {
            b.iter(|| yaml(text));
        });
    }
    group.finish();

    println!("\nschemas  check/yaml_serde  check and expand/yaml_serde  µs a schema (linear if it stays)");
    for schemas in [10, 100, 235, 1000] {
        let text = document(schemas);
        let ours = median(|| {
            black_box(expand_text(&text));
        });
        let checked = median(|| {
            black_box(check_text(&text));
        });
        let theirs = median(|| {
            black_box(yaml(&text));
        });
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        let check_ratio = checked.as_secs_f64() / theirs.as_secs_f64();
        let each = ours.as_secs_f64() * 1e6 / schemas as f64;
        println!("{schemas:7}  {check_ratio:16.2}  {ratio:27.2}  {each:.1}");
    }
}
