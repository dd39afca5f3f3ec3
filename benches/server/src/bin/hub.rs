//! The hub, as the macro's user has it.

use std::sync::Arc;

use asyncapi_bench_server::serve::{self, Counts, Options, Publisher, Server};
use asyncapi_bench_server::tick;
use asyncapi_runtime::server::SseConfig;
use asyncapi_runtime::{Event, EventStream, asyncapi};
use axum::Router;
use futures_util::stream;
use tokio::sync::broadcast;

asyncapi!("src/ticks.yaml", generate = [types, server]);

struct Publish(broadcast::Sender<Arc<Tick>>);

impl Publisher for Publish {
    async fn publish(&mut self, tick: tick::Tick) {
        let tick = Tick { seq: tick.seq, at: tick.at, pad: tick.pad };
        let _ = self.0.send(Arc::new(tick));
    }
}

fn main() {
    let options = Options::from_arguments();
    let config = SseConfig::new().heartbeat(options.heartbeat);
    let counts = Counts::default();
    serve::run(&options, &counts.clone(), || {
        let (sender, _) = broadcast::channel::<Arc<Tick>>(256);
        let ticks = sender.clone();
        let app = register_send_tick(Router::new(), move || {
            let (opened, closed) = (counts.clone(), counts.clone());
            opened.opened();
            let events = stream::unfold(ticks.subscribe(), |mut ticks| async move {
                let tick = ticks.recv().await.ok()?;
                Some((Event::from(Tick::clone(&tick)), ticks))
            });
            async move { EventStream::new(events).on_close(move |_| closed.closed()) }
        });
        (Server::Router(app.layer(config.into_layer())), Publish(sender))
    });
}
