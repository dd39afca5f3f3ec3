//! What every server's `main` does: its arguments, its runtime, its socket, and the commands it gets.
//!
//! A server prints `listening PORT`, then reads commands, a line each, from its standard input:
//!
//! - `publish N`: publishes N events, one right after the other;
//! - `stats`: prints `stats OPENED CLOSED`, connections since it started;
//! - `stop`: ends every stream and the server, and prints the same;
//! - the end of the input: the process exits at once.

use std::convert::Infallible;
use std::io::{self, BufRead as _, Write as _};
use std::net::Ipv4Addr;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use asyncapi_runtime::server::StallTimeoutListener;
use axum::Router;
use axum::serve::ListenerExt as _;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::tick::{self, Tick};
use crate::topic::{Topic, TopicBody};

/// How a server is to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads: of tokio's runtime, or of the pool that writes. 2 by default.
    pub workers: usize,
    /// The heartbeat, where the server has one. None by default.
    pub heartbeat: Option<Duration>,
    /// Serve by hyper's `http1::Builder` instead of `axum::serve`.
    pub hyper: bool,
    /// Give `axum::serve` the router's `into_make_service`: it then does not copy the routes for every connection.
    pub make_service: bool,
    /// How long an event is on the wire, in bytes. 100 by default.
    pub size: usize,
    /// How long a client may not read before it is cut off, where the server does that.
    pub stall: Option<Duration>,
    /// Over what time streams end at shutdown, and when all have to have, where the server does that.
    pub drain: Option<Duration>,
    /// See [`drain`](Self::drain).
    pub deadline: Option<Duration>,
}

impl Options {
    /// Those of the command line: `--workers N`, `--hyper`, `--make-service`, `--plain` (neither), `--size BYTES`, and with milliseconds
    /// `--heartbeat`, `--stall`, `--drain`, `--deadline`.
    ///
    /// # Panics
    /// When there are others: this is a tool.
    pub fn from_arguments() -> Self {
        let mut options = Self {
            workers: 2,
            heartbeat: None,
            hyper: false,
            make_service: false,
            size: tick::EVENT,
            stall: None,
            drain: None,
            deadline: None,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut number =
                || arguments.next().and_then(|number| number.parse::<u32>().ok()).expect("a number follows");
            let mut time = || Some(Duration::from_millis(number().into()));
            match argument.as_str() {
                "--workers" => options.workers = number() as usize,
                "--heartbeat" => options.heartbeat = time(),
                "--stall" => options.stall = time(),
                "--drain" => options.drain = time(),
                "--deadline" => options.deadline = time(),
                "--size" => options.size = number() as usize,
                "--make-service" => options.make_service = true,
                "--plain" => (options.hyper, options.make_service) = (false, false),
                "--hyper" => options.hyper = true,
                other => panic!("no such argument: {other}"),
            }
        }
        options
    }
}

/// How many connections were opened and closed; a clone counts for the same.
#[derive(Clone, Debug, Default)]
pub struct Counts(Arc<[AtomicU64; 2]>);

impl Counts {
    /// One more is open.
    pub fn opened(&self) {
        self.0[0].fetch_add(1, Ordering::Relaxed);
    }

    /// One more is closed.
    pub fn closed(&self) {
        self.0[1].fetch_add(1, Ordering::Relaxed);
    }

    fn print(&self) {
        say(&format!("stats {} {}", self.0[0].load(Ordering::Relaxed), self.0[1].load(Ordering::Relaxed)));
    }
}

/// Where a server publishes.
pub trait Publisher: Send + 'static {
    /// Publishes one message.
    fn publish(&mut self, tick: Tick) -> impl Future<Output = ()> + Send;

    /// Ends every stream; resolves when that has begun. Does nothing by default.
    fn stop(&mut self) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }

    /// Resolves when the server is to take no more connections. Never by default.
    fn stopping(&self) -> impl Future<Output = ()> + Send + 'static {
        std::future::pending()
    }
}

/// A line on standard output, which the program `load` reads.
pub fn say(line: &str) {
    let mut out = io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Runs `command` for every line of standard input; the process exits at its end.
pub fn commands(mut command: impl FnMut(&str)) {
    for line in io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        command(line.trim());
    }
    process::exit(0);
}

/// A server with a tokio runtime: `start` binds nothing, it gives what serves a connection and what publishes.
///
/// # Panics
/// When the machine refuses a runtime or a socket.
pub fn run<P: Publisher>(options: &Options, counts: &Counts, start: impl FnOnce() -> (Server, P)) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(options.workers).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let (sender, mut receiver) = mpsc::unbounded_channel::<String>();
    // Reading blocks: a thread of its own. Publishing happens on the runtime, as in an application.
    std::thread::spawn(move || commands(|line| _ = sender.send(line.to_owned())));
    let (options, counts) = (options.clone(), counts.clone());
    let (server, mut publisher) = {
        let _entered = runtime.enter();
        start()
    };
    let main = async move {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a socket");
        say(&format!("listening {}", listener.local_addr().expect("an address").port()));
        let serving = tokio::spawn(server.serve(listener, options.clone(), publisher.stopping()));
        let mut seq = 0;
        while let Some(line) = receiver.recv().await {
            if let Some(count) = line.strip_prefix("publish ") {
                for _ in 0..count.parse().unwrap_or(0) {
                    seq += 1;
                    publisher.publish(Tick::new(seq, options.size)).await;
                }
            } else if line == "stats" {
                counts.print();
            } else if line == "stop" {
                publisher.stop().await;
                break;
            }
        }
        let _ = serving.await;
        counts.print();
        process::exit(0);
    };
    // As a task, on a worker: what runs in `block_on` itself runs on none.
    let _ = runtime.block_on(runtime.spawn(main));
}

/// What serves the connections.
pub enum Server {
    /// A router of axum, by `axum::serve` or hyper.
    Router(Router),
    /// The hand-tuned body, by hyper.
    Topic(Arc<Topic>),
}

impl Server {
    async fn serve(
        self,
        listener: TcpListener,
        options: Options,
        stopping: impl Future<Output = ()> + Send + 'static,
    ) {
        match self {
            Self::Router(router) if options.hyper => {
                let service = TowerToHyperService::new(router);
                tokio::pin!(stopping);
                loop {
                    let accepted = tokio::select! {
                        accepted = listener.accept() => accepted,
                        () = &mut stopping => return,
                    };
                    let Ok((stream, _)) = accepted else { continue };
                    let _ = stream.set_nodelay(true);
                    tokio::spawn(
                        http1::Builder::new().serve_connection(TokioIo::new(stream), service.clone()),
                    );
                }
            }
            Self::Router(router) => {
                let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
                let _ = match options.stall {
                    None if options.make_service => {
                        axum::serve(listener, router.into_make_service())
                            .with_graceful_shutdown(stopping)
                            .await
                    }
                    None => axum::serve(listener, router).with_graceful_shutdown(stopping).await,
                    Some(stall) => {
                        let listener = StallTimeoutListener::new(listener, stall);
                        axum::serve(listener, router).with_graceful_shutdown(stopping).await
                    }
                };
            }
            Self::Topic(topic) => loop {
                let Ok((stream, _)) = listener.accept().await else { continue };
                let _ = stream.set_nodelay(true);
                let topic = topic.clone();
                let service = service_fn(move |request| {
                    let response = respond(&request, topic.clone());
                    async { Ok::<_, Infallible>(response) }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            },
        }
    }
}

fn respond<B>(request: &Request<B>, topic: Arc<Topic>) -> Response<TopicBody> {
    let after = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let mut response = Response::new(topic.subscribe(after));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
