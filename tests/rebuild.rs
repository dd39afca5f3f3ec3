//! Editing the document, or a file it refers to, compiles the crate again: nothing else is touched in between.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "a test")]

use asyncapi_tests::Fixture;

const DOCUMENT: &str = "asyncapi: 3.0.0\ninfo: {title: T, version: 1.0.0}\nchannels:\n  users:\n    address: users\n    \
                        messages:\n      user: {payload: {$ref: './types/user.yaml'}}\n";

#[test]
fn edits_are_seen() {
    let fixture = Fixture::new(env!("CARGO_TARGET_TMPDIR"), "rebuild", "");
    let user = |property: &str| format!("type: object\nproperties:\n  {property}: {{type: string}}\n");
    fixture.write("asyncapi.yaml", DOCUMENT);
    fixture.write("types/user.yaml", &user("name"));
    fixture.write(
        "src/lib.rs",
        "asyncapi_runtime::asyncapi!(\"asyncapi.yaml\");\n\
         pub fn name(user: User) -> Option<String> { user.name }\n\
         pub use listen_for_user as listen;\n",
    );
    let errors = || fixture.errors(&[]).into_iter().map(|(_, text)| text).collect::<String>();
    assert_eq!(errors(), "");

    // A file it refers to.
    fixture.write("types/user.yaml", &user("surname"));
    let text = errors();
    assert!(text.contains("no field `name`"), "{text}");
    fixture.write("types/user.yaml", &user("name"));
    assert_eq!(errors(), "");

    // The document itself.
    fixture.write("asyncapi.yaml", &DOCUMENT.replace("users:\n", "people:\n").replace("user:", "person:"));
    let text = errors();
    assert!(text.contains("listen_for_user"), "{text}");

    // From an error in the document back to none.
    fixture.write("asyncapi.yaml", &DOCUMENT.replace("address", "adress"));
    let text = errors();
    assert!(text.contains("unknown field `adress`"), "{text}");
    fixture.write("asyncapi.yaml", DOCUMENT);
    assert_eq!(errors(), "");
}
