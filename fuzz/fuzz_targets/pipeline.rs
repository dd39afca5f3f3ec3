//! The whole way, on documents that are nearly right: pieces of one, put together at random. What is generated is Rust.
#![no_main]

use std::io;
use std::path::Path;

use asyncapi_codegen::expand;
use asyncapi_codegen::source::SpecSource;
use libfuzzer_sys::fuzz_target;

struct Files<'a> {
    document: String,
    other: &'a str,
}

impl SpecSource for Files<'_> {
    fn read(&self, path: &Path) -> io::Result<String> {
        match path.to_str() {
            Some("a.yaml") => Ok(self.document.clone()),
            Some("b.yaml") => Ok(self.other.to_owned()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn siblings(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }
}

fuzz_target!(|parts: (u8, &str, &str, &str, &str)| {
    let (version, address, message, schema, other) = parts;
    let version = ["3.0.0", "3.1.0", "2.0.0", "2.6.0"][usize::from(version % 4)];
    let address = address.replace(['\n', '\r', '\''], "");
    let message = message.replace('\n', "\n        ");
    let schema = schema.replace('\n', "\n      ");
    let document = format!(
        "asyncapi: {version}\ninfo: {{title: T, version: 1.0.0}}\nchannels:\n  '{address}':\n    address: '{address}'\n    \
         messages:\n      m:\n        {message}\n    subscribe:\n      message:\n        {message}\ncomponents:\n  schemas:\n    \
         S:\n      {schema}\n  messages:\n    m:\n      payload: {{$ref: '#/components/schemas/S'}}\n"
    );
    let input = "\"a.yaml\"".parse().expect("tokens");
    let expansion = expand(input, Path::new(""), &Files { document, other }).expect("well-formed input");
    syn::parse2::<syn::File>(expansion.tokens).expect("Rust");
});
