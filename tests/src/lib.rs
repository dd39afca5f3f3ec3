//! What the suites share: throw-away crates outside the workspace, built with the real cargo.

#![allow(clippy::expect_used, reason = "test support: a failure here is a failed test")]

mod compare;
mod corpus;
mod crates;
mod module;
mod runner;

pub use compare::{Difference, difference};
pub use corpus::{Corpus, OverHttp, Row};
pub use crates::{Crates, Refused};
pub use module::{Expanded, Memory, Module, expand};
pub use runner::{Case, Outcome, Runner};

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A crate in a directory of its own that depends on the runtime by path.
#[derive(Debug)]
pub struct Fixture {
    directory: PathBuf,
    target: PathBuf,
}

impl Fixture {
    /// A fresh crate `name` under `scratch`, with these lines under `[dependencies]`. Fixtures of one `scratch`
    /// share what they build.
    ///
    /// # Panics
    /// When the files cannot be written.
    pub fn new(scratch: &str, name: &str, dependencies: &str) -> Self {
        let directory = Path::new(scratch).join(name);
        let _ = fs::remove_dir_all(&directory);
        let fixture = Self { directory, target: Path::new(scratch).join("fixture-target") };
        let runtime = workspace().join("asyncapi-runtime").display().to_string();
        fixture.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                 [dependencies]\nasyncapi-runtime = {{ path = '{runtime}' }}\n{dependencies}\n"
            ),
        );
        // The versions that the workspace is tested with; cargo adds what this crate needs beyond them.
        let lock = fs::read_to_string(workspace().join("Cargo.lock")).expect("the workspace's Cargo.lock");
        fixture.write("Cargo.lock", &lock);
        fixture
    }

    /// Writes a file of the crate.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.directory.join(path);
        let parent = path.parent().expect("a file in the crate");
        fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)).expect("a writable directory");
    }

    /// The crate's directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Runs cargo in the crate.
    ///
    /// # Panics
    /// When cargo cannot be started.
    pub fn cargo(&self, arguments: &[&str]) -> Output {
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(arguments)
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo")
    }

    /// What rustc says about the crate, by target: the rendered text of every error, paths made short.
    ///
    /// # Panics
    /// When cargo's output is not its JSON.
    pub fn errors(&self, arguments: &[&str]) -> Vec<(String, String)> {
        let output = self.cargo(&[&["check", "--message-format=json", "--keep-going"], arguments].concat());
        let stdout = String::from_utf8(output.stdout).expect("UTF-8");
        let messages = stdout.lines().map(|line| serde_json::from_str(line).expect("JSON"));
        messages
            .filter(|message: &serde_json::Value| {
                message["reason"] == "compiler-message" && message["message"]["level"] == "error"
            })
            .map(|message| {
                let target = message["target"]["name"].as_str().unwrap_or_default().to_owned();
                let text = message["message"]["rendered"].as_str().unwrap_or_default();
                (target, text.replace(&self.directory.display().to_string(), "<crate>"))
            })
            .filter(|(_, text)| !text.starts_with("error: aborting"))
            .collect()
    }
}

/// The root of the workspace.
///
/// # Panics
/// Never: this crate is in it.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace around this crate")
}
