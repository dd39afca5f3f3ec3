//! What axum's own documentation leads to: `Sse` over a broadcast channel, every subscriber writing its own JSON.

use std::convert::Infallible;

use asyncapi_bench_server::serve::{self, Counts, Options, Publisher, Server};
use asyncapi_bench_server::tick::Tick;
use axum::Router;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::Stream;
use futures_util::stream;
use tokio::sync::broadcast;

#[derive(Clone)]
struct App {
    ticks: broadcast::Sender<Tick>,
    heartbeat: Option<KeepAlive>,
}

async fn ticks(State(app): State<App>) -> axum::response::Response {
    use axum::response::IntoResponse as _;
    let sse = Sse::new(events(app.ticks.subscribe()));
    match app.heartbeat {
        Some(heartbeat) => sse.keep_alive(heartbeat).into_response(),
        None => sse.into_response(),
    }
}

fn events(ticks: broadcast::Receiver<Tick>) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(ticks, |mut ticks| async move {
        let tick = ticks.recv().await.ok()?;
        let event = Event::default().id(tick.seq.to_string()).json_data(&tick).ok()?;
        Some((Ok(event), ticks))
    })
}

struct Publish(broadcast::Sender<Tick>);

impl Publisher for Publish {
    async fn publish(&mut self, tick: Tick) {
        let _ = self.0.send(tick);
    }
}

fn main() {
    let options = Options::from_arguments();
    let heartbeat = options.heartbeat.map(|every| KeepAlive::new().interval(every));
    serve::run(&options, &Counts::default(), || {
        let (sender, _) = broadcast::channel(256);
        let app = App { ticks: sender.clone(), heartbeat };
        (Server::Router(Router::new().route("/ticks", get(ticks)).with_state(app)), Publish(sender))
    });
}
