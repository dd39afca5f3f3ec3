//! What the machine does.

use jiff::{Timestamp, Unit};
use sysinfo::{MINIMUM_CPU_UPDATE_INTERVAL, Networks, System};
use tokio::time::{Instant, sleep};

use crate::{Load, Memory, Metrics, Network};

/// Reads the machine's figures.
pub(crate) struct Machine {
    system: System,
    networks: Networks,
    /// When it was last read: what comes next is of the time since.
    read: Instant,
}

impl Machine {
    /// Starts to measure; how busy a core is can be told after a moment only.
    pub(crate) async fn new() -> Self {
        let mut machine = Self {
            system: System::new(),
            networks: Networks::new_with_refreshed_list(),
            read: Instant::now(),
        };
        machine.system.refresh_cpu_usage();
        sleep(MINIMUM_CPU_UPDATE_INTERVAL).await;
        machine
    }

    /// What it is called.
    pub(crate) fn name() -> String {
        System::host_name().filter(|name| !name.is_empty()).unwrap_or_else(|| "local".to_owned())
    }

    /// What it does now, and did since the last reading.
    pub(crate) fn read(&mut self) -> Metrics {
        self.system.refresh_cpu_usage();
        self.system.refresh_memory();
        self.networks.refresh(true);
        let seconds = self.read.elapsed().as_secs_f64().max(0.001);
        self.read = Instant::now();

        let cores = self.system.cpus().iter().map(|core| percent(core.cpu_usage())).collect();
        let load = System::load_average();
        // What has no hardware address talks to the machine itself.
        let real = self.networks.values().filter(|network| !network.mac_address().is_unspecified());
        let (received, sent) = real.fold((0, 0), |(received, sent), network| {
            (received + network.received(), sent + network.transmitted())
        });
        Metrics::new(
            now(),
            percent(self.system.global_cpu_usage()),
            cores,
            Memory::new(self.system.used_memory(), self.system.total_memory()),
            Load::new(load.one, load.five, load.fifteen),
            Network::new(rate(received, seconds), rate(sent, seconds)),
        )
    }
}

/// The time, to the millisecond: more is noise.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    now.round(Unit::Millisecond).unwrap_or(now)
}

/// With one digit: more is noise.
fn percent(usage: f32) -> f64 {
    let usage = if usage.is_finite() { f64::from(usage).clamp(0.0, 100.0) } else { 0.0 };
    (usage * 10.0).round() / 10.0
}

/// Whole bytes a second.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "figures for people, and never negative"
)]
fn rate(bytes: u64, seconds: f64) -> u64 {
    (bytes as f64 / seconds).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reading_is_what_the_document_says() {
        use asyncapi_runtime::Validate as _;

        let mut machine = Machine::new().await;
        let metrics = machine.read();
        assert_eq!(metrics.validate(), Ok(()));
        assert!(metrics.memory.used > 0 && metrics.memory.used < metrics.memory.total);
    }

    #[test]
    fn figures_are_tidy() {
        assert_eq!(
            [f32::NAN, -1.0, 12.345, 100.4].map(percent).map(|percent| percent.to_string()),
            ["0", "0", "12.3", "100"]
        );
        assert_eq!(rate(500, 2.0), 250);
    }
}
