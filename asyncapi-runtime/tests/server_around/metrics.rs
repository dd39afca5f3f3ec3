//! What is counted, with a recorder of this thread.

use std::collections::BTreeMap;

use asyncapi_runtime::server::{self, SseConfig, register};
use asyncapi_runtime::{EventSender, Hub, ListenOptions, client};
use axum::Router;
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};

use crate::support::{Lines, call, frame, text};

/// What was counted since it was last looked at, by name and labels; of a histogram its values.
fn counted(snapshotter: &Snapshotter) -> BTreeMap<String, Vec<f64>> {
    let mut all = BTreeMap::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let labels: Vec<_> =
            key.key().labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        let values = match value {
            DebugValue::Counter(count) => vec![f64::from(u32::try_from(count).unwrap())],
            DebugValue::Gauge(level) => vec![level.into_inner()],
            DebugValue::Histogram(values) => values.into_iter().map(f64::from).collect(),
        };
        all.insert(format!("{} {}", key.key().name(), labels.join(",")), values);
    }
    all
}

#[track_caller]
fn assert_counted(counted: &BTreeMap<String, Vec<f64>>, expected: &[(&str, &[f64])]) {
    let expected: BTreeMap<_, _> =
        expected.iter().map(|(name, values)| ((*name).to_owned(), values.to_vec())).collect();
    assert_eq!(*counted, expected);
}

#[tokio::test]
async fn streams_of_senders_are_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        for line in ["one", "two", "three"] {
            events.send(line.to_owned()).await?;
        }
        events.closed().await;
        Ok::<_, server::SendError>(())
    });
    // Nothing is counted of what is not read: it is not open.
    drop(call(&app, "/lines").await);
    assert_counted(&counted(&snapshotter), &[]);

    let mut body = call(&app, "/lines").await.into_body();
    for _ in 0..4 {
        frame(&mut body).await.unwrap();
    }
    let bytes = ["one", "two", "three"].map(|line| format!("data: {line}\n\n").len()).iter().sum::<usize>();
    let bytes = f64::from(u32::try_from(bytes).unwrap());
    let open = counted(&snapshotter);
    assert_counted(
        &open,
        &[
            ("asyncapi_bytes_total channel=lines", &[bytes]),
            ("asyncapi_events_total channel=lines", &[3.0]),
            ("asyncapi_queue_depth channel=lines", &[3.0, 2.0, 1.0]),
            ("asyncapi_streams_open channel=lines", &[1.0]),
            ("asyncapi_streams_opened_total channel=lines", &[1.0]),
        ],
    );
    drop(body);
    let closed = counted(&snapshotter);
    assert_eq!(closed["asyncapi_streams_closed_total channel=lines,reason=client_gone"], [1.0]);
    // One less than when it was last looked at: looking starts at zero again.
    assert_eq!(closed["asyncapi_streams_open channel=lines"], [-1.0]);
}

#[tokio::test]
async fn a_hub_s_clients_tell_how_far_they_are_behind() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    let hub = Hub::<Lines>::new();
    let app =
        register::<Lines, _, _, _>(Router::new(), hub.clone()).layer(SseConfig::new().queue(4).into_layer());
    let mut body = call(&app, "/lines").await.into_body();
    frame(&mut body).await.unwrap();
    for burst in [1, 3] {
        for _ in 0..burst {
            hub.publish(&(), "x".to_owned()).await.unwrap();
        }
        frame(&mut body).await.unwrap();
    }
    for _ in 0..10 {
        hub.publish(&(), "x".to_owned()).await.unwrap();
    }
    assert_eq!(frame(&mut body).await, None);
    let counted = counted(&snapshotter);
    assert_eq!(counted["asyncapi_events_total channel=lines"], [4.0]);
    assert_eq!(counted["asyncapi_lag_events channel=lines"], [1.0, 3.0]);
    assert_eq!(counted["asyncapi_streams_closed_total channel=lines,reason=lagged"], [1.0]);
    assert_eq!(counted["asyncapi_streams_open channel=lines"], [0.0]);
}

#[tokio::test(start_paused = true)]
async fn a_listener_counts_its_reconnects() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        events.send("x".to_owned()).await
    });
    let mut lines = client::listen::<Lines>((), ListenOptions::from(app));
    let mut events = 0;
    while events < 3 {
        events += usize::from(lines.next().await.unwrap().is_ok());
    }
    drop(lines);
    assert_eq!(counted(&snapshotter)["asyncapi_reconnects_total channel=lines"], [2.0]);
}

#[tokio::test]
async fn descriptions_name_every_metric() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    server::metrics::describe();
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        events.send("x".to_owned()).await
    });
    text(call(&app, "/lines").await.into_body()).await;
    for (key, unit, description, _) in snapshotter.snapshot().into_vec() {
        assert!(unit.is_some() && description.is_some(), "{key:?}");
    }
}
