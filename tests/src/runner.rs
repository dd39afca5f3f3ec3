//! Runs JSON through generated types: a program that is built with the crates and fed with cases.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::{Crates, workspace};

/// One piece of JSON for one type.
#[derive(Clone, Debug)]
pub struct Case {
    /// The module that the type is in.
    pub module: String,
    /// The type.
    pub ty: String,
    /// The JSON, as it is written: numbers may be larger than any of Rust's.
    pub json: String,
}

/// What became of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Decoded and valid; what it encodes to.
    Accepted(String),
    /// Refused by decoding.
    NotDecoded(String),
    /// Refused by validation.
    Invalid(String),
    /// The program ended.
    Crashed,
    /// There is no such type.
    NoType,
}

/// The program.
#[derive(Debug)]
pub struct Runner {
    program: PathBuf,
    cases: PathBuf,
    types: BTreeMap<(String, String), usize>,
}

impl Runner {
    /// Builds the program for the types of these cases, as far as they exist in the crates.
    ///
    /// # Panics
    /// When it does not compile.
    pub fn build(crates: &Crates, cases: &[Case]) -> Self {
        let mut modules = BTreeMap::new();
        for (name, module) in crates.modules() {
            modules.insert(module.name.as_str(), (name, &module.types));
        }
        let mut types = BTreeMap::new();
        let mut table = String::new();
        for case in cases {
            let Some((name, known)) = modules.get(case.module.as_str()) else { continue };
            let key = (case.module.clone(), case.ty.clone());
            if known.contains(&case.ty) && !types.contains_key(&key) {
                let _ = writeln!(table, "    run::<{name}::{}::{}>,", case.module, case.ty);
                types.insert(key, types.len());
            }
        }
        let mut dependencies = String::new();
        let names: std::collections::BTreeSet<String> = crates.modules().map(|(name, _)| name).collect();
        for name in names {
            let _ = writeln!(dependencies, "{name} = {{ path = '../{name}' }}");
        }
        let runtime = workspace().join("asyncapi-runtime").display().to_string();
        crates.fixture.write(
            "runner/Cargo.toml",
            &format!(
                "[package]\nname = \"runner\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 asyncapi-runtime = {{ path = '{runtime}' }}\nserde = \"1\"\nserde_json = \"1\"\n{dependencies}"
            ),
        );
        let main =
            format!("#![allow(deprecated)]\n{PROGRAM}static TABLE: [Run; {}] = [\n{table}];\n", types.len());
        crates.fixture.write("runner/src/main.rs", &main);
        let output = crates.fixture.cargo(&["build", "--quiet", "-p", "runner"]);
        assert!(
            output.status.success(),
            "the runner does not compile:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let program = crates.fixture.target.join("debug/runner");
        Self { program, cases: crates.fixture.directory().join("cases"), types }
    }

    /// Runs the cases.
    ///
    /// # Panics
    /// When the program cannot be started, or says what it should not.
    pub fn run(&self, cases: &[Case]) -> Vec<Outcome> {
        let mut outcomes = vec![Outcome::NoType; cases.len()];
        let mut lines = String::new();
        let mut numbers = Vec::new();
        for (number, case) in cases.iter().enumerate() {
            if let Some(ty) = self.types.get(&(case.module.clone(), case.ty.clone())) {
                let _ = writeln!(lines, "{ty}\t{}", case.json.replace(['\n', '\r'], " "));
                numbers.push(number);
            }
        }
        std::fs::write(&self.cases, lines).expect("a writable directory");
        let mut next = 0;
        while next < numbers.len() {
            let mut command = Command::new(&self.program);
            let output = command.arg(&self.cases).arg(next.to_string()).output().expect("the program starts");
            let stdout = String::from_utf8(output.stdout).expect("UTF-8");
            for line in stdout.lines() {
                let answer: Value = serde_json::from_str(line).expect("JSON");
                let text = answer[1].as_str().unwrap_or_default().to_owned();
                outcomes[numbers[next]] = match answer[0].as_str() {
                    Some("accepted") => Outcome::Accepted(text),
                    Some("decode") => Outcome::NotDecoded(text),
                    _ => Outcome::Invalid(text),
                };
                next += 1;
            }
            if next < numbers.len() {
                outcomes[numbers[next]] = Outcome::Crashed;
                next += 1;
            }
        }
        outcomes
    }
}

const PROGRAM: &str = r#"
use std::io::Write as _;

use asyncapi_runtime::Validate;

type Run = fn(&str) -> (&'static str, String);

fn run<T: serde::de::DeserializeOwned + serde::Serialize + Validate>(json: &str) -> (&'static str, String) {
    let value: T = match serde_json::from_str(json) {
        Ok(value) => value,
        Err(error) => return ("decode", error.to_string()),
    };
    if let Err(violations) = value.validate() {
        return ("validate", violations.to_string());
    }
    match serde_json::to_string(&value) {
        Ok(text) => ("accepted", text),
        Err(error) => ("accepted", format!("cannot be encoded: {error}")),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let cases = std::fs::read_to_string(&arguments[1]).expect("the cases");
    let skip: usize = arguments[2].parse().expect("a number");
    let mut out = std::io::stdout();
    for line in cases.lines().skip(skip) {
        let (ty, json) = line.split_once('\t').expect("two columns");
        let (outcome, text) = TABLE[ty.parse::<usize>().expect("a number")](json);
        let answer = serde_json::to_string(&(outcome, text)).expect("text");
        writeln!(out, "{answer}").expect("stdout");
    }
}

"#;
