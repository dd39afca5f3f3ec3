//! What publishing costs before anything is sent, beside `serde_json::to_writer` into a buffer that is used again.
//!
//! Prints a line for each of two messages: `cost BYTES TO_WRITER ENCODE PUBLISH RATIO ALLOCATIONS`. The bytes are those
//! of the JSON, then nanoseconds an event, the ratio of the first two, and the allocations of a publication; medians of
//! rounds in turns. ENCODE is a publication to a log that keeps nothing.

use std::hint::black_box;
use std::task::{Context, Poll};
use std::time::Instant;

use asyncapi_bench_server::load::numbers::{float, median};
use asyncapi_bench_server::serve::say;
use asyncapi_bench_server::tick;
use asyncapi_runtime::hub::{EventId, EventLog, LogError, Start, SubscribeOptions, Tail, TailItem};
use asyncapi_runtime::{Channel, Hub, asyncapi};
use serde::Serialize;

asyncapi!("src/ticks.yaml", generate = [types, server]);

mod orders {
    asyncapi_runtime::asyncapi!("../src/order.json", generate = [types, server]);
}

const ROUNDS: usize = 101;
const EVENTS: usize = 500;

/// A log that keeps nothing, and takes no time.
struct Nothing(EventId);

struct Never;

impl EventLog for Nothing {
    type Tail = Never;

    async fn append(&self, _: &str, block: &[u8]) -> Result<EventId, LogError> {
        black_box(block);
        Ok(self.0)
    }

    async fn subscribe(&self, _: &str, _: SubscribeOptions<'_>) -> Result<(Start, Never), LogError> {
        Ok((Start::Live, Never))
    }
}

impl Tail for Never {
    fn poll_next(&mut self, _: &mut Context<'_>) -> Poll<Result<TailItem, LogError>> {
        Poll::Pending
    }

    fn skip(&mut self, _: usize) {}
}

/// Nanoseconds a message, which is taken, and so dropped, by all alike.
async fn time<M: Clone>(message: &M, mut call: impl AsyncFnMut(M)) -> f64 {
    let copies = vec![message.clone(); EVENTS];
    let start = Instant::now();
    for copy in copies {
        call(black_box(copy)).await;
    }
    start.elapsed().as_secs_f64() * 1e9 / float(EVENTS as u64)
}

fn cost<C: Channel<Parameters = (), Message: Clone + Serialize>>(message: &C::Message) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let hub = Hub::<C>::new();
    // Checking what the document says is not encoding.
    let encoder = Hub::<C, _>::with_log(Nothing(EventId::new("e.1").expect("an id"))).validate(false);
    let mut buffer = Vec::new();
    let mut rounds = [const { Vec::new() }; 4];
    runtime.block_on(async {
        // The first round fills the buffers and the log.
        for round in 0..=ROUNDS {
            let to_writer = time(message, async |message| {
                buffer.clear();
                serde_json::to_writer(&mut buffer, &message).expect("JSON");
                black_box(&buffer);
            });
            let to_writer = to_writer.await;
            let encode = time(message, async |message| {
                black_box(encoder.publish(&(), message).await.expect("it is valid"));
            });
            let encode = encode.await;
            let publish = time(message, async |message| {
                black_box(hub.publish(&(), message).await.expect("it is valid"));
            });
            let figures = [to_writer, encode, publish.await, encode / to_writer];
            if round > 0 {
                rounds.iter_mut().zip(figures).for_each(|(round, figure)| round.push(figure));
            }
        }
    });
    let copy = message.clone();
    let counted = allocation_counter::measure(|| _ = black_box(runtime.block_on(hub.publish(&(), copy))));
    let [to_writer, encode, publish, ratio] = rounds.map(|round| median(&round));
    let (bytes, allocations) = (buffer.len(), counted.count_total);
    say(&format!("cost {bytes} {to_writer:.0} {encode:.0} {publish:.0} {ratio:.3} {allocations}"));
}

fn main() {
    let tick = tick::Tick::new(1, tick::EVENT);
    cost::<TickChannel>(&Tick { seq: tick.seq, at: tick.at, pad: tick.pad });
    let order = serde_json::from_str(include_str!("../../../src/data.json")).expect("an order");
    cost::<orders::OrderChannel>(&order);
}
