//! How much trying the variants of unions may take.
//!
//! A union in a union is read once for each variant of the outer one, one within that once for each of both, and so
//! on: a few hundred bytes of a schema that contains itself could ask for more attempts than there is time. Whoever
//! sends them is not to be trusted with that, so what one reading may try is limited by the size of the data.

use std::cell::Cell;

use serde_json::Value;

/// Values that may be visited in any case: a fraction of a second.
const FREE: usize = 250_000;
/// Visits for each value of the data beyond that. Unions side by side need one for each variant; of those that are
/// nested, all levels above a value count for it.
const PER_VALUE: usize = 100;

thread_local! {
    /// Visits that are left to the outermost union that is being read.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The attempts of one union.
#[derive(Debug)]
pub(super) struct Attempts {
    size: usize,
    outermost: bool,
}

impl Attempts {
    /// To read this value.
    pub(super) fn begin(value: &Value) -> Self {
        let size = size(value);
        let outermost = !Self::running();
        if outermost {
            LEFT.set(Some(size.saturating_mul(PER_VALUE).saturating_add(FREE)));
        }
        Self { size, outermost }
    }

    /// Whether the variants of any union are being tried.
    pub(super) fn running() -> bool {
        LEFT.get().is_some()
    }

    /// Whether one more is allowed.
    pub(super) fn take(&self) -> bool {
        let left = LEFT.get().unwrap_or(0).checked_sub(self.size);
        LEFT.set(Some(left.unwrap_or(0)));
        left.is_some()
    }

    /// Whether one was not allowed to the union that is being read, or to one inside.
    pub(super) fn exhausted() -> bool {
        LEFT.get() == Some(0)
    }
}

impl Drop for Attempts {
    fn drop(&mut self) {
        if self.outermost {
            LEFT.set(None);
        }
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(size).sum::<usize>() + 1,
        Value::Object(entries) => entries.values().map(size).sum::<usize>() + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_outermost_union_sets_the_limit() {
        let value = json!([1, {"a": [2, 3]}]);
        assert_eq!(size(&value), 6);
        let outer = Attempts::begin(&value);
        assert_eq!(LEFT.get(), Some(FREE + 6 * PER_VALUE));
        {
            let inner = Attempts::begin(&json!(1));
            assert!(inner.take());
        }
        assert_eq!(LEFT.get(), Some(FREE + 6 * PER_VALUE - 1));
        while outer.take() {}
        assert!(Attempts::exhausted());
        drop(outer);
        assert_eq!(LEFT.get(), None);
    }
}
