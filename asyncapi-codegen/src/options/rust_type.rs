//! A type that the document names, as in `x-rust-type`: what is none must not reach the compiler as one.

use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The type that `text` is: a path with generic arguments, a tuple, an array.
pub(crate) fn parse_type(text: &str) -> Option<TokenStream> {
    let tokens: TokenStream = text.parse().ok()?;
    whole(tokens.clone())?;
    Some(tokens)
}

type Tokens = Peekable<IntoIter>;

/// One type and nothing behind it.
fn whole(tokens: TokenStream) -> Option<()> {
    let mut tokens = tokens.into_iter().peekable();
    one(&mut tokens)?;
    tokens.peek().is_none().then_some(())
}

fn one(tokens: &mut Tokens) -> Option<()> {
    if let Some(TokenTree::Group(group)) = tokens.peek().cloned() {
        tokens.next();
        return match group.delimiter() {
            Delimiter::Parenthesis => list(&mut group.stream().into_iter().peekable(), None),
            Delimiter::Bracket => array(&mut group.stream().into_iter().peekable()),
            Delimiter::Brace | Delimiter::None => None,
        };
    }
    if is(tokens, ':') {
        separator(tokens)?;
    }
    loop {
        match tokens.next()? {
            TokenTree::Ident(name) if syn::parse_str::<syn::Ident>(&name.to_string()).is_ok() => {}
            TokenTree::Ident(name) if ["crate", "self", "super"].iter().any(|word| name == *word) => {}
            _ => return None,
        }
        if is(tokens, '<') {
            tokens.next();
            list(tokens, Some('>'))?;
        }
        if !is(tokens, ':') {
            return Some(());
        }
        separator(tokens)?;
    }
}

/// Types with commas between them, up to `end`.
fn list(tokens: &mut Tokens, end: Option<char>) -> Option<()> {
    loop {
        let ends = end.map_or(tokens.peek().is_none(), |end| is(tokens, end));
        if ends {
            tokens.next();
            return Some(());
        }
        one(tokens)?;
        if is(tokens, ',') {
            tokens.next();
        } else if !end.map_or(tokens.peek().is_none(), |end| is(tokens, end)) {
            return None;
        }
    }
}

/// `[T; 4]`.
fn array(tokens: &mut Tokens) -> Option<()> {
    one(tokens)?;
    if !is(tokens, ';') {
        return None;
    }
    tokens.next();
    let length =
        matches!(tokens.next()?, TokenTree::Literal(length) if length.to_string().parse::<u32>().is_ok());
    (length && tokens.next().is_none()).then_some(())
}

/// `::`
fn separator(tokens: &mut Tokens) -> Option<()> {
    for _ in 0..2 {
        if !is(tokens, ':') {
            return None;
        }
        tokens.next();
    }
    Some(())
}

fn is(tokens: &mut Tokens, c: char) -> bool {
    matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        for text in ["a::B", "::a::B<C, d::E<F>>", "crate::A", "(A, [u8; 4])", "Vec<Vec<A>>", "A<>"] {
            assert!(parse_type(text).is_some(), "{text}");
        }
        for text in
            ["", "12 monkeys", "a:b", "a::", "A<", "A B", "A<B", "[A]", "&A", "a-b", "fn", "{A}", "A;"]
        {
            assert!(parse_type(text).is_none(), "{text}");
        }
    }
}
