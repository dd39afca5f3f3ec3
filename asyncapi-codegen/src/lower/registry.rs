//! [`Registry`]: every Rust name once (design, "Names"): two things of one name are an error that shows both,
//! never a silent suffix.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, catalogue};
use crate::source::Span;

/// The names of one namespace: the types, the functions, the fields of one struct.
#[derive(Debug, Default)]
pub(super) struct Registry {
    names: HashMap<String, Place>,
}

/// What a name was taken for.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) span: Span,
    /// "message `UserSignedUp`".
    pub(super) what: String,
    /// The key that `rename` takes for it.
    pub(super) key: String,
    /// The name that could be given to it instead.
    pub(super) proposal: String,
}

impl Registry {
    /// Takes `name`, unless something else has it.
    pub(super) fn take(&mut self, name: &str, place: Place) -> Result<(), Box<Diagnostic>> {
        if let Some(first) = self.names.get(name) {
            let (what, key, proposal) = (&place.what, &place.key, &place.proposal);
            let collision =
                catalogue::name_collision(place.span, what, first.span, &first.what, name, key, proposal);
            return Err(Box::new(collision));
        }
        self.names.insert(name.to_owned(), place);
        Ok(())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }
}
