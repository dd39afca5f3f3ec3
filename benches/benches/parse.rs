//! The parser of Server-Sent Events against the bare visit of every LF with `memchr`, which is the least that reading
//! lines can cost, and against the parsers of other crates, on events of 60 bytes. Prints the ratios and fails when
//! they are beyond the limits.

use std::hint::black_box;
use std::process::ExitCode;

use asyncapi_benches::rounds::{Contender, measure, print, ratio_of};
use asyncapi_benches::streams::{self, CHUNK, Shape, Wire};
use bytes::Bytes;
use criterion::{Criterion, Throughput};

/// At most this often the time of the visit, in chunks of 16 KiB.
const VISIT: f64 = 2.3;
/// At most this often the time in chunks of 16 KiB, in chunks of one byte.
const ONE_BYTE: f64 = 10.0;

const EVENTS: u32 = 10_000;
const OURS: &str = "asyncapi-runtime";
const BYTES: &str = "asyncapi-runtime, 1 byte a chunk";

fn parse<'c>(chunks: impl IntoIterator<Item = &'c [u8]>) {
    black_box(streams::ours(chunks, |name, data, id| {
        black_box((name, data, id));
    }));
}

fn contenders(wire: &Wire) -> Vec<Contender<'_>> {
    let (bytes, chunks): (&[u8], &[Bytes]) = (&wire.bytes, &wire.chunks);
    let seen = |data: &str| {
        black_box(data);
    };
    vec![
        ("memchr, every LF", Box::new(move || _ = black_box(streams::visit(black_box(chunks))))),
        (OURS, Box::new(move || parse(black_box(chunks).iter().map(|chunk| &chunk[..])))),
        ("sse-core", Box::new(move || _ = black_box(streams::sse_core(black_box(chunks), seen)))),
        ("sse-stream", Box::new(move || _ = black_box(streams::sse_stream(black_box(chunks), seen)))),
        (
            "eventsource-stream",
            Box::new(move || _ = black_box(streams::eventsource_stream(black_box(chunks), seen))),
        ),
        (BYTES, Box::new(move || parse(black_box(bytes).chunks(1)))),
        ("asyncapi-runtime, 3 bytes a chunk", Box::new(move || parse(black_box(bytes).chunks(3)))),
        ("asyncapi-runtime, 64 bytes a chunk", Box::new(move || parse(black_box(bytes).chunks(64)))),
    ]
}

fn main() -> ExitCode {
    let wires = Shape::ALL.map(|shape| (shape.label(), Wire::new(shape, EVENTS)));
    let mut criterion = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(500))
        .measurement_time(std::time::Duration::from_secs(1))
        .configure_from_args();
    for (label, wire) in &wires {
        let mut group = criterion.benchmark_group(format!("parse/{label}"));
        group.throughput(Throughput::Bytes(wire.bytes.len() as u64));
        for (name, mut run) in contenders(wire) {
            group.bench_function(name, |b| b.iter(&mut run));
        }
        group.finish();
    }
    if std::env::args().any(|argument| argument == "--test") {
        return ExitCode::SUCCESS;
    }

    println!("\n{EVENTS} events of 60 bytes in chunks of {CHUNK}; medians of rounds taken in turns");
    let mut kept = true;
    for (label, wire) in &wires {
        let measured = measure(101, &mut contenders(wire));
        print(label, EVENTS, &measured);
        let (ours, bytes) = (ratio_of(&measured, OURS), ratio_of(&measured, BYTES));
        println!("    {OURS} / visit: {ours:.2} (at most {VISIT})");
        println!("    1 byte / 16 KiB: {:.1} (at most {ONE_BYTE})", bytes / ours);
        kept &= ours <= VISIT && bytes / ours <= ONE_BYTE;
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
