//! `cargo asyncapi check`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use asyncapi_codegen::diagnostic::{Diagnostic, Renderer, Severity};
use asyncapi_codegen::source::FileSystem;
use asyncapi_codegen::{Checked, check};
use serde_json::{Value, json};

use crate::arguments::Check;
use crate::terminal::Terminal;

pub(crate) fn run(options: &Check) -> ExitCode {
    let current = std::env::current_dir().unwrap_or_default();
    let terminal = Terminal::stdout();
    let mut all_ok = true;
    for file in &options.files {
        let checked = check(&current.join(file), &FileSystem, options.lenient);
        all_ok &= checked.is_ok();
        if options.json {
            println!("{}", object(file, &checked, &current));
        } else {
            print(file, &checked, &current, options.verbose, &terminal);
        }
    }
    if all_ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print(file: &str, checked: &Checked, current: &Path, verbose: bool, terminal: &Terminal) {
    let renderer = Renderer::new(&checked.sources, current);
    for diagnostic in &checked.diagnostics {
        println!("{}\n", terminal.paint(diagnostic.severity, &renderer.render(diagnostic)));
    }
    if verbose {
        for skipped in &checked.skipped {
            let protocols = skipped.protocols.join(", ");
            println!("{file}: channel `{}` is left out: its servers speak {protocols}", skipped.channel);
        }
    }
    let count =
        |severity| checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    match (count(Severity::Error), count(Severity::Warning)) {
        (0, 0) => println!("{file}: ok"),
        (0, warnings) => println!("{file}: ok, {warnings} {}", plural(warnings, "warning")),
        (errors, 0) => println!("{file}: {errors} {}", plural(errors, "error")),
        (errors, warnings) => println!(
            "{file}: {errors} {}, {warnings} {}",
            plural(errors, "error"),
            plural(warnings, "warning")
        ),
    }
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}

/// One file as one JSON object.
fn object(file: &str, checked: &Checked, current: &Path) -> Value {
    let diagnostics: Vec<_> =
        checked.diagnostics.iter().map(|diagnostic| one(file, diagnostic, checked, current)).collect();
    json!({ "file": file, "ok": checked.is_ok(), "diagnostics": diagnostics })
}

fn one(file: &str, diagnostic: &Diagnostic, checked: &Checked, current: &Path) -> Value {
    let place = diagnostic.primary.as_ref().map(|label| {
        let path: PathBuf = checked.sources.path(label.span.file).into();
        let path = path.strip_prefix(current).map_or(path.clone(), Path::to_path_buf);
        (path.display().to_string(), checked.sources.line_column(label.span))
    });
    let (file, line, column) = match place {
        Some((path, at)) => (path, at.line, at.column),
        // A file that cannot be read has no place in it.
        None => (file.to_owned(), 1, 1),
    };
    json!({
        "severity": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "code": diagnostic.code,
        "message": diagnostic.title,
        "file": file,
        "line": line,
        "column": column,
        "pointer": checked.pointer(diagnostic),
        "help": diagnostic.help,
    })
}
