//! Payloads around the sizes of buffers, and large ones (rule P-LIN).

use std::sync::Arc;

use super::case::{Case, all};
use super::service::Service;

/// Sends one event with so many bytes of data, in so many chunks.
async fn check(service: Arc<Service>, size: usize, chunks: usize) {
    let text: String = ('!'..='~').cycle().take(size).collect();
    let mut case = Case::new(&service).await;
    let mut stream = case.server.open().await;
    let bytes = format!("data: {text}\n\n");
    stream.send_in(bytes.len().div_ceil(chunks), bytes).await;
    let report = case.callbacks.next().await;
    // Not compared as a whole: nobody reads a difference of megabytes.
    let received = report["event"]["data"].as_str().unwrap();
    assert!(received == text, "{} of {size} bytes", received.len());
}

#[tokio::test]
async fn p_lin_around_the_sizes_of_buffers() {
    let service = Arc::new(Service::start());
    let sizes = (0..=20).flat_map(|power| [(1 << power) - 1, 1 << power, (1 << power) + 1]);
    all(sizes.map(|size| (format!("{size} bytes"), check(Arc::clone(&service), size, 1)))).await;
}

#[tokio::test]
async fn p_lin_megabytes_in_few_chunks_and_in_many() {
    let service = Arc::new(Service::start());
    all([(7 << 20, 1), (14 << 20, 2), (3 << 20, 1000)]
        .map(|(size, chunks)| (format!("{size} bytes"), check(Arc::clone(&service), size, chunks))))
    .await;
}
