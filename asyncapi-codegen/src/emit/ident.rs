//! Identifiers, keywords included.

use proc_macro2::{Ident, Span};

/// `name` as an identifier: `r#type`, and `self_` for the few keywords that cannot be raw.
pub(super) fn ident(name: &str, span: Span) -> Ident {
    if matches!(name, "self" | "Self" | "super" | "crate" | "_") {
        return Ident::new(&format!("{name}_"), span);
    }
    // `gen` is a keyword since the edition of 2024, which not every parser knows.
    if name != "gen" && syn::parse_str::<Ident>(name).is_ok() {
        Ident::new(name, span)
    } else {
        Ident::new_raw(name, span)
    }
}
