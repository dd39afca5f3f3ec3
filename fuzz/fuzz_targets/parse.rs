//! Any text as a document: no panic, and every place that is pointed to lies inside the text.
#![no_main]

use std::io;
use std::path::Path;

use asyncapi_codegen::check;
use asyncapi_codegen::diagnostic::Renderer;
use asyncapi_codegen::source::SpecSource;
use libfuzzer_sys::fuzz_target;

struct One<'a>(&'a str);

impl SpecSource for One<'_> {
    fn read(&self, path: &Path) -> io::Result<String> {
        if path == Path::new("a.yaml") { Ok(self.0.to_owned()) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    fn siblings(&self, _: &Path) -> Vec<String> {
        vec!["a.yaml".to_owned()]
    }
}

fuzz_target!(|text: &str| {
    let checked = check(Path::new("a.yaml"), &One(text), false);
    let renderer = Renderer::new(&checked.sources, "");
    for diagnostic in &checked.diagnostics {
        for label in diagnostic.primary.iter().chain(&diagnostic.secondary) {
            let text = checked.sources.text(label.span.file);
            assert!(text.get(label.span.start as usize..label.span.end as usize).is_some());
        }
        assert!(!renderer.render(diagnostic).is_empty());
        let _ = checked.pointer(diagnostic);
    }
});
