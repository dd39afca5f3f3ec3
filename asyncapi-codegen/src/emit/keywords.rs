//! One check: a call of the runtime's function for the keyword.
//!
//! Everywhere `v` is the value at hand, `at` its place, `out` where violations go.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use crate::ir::{Check, Checks, Number};

/// The function with the checks of one schema that others refer to.
pub(super) fn function(at: usize) -> Ident {
    format_ident!("schema_{at}")
}

/// Checks of `v`. The functions that they call are added to `calls`.
pub(super) fn statements(
    checks: &[Check],
    context: &Context<'_>,
    calls: &mut BTreeSet<usize>,
) -> TokenStream {
    checks.iter().map(|check| statement(check, context, calls)).collect()
}

/// One check of `v`.
#[allow(clippy::too_many_lines, reason = "a list of keywords")]
pub(super) fn statement(check: &Check, context: &Context<'_>, calls: &mut BTreeSet<usize>) -> TokenStream {
    let mut closure = |checks: &Checks| closure(checks, context, calls);
    match check {
        Check::MinLength(limit) => quote!(__rt::min_length(v, #limit, at, out);),
        Check::MaxLength(limit) => quote!(__rt::max_length(v, #limit, at, out);),
        Check::Pattern(source) => pattern(source, context, &quote!(__rt::pattern(v, &PATTERN, at, out);)),
        Check::Format(name) => {
            let name = format_ident!("{name}");
            quote!(__rt::format(v, __rt::Format::#name, at, out);)
        }
        Check::Minimum(limit) => limited("minimum", *limit),
        Check::Maximum(limit) => limited("maximum", *limit),
        Check::ExclusiveMinimum(limit) => limited("exclusive_minimum", *limit),
        Check::ExclusiveMaximum(limit) => limited("exclusive_maximum", *limit),
        Check::MultipleOf(limit) => limited("multiple_of", *limit),
        Check::MinItems(limit) => quote!(__rt::min_items(v, #limit, at, out);),
        Check::MaxItems(limit) => quote!(__rt::max_items(v, #limit, at, out);),
        Check::UniqueItems => quote!(__rt::unique_items(v, at, out);),
        Check::Items(inner) | Check::Values(inner) | Check::Some(inner) if *inner == [Check::Nested] => {
            quote!(__rt::Validate::check(v, at, out);)
        }
        Check::Items(inner) => {
            let inner = closure(inner);
            quote!(__rt::items(v, at, out, #inner);)
        }
        Check::Item(index, inner) => {
            let (index, inner) = (Literal::usize_unsuffixed(*index), closure(inner));
            quote!(__rt::item(v, #index, at, out, #inner);)
        }
        Check::ItemsFrom(index, inner) => {
            let (index, inner) = (Literal::usize_unsuffixed(*index), closure(inner));
            quote!(__rt::items_from(v, #index, at, out, #inner);)
        }
        Check::Contains(inner) => {
            let inner = closure(inner);
            quote!(__rt::contains(v, at, out, #inner);)
        }
        Check::MinProperties(limit) => quote!(__rt::min_properties(v, #limit, at, out);),
        Check::MaxProperties(limit) => quote!(__rt::max_properties(v, #limit, at, out);),
        Check::Required(names) => quote!(__rt::required(v, &[#(#names),*], at, out);),
        Check::PropertyNames(inner) => names(inner, context, calls),
        Check::Property(name, inner) => {
            let inner = closure(inner);
            quote!(__rt::property(v, #name, at, out, #inner);)
        }
        Check::Values(inner) => {
            let inner = closure(inner);
            quote!(__rt::values(v, at, out, #inner);)
        }
        Check::PatternProperties(source, inner) => {
            let inner = closure(inner);
            pattern(source, context, &quote!(__rt::pattern_properties(v, &PATTERN, at, out, #inner);))
        }
        Check::AdditionalProperties { known, patterns, checks } => {
            let inner = closure(checks);
            let patterns = patterns.iter().filter_map(|source| context.pattern(source));
            quote!({
                static PATTERNS: &[__rt::Pattern] = &[#(#patterns),*];
                __rt::additional_properties(v, &[#(#known),*], PATTERNS, at, out, #inner);
            })
        }
        Check::Dependency(name, inner) => {
            let inner = closure(inner);
            quote!(__rt::dependency(v, #name, at, out, #inner);)
        }
        Check::DependentRequired(name, names) => {
            quote!(__rt::dependent_required(v, #name, &[#(#names),*], at, out);)
        }
        Check::Const(json) => quote!({
            static VALUE: __rt::Json = __rt::Json::new(#json);
            __rt::constant(v, &VALUE, at, out);
        }),
        Check::Enum(json) => quote!({
            static VALUES: __rt::Json = __rt::Json::new(#json);
            __rt::one_of_values(v, &VALUES, at, out);
        }),
        Check::Types(names) => {
            let mut types = names.iter().map(|name| format_ident!("{}", name.to_uppercase()));
            let first = types.next();
            quote!(__rt::is_type(v, __rt::Types::#first #(.or(__rt::Types::#types))*, at, out);)
        }
        Check::Never => quote!(__rt::never(v, at, out);),
        Check::AnyOf(several) => {
            let several: Vec<_> = several.iter().map(closure).collect();
            quote!(__rt::any_of(v, &[#(#several),*], at, out);)
        }
        Check::OneOf(several) => {
            let several: Vec<_> = several.iter().map(closure).collect();
            quote!(__rt::one_of(v, &[#(#several),*], at, out);)
        }
        Check::Not(inner) => {
            let inner = closure(inner);
            quote!(__rt::not(v, at, out, #inner);)
        }
        Check::If { condition, then, otherwise } => {
            let condition = closure(condition);
            let (then, otherwise) = (statements(then, context, calls), statements(otherwise, context, calls));
            if then.is_empty() {
                quote!(if !__rt::holds(v, #condition) { #otherwise })
            } else if otherwise.is_empty() {
                quote!(if __rt::holds(v, #condition) { #then })
            } else {
                quote!(if __rt::holds(v, #condition) { #then } else { #otherwise })
            }
        }
        Check::Tag(..) => TokenStream::new(),
        Check::Call(at) => {
            calls.insert(*at);
            let name = function(*at);
            quote!(#name(v, at, out);)
        }
        Check::Nested => quote!(__rt::Validate::check(v, at, out);),
        Check::Some(inner) => {
            let inner = statements(inner, context, calls);
            quote!(if let __rt::Some(v) = v { #inner })
        }
        Check::Member(at, inner) => {
            let at = Literal::usize_unsuffixed(*at);
            let inner = statements(inner, context, calls);
            quote!({ let (v, at) = (&v.#at, &at.item(#at)); #inner })
        }
        Check::AsJson(inner) => {
            let inner = statements(inner, context, calls);
            quote!({ let v = &__rt::to_value(v); #inner })
        }
    }
}

fn closure(checks: &Checks, context: &Context<'_>, calls: &mut BTreeSet<usize>) -> TokenStream {
    let body = statements(checks, context, calls);
    if body.is_empty() { quote!(|_, _, _| {}) } else { quote!(|v, at, out| { #body }) }
}

/// Names are strings; only the keywords about strings can be asked of one as it is.
fn names(checks: &Checks, context: &Context<'_>, calls: &mut BTreeSet<usize>) -> TokenStream {
    let direct = checks.iter().all(|check| {
        matches!(check, Check::MinLength(_) | Check::MaxLength(_) | Check::Pattern(_) | Check::Format(_))
    });
    let body = statements(checks, context, calls);
    let body = if direct { body } else { quote!(let v = &__rt::to_value(v); #body) };
    quote!(__rt::property_names(v, at, out, |v, at, out| { #body });)
}

fn pattern(source: &str, context: &Context<'_>, then: &TokenStream) -> TokenStream {
    let Some(pattern) = context.pattern(source) else {
        return TokenStream::new();
    };
    quote!({
        static PATTERN: __rt::Pattern = #pattern;
        #then
    })
}

fn limited(keyword: &str, limit: Number) -> TokenStream {
    let keyword = format_ident!("{keyword}");
    let limit = number(limit);
    quote!(__rt::#keyword(v, #limit, at, out);)
}

#[allow(clippy::cast_precision_loss, reason = "a limit beyond all integers of Rust")]
fn number(number: Number) -> TokenStream {
    match number {
        Number::Int(number) => match (i64::try_from(number), u64::try_from(number)) {
            (Ok(number), _) => {
                let number = Literal::i64_unsuffixed(number);
                quote!(__rt::Num::I(#number))
            }
            (_, Ok(number)) => {
                let number = Literal::u64_unsuffixed(number);
                quote!(__rt::Num::U(#number))
            }
            _ => self::number(Number::Float(number as f64)),
        },
        Number::Float(number) => {
            let number = Literal::f64_unsuffixed(number);
            quote!(__rt::Num::F(#number))
        }
    }
}
