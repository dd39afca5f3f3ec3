//! The `id:` line that is taken from a message.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::ident::ident;
use crate::ir::IdPath;

/// A value on the way.
struct Place {
    tokens: TokenStream,
    /// Whether it is a reference already.
    is_reference: bool,
}

/// Writes the id of `message`, a reference.
pub(super) fn emit(path: &IdPath, context: &Context<'_>) -> TokenStream {
    write(path, &Place { tokens: quote!(message), is_reference: true }, context)
}

fn write(path: &IdPath, place: &Place, context: &Context<'_>) -> TokenStream {
    let reference = place.reference();
    let tokens = &place.tokens;
    let bound = || Place { tokens: quote!(value), is_reference: true };
    match path {
        IdPath::Value => quote!(event.id_of(#reference)?;),
        IdPath::Within(pointer) => quote!(event.id_within(#reference, #pointer)?;),
        IdPath::Field(name, rest) => {
            let name = ident(name, context.span);
            write(rest, &Place { tokens: quote!(#tokens.#name), is_reference: false }, context)
        }
        IdPath::Inner(rest) => {
            write(rest, &Place { tokens: quote!(#tokens.0), is_reference: false }, context)
        }
        IdPath::Some(rest) => {
            let rest = write(rest, &bound(), context);
            quote!(if let __rt::Some(value) = #reference { #rest })
        }
        IdPath::Unboxed(rest) => {
            let rest = write(rest, &bound(), context);
            let depth = place.is_reference.then(|| quote!(*));
            quote!({ let value = &*#depth #tokens; #rest })
        }
        IdPath::Union { name, variants } => {
            let name = ident(name, context.span);
            let arms = variants.iter().map(|(variant, rest)| {
                let variant = ident(variant, context.span);
                let rest = write(rest, &bound(), context);
                quote!(#name::#variant(value) => { #rest })
            });
            quote!(match #reference { #(#arms)* })
        }
    }
}

impl Place {
    fn reference(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.is_reference { tokens.clone() } else { quote!(&#tokens) }
    }
}
