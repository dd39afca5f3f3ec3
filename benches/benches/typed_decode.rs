//! From the bytes of a stream to typed values: parsing and `RawEvent::json` against `serde_json` on the payloads alone,
//! and against the parsers of other crates with `serde_json` behind them. Prints the ratios and fails when they are
//! beyond the limits.

use std::hint::black_box;
use std::process::ExitCode;

use asyncapi_benches::rounds::{Contender, measure, print, ratio_of};
use asyncapi_benches::streams::{self, Shape, Tick, Wire};
use asyncapi_runtime::sse::RawEvent;
use bytes::Bytes;
use criterion::{Criterion, Throughput};

/// At most this often the time of decoding the bare payloads.
const BARE: f64 = 1.15;

const EVENTS: u32 = 10_000;
const OURS: &str = "asyncapi-runtime";
const PEERS: [&str; 3] = ["sse-core", "sse-stream", "eventsource-stream"];

fn bare(payloads: &[String]) {
    for payload in payloads {
        black_box(serde_json::from_slice::<Tick>(payload.as_bytes()).expect("a tick"));
    }
}

fn ours(chunks: &[Bytes]) {
    streams::ours(chunks.iter().map(|chunk| &chunk[..]), |name, data, _| {
        black_box(RawEvent::new(name, data).json::<Tick>().expect("a tick"));
    });
}

/// What a peer's event goes through.
fn decode(data: &str) {
    black_box(serde_json::from_str::<Tick>(data).expect("a tick"));
}

fn contenders(wire: &Wire) -> Vec<Contender<'_>> {
    let (payloads, chunks): (&[String], &[Bytes]) = (&wire.payloads, &wire.chunks);
    vec![
        ("serde_json, bare payloads", Box::new(move || bare(black_box(payloads)))),
        (OURS, Box::new(move || ours(black_box(chunks)))),
        (PEERS[0], Box::new(move || _ = black_box(streams::sse_core(black_box(chunks), decode)))),
        (PEERS[1], Box::new(move || _ = black_box(streams::sse_stream(black_box(chunks), decode)))),
        (PEERS[2], Box::new(move || _ = black_box(streams::eventsource_stream(black_box(chunks), decode)))),
    ]
}

fn main() -> ExitCode {
    let wires = Shape::ALL.map(|shape| (shape.label(), Wire::new(shape, EVENTS)));
    let mut criterion = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(500))
        .measurement_time(std::time::Duration::from_secs(1))
        .configure_from_args();
    for (label, wire) in &wires {
        let mut group = criterion.benchmark_group(format!("typed_decode/{label}"));
        group.throughput(Throughput::Elements(u64::from(EVENTS)));
        for (name, mut run) in contenders(wire) {
            group.bench_function(name, |b| b.iter(&mut run));
        }
        group.finish();
    }
    if std::env::args().any(|argument| argument == "--test") {
        return ExitCode::SUCCESS;
    }

    println!("\n{EVENTS} events of 60 bytes; medians of rounds taken in turns");
    let mut kept = true;
    for (label, wire) in &wires {
        let measured = measure(101, &mut contenders(wire));
        print(label, EVENTS, &measured);
        let ours = ratio_of(&measured, OURS);
        println!("    {OURS} / bare payloads: {ours:.2} (at most {BARE})");
        kept &= ours <= BARE && PEERS.iter().all(|peer| ours < ratio_of(&measured, peer));
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
