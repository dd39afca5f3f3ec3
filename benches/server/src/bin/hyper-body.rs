//! A hand-tuned body on hyper: every event encoded once, pending ones in one write.

use std::sync::Arc;

use asyncapi_bench_server::serve::{self, Counts, Options, Publisher, Server};
use asyncapi_bench_server::tick::{self, Tick};
use asyncapi_bench_server::topic::Topic;

struct Publish(Arc<Topic>);

impl Publisher for Publish {
    async fn publish(&mut self, tick: Tick) {
        self.0.publish(tick::encode(&tick));
    }
}

fn main() {
    serve::run(&Options::from_arguments(), &Counts::default(), || {
        let topic = Arc::new(Topic::default());
        (Server::Topic(topic.clone()), Publish(topic))
    });
}
