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

/// At most this often the time of decoding the bare payloads, where an event is `data` only. Of the other events, which
/// are 60 bytes too, the payload is a part: there is less to decode and more to parse.
const BARE: f64 = 1.15;

const EVENTS: u32 = 10_000;
const OURS: &str = "asyncapi-runtime";
const PEERS: [&str; 3] = ["sse-core", "sse-stream", "eventsource-stream"];

// Each way to decode is one function that is called, not inlined here and there: what is compared is the reading of
// the stream around it, not where the compiler puts it.

#[inline(never)]
fn bare(payload: &[u8]) {
    black_box(serde_json::from_slice::<Tick>(payload).expect("a tick"));
}

#[inline(never)]
fn ours(name: &str, data: &str, _: &str) {
    black_box(RawEvent::new(name, data).json::<Tick>().expect("a tick"));
}

/// What a peer's event goes through.
#[inline(never)]
fn theirs(data: &str) {
    black_box(serde_json::from_str::<Tick>(data).expect("a tick"));
}

fn contenders(wire: &Wire) -> Vec<Contender<'_>> {
    let (payloads, chunks): (&[String], &[Bytes]) = (&wire.payloads, &wire.chunks);
    vec![
        (
            "serde_json, bare payloads",
            Box::new(move || black_box(payloads).iter().for_each(|payload| bare(payload.as_bytes()))),
        ),
        (OURS, Box::new(move || _ = streams::ours(black_box(chunks).iter().map(|chunk| &chunk[..]), ours))),
        (PEERS[0], Box::new(move || _ = black_box(streams::sse_core(black_box(chunks), theirs)))),
        (PEERS[1], Box::new(move || _ = black_box(streams::sse_stream(black_box(chunks), theirs)))),
        (PEERS[2], Box::new(move || _ = black_box(streams::eventsource_stream(black_box(chunks), theirs)))),
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
        if *label == Shape::Data.label() {
            println!("    {OURS} / bare payloads: {ours:.2} (at most {BARE})");
            kept &= ours <= BARE;
        }
        kept &= PEERS.iter().all(|peer| ours < ratio_of(&measured, peer));
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
