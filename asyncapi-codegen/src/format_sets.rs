//! `formats = [uuid]`: the types of other crates that the runtime has behind a feature of the same name.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::Ident;

/// The names of the sets.
pub(crate) const NAMES: [&str; 4] = ["chrono", "jiff", "url", "uuid"];

/// The formats of the set called `name`, with the types for them, in `runtime`. `None` where there is no such set.
pub(crate) fn types(name: &Ident, runtime: &TokenStream) -> Option<Vec<(&'static str, TokenStream)>> {
    let types: &[(&str, &str)] = match name.to_string().as_str() {
        // Both crates' types for a time have no offset, which the format `time` demands.
        "chrono" => &[("date-time", "DateTime"), ("date", "NaiveDate")],
        "jiff" => &[("date-time", "Timestamp"), ("date", "Date"), ("duration", "Span")],
        "url" => &[("uri", "Url")],
        "uuid" => &[("uuid", "Uuid")],
        _ => return None,
    };
    // The compiler points to the name in the macro call where the feature is not there.
    let span = Span::call_site().located_at(name.span());
    let set = Ident::new(&name.to_string(), span);
    let types = types.iter().map(|(format, ty)| {
        let ty = Ident::new(ty, span);
        (*format, quote_spanned!(span=> #runtime::formats::#set::#ty))
    });
    Some(types.collect())
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn every_name_is_a_set() {
        for name in NAMES {
            let types = types(&Ident::new(name, Span::call_site()), &quote!(::rt)).unwrap();
            for (_, ty) in types {
                assert!(ty.to_string().starts_with(&format!(":: rt :: formats :: {name} :: ")), "{ty}");
            }
        }
        assert!(types(&Ident::new("time", Span::call_site()), &quote!(::rt)).is_none());
    }
}
