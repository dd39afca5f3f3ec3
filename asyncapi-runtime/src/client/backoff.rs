//! [`Backoff`]: how long to wait before connecting again (rules C-14 and C-26). No clock and no randomness of its
//! own, so that it can be tested.

use std::time::Duration;

/// The shortest wait, whatever the server says: `retry: 0` must not make a client spin.
const FLOOR: Duration = Duration::from_millis(100);
/// The room for the first wait, where neither the server nor the application says anything.
pub(super) const BASE: Duration = Duration::from_millis(500);
/// The room grows up to this, or stays at the server's time if that is longer.
const CEILING: Duration = Duration::from_secs(30);
/// The longest time that a server may ask for.
const LONGEST_RETRY: Duration = Duration::from_secs(60 * 60);
/// A connection that was open this long was healthy: the next loss starts anew.
const HEALTHY: Duration = Duration::from_secs(60);

/// Exponential backoff with full jitter: a wait lies anywhere between the floor and a room that doubles with each
/// loss. A server's `retry` is both the floor and the base of the room: never sooner than it asks.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    /// The reconnection time where the server says nothing.
    base: Duration,
    /// What the server's last `retry` said; it holds for later connections too.
    retry: Option<Duration>,
    /// How many waits there were since the last healthy connection.
    attempts: u32,
}

impl Backoff {
    /// A backoff that starts with this reconnection time.
    pub(super) fn new(base: Duration) -> Self {
        Self { base: base.clamp(FLOOR, LONGEST_RETRY), retry: None, attempts: 0 }
    }

    /// The reconnection time of the standard: the server's, else the one to start with.
    pub(super) fn reconnection_time(&self) -> Duration {
        self.retry.unwrap_or(self.base)
    }

    /// Takes the server's reconnection time.
    pub(super) fn set_retry(&mut self, time: Duration) {
        self.retry = Some(time.clamp(FLOOR, LONGEST_RETRY));
    }

    /// A connection that was open this long is lost.
    ///
    /// A server that set `retry` and sends events on each short connection has its clients poll: that is its
    /// pace, not a failure.
    pub(super) fn lost(&mut self, open: Duration, events: bool) {
        if open >= HEALTHY || (events && self.retry.is_some()) {
            self.attempts = 0;
        }
    }

    /// How many waits there were since the last healthy connection.
    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The next wait; `random` lies between 0 and 1 and says where in its room.
    pub(super) fn wait(&mut self, random: f64) -> Duration {
        let floor = self.retry.unwrap_or(FLOOR);
        let base = self.reconnection_time();
        let room = base.saturating_mul(2_u32.saturating_pow(self.attempts)).min(CEILING.max(base));
        self.attempts = self.attempts.saturating_add(1);
        floor + room.saturating_sub(floor).mul_f64(random.clamp(0.0, 1.0))
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new(BASE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(backoff: &mut Backoff, random: f64, count: usize) -> Vec<u128> {
        (0..count).map(|_| backoff.wait(random).as_millis()).collect()
    }

    #[test]
    fn c_26_the_room_doubles_from_half_a_second_to_thirty() {
        let longest = waits(&mut Backoff::default(), 1.0, 9);
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    }

    #[test]
    fn c_26_the_wait_lies_anywhere_in_its_room_but_not_below_the_floor() {
        assert_eq!(waits(&mut Backoff::default(), 0.0, 9), [100; 9]);
        assert_eq!(waits(&mut Backoff::default(), 0.5, 2), [300, 550]);
    }

    #[test]
    fn c_26_the_counter_grows_and_does_not_overflow() {
        let mut backoff = Backoff { attempts: u32::MAX - 1, ..Backoff::default() };
        assert_eq!(waits(&mut backoff, 1.0, 3), [30_000; 3]);
        assert_eq!(backoff.attempts(), u32::MAX);
    }

    #[test]
    fn c_26_only_a_healthy_connection_starts_anew() {
        let mut backoff = Backoff::default();
        waits(&mut backoff, 1.0, 5);
        backoff.lost(Duration::from_secs(59), true);
        assert_eq!(waits(&mut backoff, 1.0, 1), [16_000]);
        backoff.lost(Duration::from_secs(60), false);
        assert_eq!(waits(&mut backoff, 1.0, 2), [500, 1000]);
    }

    #[test]
    fn c_14_retry_is_the_floor_and_the_base() {
        let mut backoff = Backoff::default();
        backoff.set_retry(Duration::from_secs(3));
        assert_eq!(waits(&mut backoff.clone(), 0.0, 9), [3000; 9]);
        assert_eq!(waits(&mut backoff, 1.0, 5), [3000, 6000, 12_000, 24_000, 30_000]);
        backoff.lost(Duration::from_secs(1), false);
        assert_eq!(waits(&mut backoff, 1.0, 1), [30_000], "a short connection without events is no success");
        backoff.lost(Duration::from_secs(1), true);
        assert_eq!(waits(&mut backoff, 1.0, 1), [3000], "one with events is the server's pace");
    }

    #[test]
    fn c_14_the_time_to_start_with_is_the_application_s() {
        let mut backoff = Backoff::new(Duration::from_secs(2));
        assert_eq!(backoff.reconnection_time(), Duration::from_secs(2));
        assert_eq!(waits(&mut backoff.clone(), 1.0, 3), [2000, 4000, 8000]);
        assert_eq!(waits(&mut backoff.clone(), 0.0, 3), [100; 3], "only a server's time is a floor");
        backoff.set_retry(Duration::from_secs(1));
        assert_eq!(backoff.reconnection_time(), Duration::from_secs(1));
        assert_eq!(Backoff::new(Duration::ZERO).reconnection_time(), FLOOR);
    }

    #[test]
    fn c_14_retry_has_a_floor_and_a_ceiling() {
        for (retry, wait) in [(0, 100), (1, 100), (60_000, 60_000), (u64::MAX, 3_600_000)] {
            let mut backoff = Backoff::default();
            backoff.set_retry(Duration::from_millis(retry));
            assert_eq!(waits(&mut backoff, 1.0, 1), [wait]);
        }
    }
}
