//! Deployments. Nothing is deployed: they are simulated, so that there is something to see.

use std::time::Duration;

use tokio::time::sleep;

use crate::dashboard::Dashboard;
use crate::load::now;
use crate::{DeploymentFailed, DeploymentProgressed, DeploymentStarted, DeploymentSucceeded, Service};

/// How many may run at a time.
const MOST: usize = 6;

/// One in so many fails.
const FAILS: u64 = 4;

/// Starts a deployment that takes this long, and returns its number; `None` while there are too many.
pub(crate) async fn start(dashboard: &Dashboard, service: Service, takes: Duration) -> Option<u64> {
    let started = dashboard.with_board(|board| {
        if board.running().count() >= MOST {
            return None;
        }
        let number = board.next_deployment();
        let started = DeploymentStarted::new(number, service, format!("2.{number}.0"), now());
        // On the board under the same lock, so that no other gets this number.
        board.deployment(&started.clone().into());
        Some(started)
    })?;
    let number = started.number;
    dashboard.deployment(started).await;
    tokio::spawn(run(dashboard.clone(), number, service, takes));
    Some(number)
}

async fn run(dashboard: Dashboard, number: u64, service: Service, takes: Duration) {
    for percent in [20, 40, 60, 80] {
        sleep(takes / 5).await;
        if percent > 60 && number % FAILS == 0 {
            let reason = "The health check did not answer (simulated).".to_owned();
            return dashboard.deployment(DeploymentFailed::new(number, service, reason, now())).await;
        }
        let progressed = DeploymentProgressed::new(number, service, f64::from(percent), now());
        dashboard.deployment(progressed).await;
    }
    sleep(takes / 5).await;
    dashboard.deployment(DeploymentSucceeded::new(number, service, now())).await;
}
