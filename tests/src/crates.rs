//! Many modules in a few large crates, and what rustc says about each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use crate::{Fixture, Module, workspace};

/// A workspace of crates that depend on the runtime alone and share the modules among them.
#[derive(Debug)]
pub struct Crates {
    pub(crate) fixture: Fixture,
    attributes: String,
    contents: Vec<Vec<Module>>,
}

/// A module that rustc, or a lint, refuses.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The module.
    pub module: Module,
    /// Every message about it.
    pub messages: Vec<String>,
}

impl Crates {
    /// `count` crates in a directory `name` under `scratch`, with these attributes in front of each.
    pub fn new(scratch: &str, name: &str, count: usize, attributes: &str, modules: Vec<Module>) -> Self {
        let fixture = Fixture::new(scratch, name, "");
        let mut contents = vec![Vec::new(); count.max(1)];
        // Large modules first, each to the smallest crate, so that the crates take equally long.
        let mut modules = modules;
        modules.sort_by_key(|module| std::cmp::Reverse(module.text.len()));
        let mut sizes = vec![0; contents.len()];
        for module in modules {
            let smallest = (0..sizes.len()).min_by_key(|at| sizes[*at]).unwrap_or(0);
            sizes[smallest] += module.text.len() + 1000;
            contents[smallest].push(module);
        }
        let crates = Self { fixture, attributes: attributes.to_owned(), contents };
        crates.write();
        crates
    }

    fn write(&self) {
        let runtime = workspace().join("asyncapi-runtime").display().to_string();
        let mut members = String::from("[workspace]\nresolver = \"3\"\nmembers = [\"runner\"");
        for (at, modules) in self.contents.iter().enumerate() {
            let _ = write!(members, ", \"c{at}\"");
            let toml = format!(
                "[package]\nname = \"c{at}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\ndoctest = false\n\n\
                 [dependencies]\nasyncapi-runtime = {{ path = '{runtime}' }}\n"
            );
            self.fixture.write(&format!("c{at}/Cargo.toml"), &toml);
            for module in modules {
                let about = module.about.replace('`', "'");
                let text = format!("//! `{about}`\n#![no_implicit_prelude]\n\n{}", module.text);
                self.fixture.write(&format!("c{at}/src/{}.rs", module.name), &text);
            }
            self.write_root(at);
        }
        members.push_str("]\n\n[profile.dev]\ndebug = false\nincremental = false\n");
        self.fixture.write("Cargo.toml", &members);
        self.fixture.write("runner/src/main.rs", "fn main() {}\n");
        let runner = "[package]\nname = \"runner\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
        self.fixture.write("runner/Cargo.toml", runner);
    }

    fn write_root(&self, at: usize) {
        let mut root = format!("//! Generated.\n{}\n", self.attributes);
        for module in &self.contents[at] {
            let _ = writeln!(root, "pub mod {};", module.name);
        }
        self.fixture.write(&format!("c{at}/src/lib.rs"), &root);
    }

    /// The modules, with the crate that each is in.
    pub fn modules(&self) -> impl Iterator<Item = (String, &Module)> {
        let each = self.contents.iter().enumerate();
        each.flat_map(|(at, modules)| modules.iter().map(move |module| (format!("c{at}"), module)))
    }

    /// Runs a cargo command on the crates; the modules that it refuses are taken out, and the rest is tried
    /// again until all pass: errors of a later phase of the compiler are only seen without those of an earlier.
    ///
    /// # Panics
    /// When cargo fails for a reason that is in no module.
    pub fn refused(&mut self, command: &[&str]) -> Vec<Refused> {
        let mut refused = Vec::new();
        loop {
            let round = self.round(command);
            if round.is_empty() {
                return refused;
            }
            for (at, modules) in self.contents.iter_mut().enumerate() {
                let (out, rest): (Vec<_>, Vec<_>) =
                    modules.drain(..).partition(|module| round.contains_key(&(at, module.name.clone())));
                *modules = rest;
                refused.extend(out.into_iter().map(|module| Refused {
                    messages: round.get(&(at, module.name.clone())).cloned().unwrap_or_default(),
                    module,
                }));
            }
            let crates: BTreeSet<usize> = round.keys().map(|(at, _)| *at).collect();
            for at in crates {
                self.write_root(at);
            }
        }
    }

    /// The messages by crate and module.
    fn round(&self, command: &[&str]) -> BTreeMap<(usize, String), Vec<String>> {
        let split = command.iter().position(|part| *part == "--").unwrap_or(command.len());
        let (before, after) = command.split_at(split);
        let output =
            self.fixture.cargo(&[before, &["--message-format=json", "--keep-going"], after].concat());
        let stdout = String::from_utf8_lossy(&output.stdout);
        let mut round: BTreeMap<(usize, String), Vec<String>> = BTreeMap::new();
        let mut elsewhere = String::new();
        for line in stdout.lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            let diagnostic = &message["message"];
            if message["reason"] != "compiler-message" || diagnostic["level"] != "error" {
                continue;
            }
            let text = diagnostic["rendered"].as_str().unwrap_or_default().to_owned();
            if text.starts_with("error: aborting") || text.starts_with("error: could not compile") {
                continue;
            }
            let crate_name = message["target"]["name"].as_str().unwrap_or_default();
            let at = crate_name.strip_prefix('c').and_then(|at| at.parse::<usize>().ok());
            let at = at.filter(|at| *at < self.contents.len());
            let place = at.and_then(|at| Some((at, Self::module_of(at, diagnostic)?)));
            match place {
                Some(place) => round.entry(place).or_default().push(text),
                None => elsewhere.push_str(&text),
            }
        }
        assert!(
            output.status.success() || !round.is_empty(),
            "cargo {command:?} fails:\n{elsewhere}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        round
    }

    /// The module whose file a diagnostic, or a macro call on the way to it, is in.
    fn module_of(at: usize, diagnostic: &Value) -> Option<String> {
        let prefix = format!("c{at}/src/");
        let mut spans: Vec<&Value> = diagnostic["spans"].as_array().into_iter().flatten().collect();
        spans.sort_by_key(|span| span["is_primary"] != true);
        for span in spans {
            let mut span = span;
            loop {
                let file = span["file_name"].as_str().unwrap_or_default();
                let name = file.split(&prefix).nth(1).and_then(|file| file.strip_suffix(".rs"));
                if let Some(name) = name.filter(|name| *name != "lib") {
                    return Some(name.to_owned());
                }
                match span["expansion"]["span"].as_object() {
                    Some(_) => span = &span["expansion"]["span"],
                    None => break,
                }
            }
        }
        None
    }
}
