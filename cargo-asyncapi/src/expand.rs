//! `cargo asyncapi expand`.

use std::process::ExitCode;

use asyncapi_codegen::diagnostic::{Renderer, Severity};
use asyncapi_codegen::expand;
use asyncapi_codegen::source::FileSystem;
use proc_macro2::{Literal, TokenStream, TokenTree};

use crate::terminal::Terminal;

pub(crate) fn run(file: &str) -> ExitCode {
    let current = std::env::current_dir().unwrap_or_default();
    let input = TokenStream::from(TokenTree::Literal(Literal::string(file)));
    let expansion = match expand(input, &current, &FileSystem) {
        Ok(expansion) => expansion,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let terminal = Terminal::stderr();
    let renderer = Renderer::new(&expansion.sources, current);
    for diagnostic in &expansion.diagnostics {
        eprintln!("{}\n", terminal.paint(diagnostic.severity, &renderer.render(diagnostic)));
    }
    // What is valid is printed all the same, as the macro generates it.
    match syn::parse2(expansion.tokens) {
        Ok(file) => print!("{}", prettyplease::unparse(&file)),
        Err(error) => {
            eprintln!("this is a bug in asyncapi-codegen, please report it: {error}");
            return ExitCode::FAILURE;
        }
    }
    let failed = expansion.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
