//! The keyword `uniqueItems`.

use std::hash::RandomState;

use serde::Serialize;
use serde_json::Value;

use super::at::At;
use super::instance::Items;
use super::json::{Seen, to_value};
use super::shown::Shown;
use super::violations::{Limit, Violations};

/// Up to so many items each is compared with each, on the stack.
const SHORT: usize = 16;

/// The keyword `uniqueItems`.
#[inline]
pub fn unique_items<V>(value: &V, at: &At<'_>, out: &mut Violations)
where
    V: Items<Item: Serialize + 'static> + Serialize,
{
    if let Some(items) = value.items() {
        if items.len() > 1 {
            if let Some((one, other)) = equal_items(items) {
                report(value, one, other, at, out);
            }
        }
    }
}

fn equal_items<'a, T: Serialize + 'static>(
    items: impl ExactSizeIterator<Item = &'a T> + Clone,
) -> Option<(usize, usize)> {
    if items.len() > SHORT {
        // One type is the same for all of them: either each is seen, or none is.
        let seen: Vec<_> = items.clone().map_while(|item| Seen::of(item)).collect();
        if seen.len() == items.len() {
            return equal_of_many(&seen);
        }
    } else {
        let mut seen = [Seen::Null; SHORT];
        let mut len = 0;
        for (place, view) in seen.iter_mut().zip(items.clone().map_while(|item| Seen::of(item))) {
            *place = view;
            len += 1;
        }
        if len == items.len() {
            return equal_of_few(&seen[..len]);
        }
    }
    equal_values(&items.map(to_value).collect::<Vec<_>>())
}

fn equal_values(values: &[Value]) -> Option<(usize, usize)> {
    let seen: Vec<_> = values.iter().map(Seen::from).collect();
    if seen.len() > SHORT { equal_of_many(&seen) } else { equal_of_few(&seen) }
}

fn equal_of_few(items: &[Seen<'_>]) -> Option<(usize, usize)> {
    items.iter().enumerate().find_map(|(index, item)| {
        let earlier = items[..index].iter().position(|earlier| earlier == item)?;
        Some((earlier, index))
    })
}

/// Only items with one hash are compared. The hashes are seeded, so that data cannot be made for many to share one.
fn equal_of_many(items: &[Seen<'_>]) -> Option<(usize, usize)> {
    let state = RandomState::new();
    let mut hashes: Vec<_> =
        items.iter().enumerate().map(|(index, item)| (item.hash(&state), index)).collect();
    hashes.sort_unstable();
    hashes.chunk_by(|one, other| one.0 == other.0).find_map(|equal| {
        equal.iter().enumerate().find_map(|(at, &(_, index))| {
            let earlier = equal[..at].iter().find(|&&(_, earlier)| items[earlier] == items[index])?;
            Some((earlier.1, index))
        })
    })
}

#[cold]
fn report(value: &dyn Shown, one: usize, other: usize, at: &At<'_>, out: &mut Violations) {
    out.report(at, "uniqueItems", Limit::Text("true"), value, format_args!("at {one} and {other}"));
}
