//! A pattern as an expression of the runtime's. Tables are byte strings: one token each, however long.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::dfa::Dfa;
use super::{Compiled, Program};

impl Compiled {
    /// A constant expression of type `Pattern`; `rt` is the path of the runtime's hidden module.
    pub(crate) fn tokens(&self, rt: &TokenStream) -> TokenStream {
        let source = &self.source;
        match &self.program {
            Program::Table(dfa) => {
                let table = dfa.tokens();
                quote!(#rt::Pattern::table(#source, #table))
            }
            Program::Engine { reason, strict } => {
                let reason = reason.as_str();
                quote!(#rt::__asyncapi_engine_pattern!(#source, #strict, #reason))
            }
        }
    }
}

impl Dfa {
    /// The arguments of the runtime's `Pattern::table` behind the source.
    fn tokens(&self) -> TokenStream {
        // There are at most 256 classes, and 65 536 entries: neither number is ever cut.
        let byte = |class: usize| class.to_le_bytes()[0];
        let ascii: Vec<u8> = (0..128).map(|code| byte(self.alphabet.class(code))).collect();
        let mut ranges = vec![0x80, 0, 0, byte(self.alphabet.class(0x80))];
        for (start, class) in self.alphabet.starts.iter().filter(|(start, _)| *start > 0x80) {
            let [low, middle, high, _] = start.to_le_bytes();
            ranges.extend([low, middle, high, byte(*class)]);
        }
        // A state is written as the place of its entries: that spares the runtime a multiplication for each character.
        let classes = self.alphabet.classes;
        let width = if self.transitions.len() > 256 { 2 } else { 1 };
        let transitions: Vec<u8> = self
            .transitions
            .iter()
            .flat_map(|state| (state * classes).to_le_bytes().into_iter().take(width))
            .collect();
        let [ascii, ranges, transitions] =
            [&ascii, &ranges, &transitions].map(|bytes| Literal::byte_string(bytes));
        let states = [self.start, self.first_live, self.first_accepting, self.end_live];
        let numbers =
            [width].into_iter().chain(states.map(|state| state * classes)).map(Literal::usize_unsuffixed);
        quote!(#ascii, #ranges, #transitions, [#(#numbers),*])
    }
}
