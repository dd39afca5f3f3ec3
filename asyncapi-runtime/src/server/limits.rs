//! [`Limits`]: how many streams may be open at once, in a channel and for a key.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::request::Parts;

/// What connections are told apart by, such as a user.
type Key = Arc<dyn Fn(&Parts) -> Option<String> + Send + Sync>;

/// The limits of a [`SseConfig`](super::SseConfig), and what is open of each channel and key. Clones count together.
#[derive(Clone, Default)]
pub(super) struct Limits {
    pub(super) channel: Option<usize>,
    pub(super) key: Option<(usize, Key)>,
    open: Arc<Mutex<HashMap<Counted, usize>>>,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Counted {
    Channel(&'static str),
    Key(&'static str, String),
}

impl Limits {
    /// Counts one more stream, until the permit is dropped; `None` where there are enough.
    pub(super) fn admit(&self, channel: &'static str, parts: &Parts) -> Option<Permit> {
        let mut permit = Permit { open: Arc::clone(&self.open), counted: Vec::new() };
        if let Some(most) = self.channel {
            permit.count(Counted::Channel(channel), most)?;
        }
        if let Some((most, key)) = &self.key {
            if let Some(key) = key(parts) {
                permit.count(Counted::Key(channel, key), *most)?;
            }
        }
        Some(permit)
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits")
            .field("channel", &self.channel)
            .field("key", &self.key.as_ref().map(|(most, _)| most))
            .finish_non_exhaustive()
    }
}

/// The place of one stream, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Permit {
    open: Arc<Mutex<HashMap<Counted, usize>>>,
    counted: Vec<Counted>,
}

impl Permit {
    fn count(&mut self, what: Counted, most: usize) -> Option<()> {
        let mut open = lock(&self.open);
        let count = open.get(&what).copied().unwrap_or_default();
        if count >= most {
            return None;
        }
        open.insert(what.clone(), count + 1);
        drop(open);
        self.counted.push(what);
        Some(())
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.counted.is_empty() {
            return;
        }
        let mut open = lock(&self.open);
        for what in self.counted.drain(..) {
            // A key that has nothing open is forgotten: there may be as many of them as there are users.
            match open.get_mut(&what) {
                Some(count) if *count > 1 => *count -= 1,
                _ => {
                    open.remove(&what);
                }
            }
        }
    }
}

fn lock(open: &Mutex<HashMap<Counted, usize>>) -> MutexGuard<'_, HashMap<Counted, usize>> {
    // Nothing under the lock can leave it half written.
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(user: &str) -> Parts {
        http::Request::get("/").header("x-user", user).body(()).unwrap().into_parts().0
    }

    fn user(parts: &Parts) -> Option<String> {
        parts.headers.get("x-user").and_then(|user| user.to_str().ok()).map(str::to_owned)
    }

    #[test]
    fn a_channel_has_its_limit_and_each_key_another() {
        let limits = Limits { channel: Some(3), key: Some((2, Arc::new(user))), ..Limits::default() };
        let first = limits.admit("a", &parts("ann")).unwrap();
        let second = limits.clone().admit("a", &parts("ann")).unwrap();
        assert!(limits.admit("a", &parts("ann")).is_none(), "ann has two");
        let third = limits.admit("a", &parts("bob")).unwrap();
        assert!(limits.admit("a", &parts("eve")).is_none(), "the channel has three");
        let other = limits.admit("b", &parts("ann")).unwrap();
        drop(second);
        let again = limits.admit("a", &parts("ann")).unwrap();
        assert!(limits.admit("a", &parts("ann")).is_none());
        drop((first, third, other, again));
        assert!(lock(&limits.open).is_empty(), "nothing is kept of keys that are gone");
    }

    #[test]
    fn a_refusal_counts_nothing() {
        let limits = Limits { channel: Some(9), key: Some((0, Arc::new(user))), ..Limits::default() };
        assert!(limits.admit("a", &parts("ann")).is_none());
        assert!(lock(&limits.open).is_empty());
    }
}
