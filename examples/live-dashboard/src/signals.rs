//! When to stop.

use asyncapi_runtime::Shutdown;

/// Waits for Ctrl-C, or for SIGTERM where there is such a thing.
pub(crate) async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = terminate.recv() => {}
                }
                return;
            }
            Err(error) => eprintln!("SIGTERM ends the program at once: {error}"),
        }
    }
    if let Err(error) = tokio::signal::ctrl_c().await {
        eprintln!("Ctrl-C ends the program at once: {error}");
        std::future::pending::<()>().await;
    }
}

/// Starts the shutdown when asked to stop: streams end in order. Asked again, the program ends at once.
pub(crate) async fn stop(shutdown: Shutdown) {
    interrupted().await;
    eprintln!("stopping; once more stops at once");
    shutdown.start();
    interrupted().await;
    std::process::exit(1);
}
