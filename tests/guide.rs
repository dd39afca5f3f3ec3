//! What the guide shows beside its programs, which are doctests: documents, errors, and the ways between its chapters.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use asyncapi_codegen::diagnostic::Renderer;
use asyncapi_codegen::source::FileSystem;
use asyncapi_tests::workspace;

fn chapters() -> PathBuf {
    workspace().join("asyncapi-runtime/docs")
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path.as_ref()).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

/// The first code block with this tag.
fn block(text: &str, tag: &str) -> String {
    let rest = text.split(&format!("```{tag}\n")).nth(1).unwrap_or_else(|| panic!("no block of {tag}"));
    rest.split("```").next().unwrap().to_owned()
}

#[test]
fn the_document_of_the_first_chapter_is_the_example_s() {
    let example = read(workspace().join("examples/account-service/asyncapi.yaml"));
    assert_eq!(block(&read(chapters().join("start.md")), "yaml"), example);
}

#[test]
fn the_document_with_ids_is_the_one_that_the_chapter_s_program_reads() {
    let file = read(workspace().join("asyncapi-runtime/readings.yaml"));
    assert_eq!(block(&read(chapters().join("resume.md")), "yaml"), file);
}

#[test]
fn the_errors_are_what_the_macro_says() {
    let chapter = read(chapters().join("errors.md"));
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guide");
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("account.yaml"), block(&chapter, "yaml")).unwrap();
    let call = "\"account.yaml\"".parse().unwrap();
    let expansion = asyncapi_codegen::expand(call, &directory, &FileSystem).unwrap();
    let renderer = Renderer::new(&expansion.sources, &directory);
    let errors: Vec<String> =
        expansion.diagnostics.iter().map(|error| format!("error: {}", renderer.render(error))).collect();
    let said = errors.join("\n\n");
    assert_eq!(block(&chapter, "text").trim_end(), said, "in the chapter should be:\n{said}");
}

/// Every chapter is a module, is in the README, and its links lead to files that are there.
#[test]
fn every_chapter_can_be_found() {
    let files: BTreeSet<String> = fs::read_dir(chapters())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert!(files.len() > 10, "{files:?}");
    let modules = read(workspace().join("asyncapi-runtime/src/guide.rs"));
    let listed = modules.split("chapters! {").last().unwrap().split('}').next().unwrap();
    assert_eq!(files, listed.split_whitespace().map(str::to_owned).collect());

    let readme = read(workspace().join("README.md"));
    let links = read(workspace().join("asyncapi-runtime/src/readme_links.md"));
    for chapter in &files {
        assert!(readme.contains(&format!("][{chapter}]")), "{chapter}");
        assert!(
            readme.contains(&format!("\n[{chapter}]: asyncapi-runtime/docs/{chapter}.md\n")),
            "{chapter}"
        );
        assert!(links.contains(&format!("[{chapter}]: guide::{chapter}\n")), "{chapter}");
        assert!(modules.contains(&format!("[{chapter}]: crate::guide::{chapter}\"")), "{chapter}");
        assert!(modules.contains(&format!("]({chapter})")), "{chapter} in the table");
        check_links(&read(chapters().join(format!("{chapter}.md"))), &files, chapter);
    }
}

/// Rustdoc shows the README too, where a link to a file of the repository would lead nowhere.
#[test]
fn the_readme_s_links_are_found_from_rustdoc_too() {
    let readme = read(workspace().join("README.md"));
    let links = read(workspace().join("asyncapi-runtime/src/readme_links.md"));
    let defined: Vec<(&str, &str)> =
        readme.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: ")).collect();
    assert!(defined.len() > 10, "{defined:?}");
    for (name, target) in defined {
        assert!(workspace().join(target).exists(), "{target}");
        let module = format!("[{name}]: guide::{name}");
        let at_github = links.lines().any(|line| {
            line.starts_with(&format!("[{name}]: https://")) && line.ends_with(&format!("/main/{target}"))
        });
        assert!(at_github || links.lines().any(|line| line == module), "{name}");
    }
    let inline: Vec<&str> = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(inline.iter().all(|target| target.starts_with("https://")), "{inline:?}");
}

fn check_links(text: &str, files: &BTreeSet<String>, chapter: &str) {
    let mut defined = BTreeSet::new();
    for line in text.lines() {
        let definition = line.strip_prefix('[').and_then(|line| line.split_once("]: "));
        if let Some((name, target)) = definition {
            assert_eq!(target, format!("{name}.md"), "{chapter}");
            assert!(files.contains(name), "{chapter} links to {name}");
            defined.insert(name);
        }
    }
    // `[text][name]`, and nothing like it in code.
    let used: BTreeSet<&str> = text
        .split("][")
        .skip(1)
        .filter_map(|rest| rest.split(']').next())
        .filter(|name| files.contains(*name))
        .collect();
    assert_eq!(used, defined, "{chapter}: links and their definitions");
}
