//! Decoding and validating one message: generated code against serde's derive with checks by hand, and against the
//! `jsonschema` crate. Prints the ratios and fails when they are beyond the limits.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use asyncapi_benches::{by_hand, generated, payload, schema};
use asyncapi_runtime::Validate;
use criterion::{Criterion, Throughput};
use serde_json::Value;

/// At most this often the cost by hand.
const BY_HAND: f64 = 1.15;
/// At least this much less than `jsonschema::validate`, which takes the schema as it is. A validator that is built
/// once and kept cannot be 20 times as slow: reading a `Value` and reading a struct take about as long.
const INTERPRETED: f64 = 20.0;

fn ours(payload: &[u8]) -> generated::Order {
    let order: generated::Order = serde_json::from_slice(payload).expect("an order");
    order.validate().expect("valid");
    order
}

fn theirs_by_hand(payload: &[u8]) -> by_hand::Order {
    let order: by_hand::Order = serde_json::from_slice(payload).expect("an order");
    order.validate().expect("valid");
    order
}

fn interpreted(payload: &[u8], validator: &jsonschema::Validator) -> Value {
    let value: Value = serde_json::from_slice(payload).expect("JSON");
    validator.validate(&value).expect("valid");
    value
}

fn interpreted_at_once(payload: &[u8], schema: &Value) -> Value {
    let value: Value = serde_json::from_slice(payload).expect("JSON");
    jsonschema::validate(schema, &value).expect("valid");
    value
}

fn validator() -> jsonschema::Validator {
    jsonschema::options().should_validate_formats(true).build(&schema()).expect("a schema")
}

/// The time of some calls.
fn time<T>(mut call: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..500 {
        black_box(call());
    }
    start.elapsed()
}

/// The median of the ratios of many short rounds that take turns: what else the machine does meets both.
fn ratio<A, B>(mut first: impl FnMut() -> A, mut second: impl FnMut() -> B) -> f64 {
    let mut ratios: Vec<f64> =
        (0..301).map(|_| time(&mut first).as_secs_f64() / time(&mut second).as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

fn main() -> ExitCode {
    let payload = payload();
    let (schema, validator) = (schema(), validator());

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("decode_validate");
    group.throughput(Throughput::Bytes(payload.len() as u64));
    group.bench_function("generated", |b| b.iter(|| ours(black_box(&payload))));
    group.bench_function("by hand", |b| b.iter(|| theirs_by_hand(black_box(&payload))));
    group.bench_function("jsonschema", |b| b.iter(|| interpreted(black_box(&payload), &validator)));
    group.finish();
    if std::env::args().any(|argument| argument == "--test") {
        return ExitCode::SUCCESS;
    }

    let (order, value) = (ours(&payload), interpreted(&payload, &validator));
    let order_by_hand = theirs_by_hand(&payload);
    let to_hand = ratio(|| ours(black_box(&payload)), || theirs_by_hand(black_box(&payload)));
    let at_once = ratio(|| interpreted_at_once(black_box(&payload), &schema), || ours(black_box(&payload)));
    let prepared = ratio(|| interpreted(black_box(&payload), &validator), || ours(black_box(&payload)));
    let decoding = ratio(
        || serde_json::from_slice::<generated::Order>(black_box(&payload)),
        || serde_json::from_slice::<by_hand::Order>(black_box(&payload)),
    );
    let checks = ratio(|| black_box(&order).validate(), || black_box(&order_by_hand).validate());
    let checks_prepared =
        ratio(|| validator.validate(black_box(&value)).is_ok(), || black_box(&order).validate());
    println!("\n{} bytes; medians of ratios", payload.len());
    println!("generated / by hand, decoding and validating: {to_hand:.2} (at most {BY_HAND})");
    println!("    decoding alone: {decoding:.2}, validating alone: {checks:.2}");
    println!("jsonschema / generated, decoding and validating: {at_once:.1} (at least {INTERPRETED})");
    println!("    with a validator that is kept: {prepared:.1}, validating alone: {checks_prepared:.1}");
    if to_hand <= BY_HAND && at_once >= INTERPRETED { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
