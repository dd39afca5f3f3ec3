//! `cargo asyncapi`: what the `asyncapi!` macro says about a document, and what it generates for it, on the
//! command line.

#![forbid(unsafe_code)]

mod arguments;
mod check;
mod expand;
mod terminal;

use std::process::ExitCode;

use arguments::Command;

fn main() -> ExitCode {
    // As a cargo subcommand the first argument is the subcommand's own name.
    let mut arguments = std::env::args().skip(1).peekable();
    arguments.next_if(|first| first == "asyncapi");
    match Command::parse(arguments) {
        Ok(Command::Check(options)) => check::run(&options),
        Ok(Command::Expand { file }) => expand::run(&file),
        Ok(Command::Help) => {
            println!("{}", arguments::USAGE);
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}\n\n{}", arguments::USAGE);
            ExitCode::from(2)
        }
    }
}
