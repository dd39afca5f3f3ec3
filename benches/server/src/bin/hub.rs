//! The hub, with the settings that it has by default.

use asyncapi_bench_server::serve::{self, Counts, Options, Publisher, Server};
use asyncapi_bench_server::tick;
use asyncapi_runtime::server::SseConfig;
use asyncapi_runtime::{Hub, Shutdown, asyncapi};
use axum::Router;

asyncapi!("src/ticks.yaml", generate = [types, server]);

struct Publish {
    hub: Hub<TickChannel>,
    shutdown: Shutdown,
}

impl Publisher for Publish {
    async fn publish(&mut self, tick: tick::Tick) {
        let tick = Tick { seq: tick.seq, at: tick.at, pad: tick.pad };
        self.hub.publish(&(), tick).await.expect("it is valid");
    }

    async fn stop(&mut self) {
        self.shutdown.start();
        self.shutdown.finished().await;
    }

    fn stopping(&self) -> impl Future<Output = ()> + Send + 'static {
        self.shutdown.started()
    }
}

fn main() {
    let options = Options::from_arguments();
    let mut shutdown = Shutdown::new();
    if let Some(window) = options.drain {
        shutdown = shutdown.window(window);
    }
    if let Some(deadline) = options.deadline {
        shutdown = shutdown.deadline(deadline);
    }
    let counts = Counts::default();
    let (opened, closed) = (counts.clone(), counts.clone());
    let config = SseConfig::new()
        .heartbeat(options.heartbeat)
        .shutdown(&shutdown)
        .on_open(move |_| opened.opened())
        .on_close(move |_, _| closed.closed());
    serve::run(&options, &counts, || {
        let hub = Hub::<TickChannel>::new();
        let app = register_send_tick(Router::new(), hub.clone()).layer(config.into_layer());
        (Server::Router(app), Publish { hub, shutdown })
    });
}
