//! Identifiers, keywords included.

use proc_macro2::{Ident, Span};

/// The keywords of Rust, those that it only reserves among them, up to the edition of 2024 (reference, 2.2).
#[rustfmt::skip]
const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// `name` as an identifier: `r#type`, and `self_` for the few keywords that cannot be raw.
pub(super) fn ident(name: &str, span: Span) -> Ident {
    if matches!(name, "self" | "Self" | "super" | "crate" | "_") {
        return Ident::new(&format!("{name}_"), span);
    }
    if KEYWORDS.binary_search(&name).is_ok() { Ident::new_raw(name, span) } else { Ident::new(name, span) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_those_that_syn_refuses() {
        assert!(KEYWORDS.is_sorted());
        for keyword in KEYWORDS.iter().filter(|keyword| **keyword != "gen") {
            assert!(syn::parse_str::<Ident>(keyword).is_err(), "{keyword}");
        }
        for name in ["union", "default", "raw", "auto", "macro_rules", "safe", "name"] {
            assert!(syn::parse_str::<Ident>(name).is_ok() && ident(name, Span::call_site()) == name);
        }
    }
}
