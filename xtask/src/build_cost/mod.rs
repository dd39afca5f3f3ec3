//! `cargo xtask build-cost`: the processor time of `cargo check` for 100 object schemas, as types written by hand, as
//! typify generates them, and as we do with validation, both as the macro and as the text that it stands for.

mod by_hand;
mod measure;
mod model;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use asyncapi_tests::{Memory, expand, workspace};
use serde_json::json;

pub(crate) use measure::{LOG, stand_in};

const SCHEMAS: usize = 100;
const ROUNDS: usize = 5;
const TYPIFY: &str = "0.8.0";
/// Whether it passes: of the cost by hand, and less than typify.
const LIMIT: f64 = 1.2;

/// What is compared, by the names of the crates. The first is what the others are measured by.
const CRATES: [&str; 4] = ["by_hand", "typify_text", "ours_macro", "ours_text"];

pub(crate) fn run() -> ExitCode {
    let directory = PathBuf::from(crate::scratch()).join("build-cost");
    let mut within = true;
    for (name, constrained) in [("without constraints", false), ("with constraints", true)] {
        match one(&directory, constrained) {
            Ok(costs) => within &= report(name, &costs),
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
    }
    if within { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Milliseconds by crate, of the best round.
fn one(directory: &Path, constrained: bool) -> Result<Vec<u64>, String> {
    let schemas = model::schemas(SCHEMAS, constrained);
    let runtime = workspace().join("asyncapi-runtime").display().to_string();
    let serde = "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n";
    let ours = format!("asyncapi-runtime = {{ path = '{runtime}' }}\n");
    let dependencies = [serde, serde, ours.as_str(), ours.as_str()];

    let document = json!({
        "asyncapi": "3.0.0",
        "info": {"title": "Build cost", "version": "1.0.0"},
        "channels": {"catalogue": {"address": "catalogue", "messages": {
            "Catalogue": {"payload": {"$ref": "#/components/schemas/Catalogue"}},
        }}},
        "components": {"schemas": model::json_schemas(&schemas, "#/components/schemas/")},
    });
    let document = document.to_string();
    let call = "//! Types by macro.\n\nasyncapi_runtime::asyncapi!(\"asyncapi.json\", generate = [types]);\n";
    let source = Memory([("asyncapi.json".into(), document.clone())].into());
    let expanded = expand("ours_text", Path::new(""), "asyncapi.json", ", generate = [types]", &source);
    if let Some(error) = expanded.errors.first() {
        return Err(format!("the document has errors: {error}"));
    }
    let texts = [
        by_hand::types(&schemas),
        format!("//! Types by typify.\n\n{}", typify(directory, &schemas)?),
        call.to_owned(),
        format!("//! Types as text.\n\n{}", expanded.module.text),
    ];
    write(&directory.join("crates/Cargo.toml"), &manifest(&CRATES))?;
    let lock = workspace().join("Cargo.lock");
    fs::copy(&lock, directory.join("crates/Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    for ((name, dependencies), text) in CRATES.iter().zip(dependencies).zip(&texts) {
        let package = directory.join("crates").join(name);
        write(&package.join("Cargo.toml"), &package_manifest(name, dependencies))?;
        write(&package.join("src/lib.rs"), text)?;
        println!("{name}: {} lines", text.lines().count());
    }
    write(&directory.join("crates/ours_macro/asyncapi.json"), &document)?;
    measured(directory)
}

/// What typify's library makes of the schemas, by a program that is built for it: it is no dependency of this one.
fn typify(directory: &Path, schemas: &[model::Schema]) -> Result<String, String> {
    let directory = directory.join("typify");
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": model::json_schemas(schemas, "#/definitions/"),
    });
    write(&directory.join("schema.json"), &schema.to_string())?;
    write(&directory.join("src/main.rs"), GENERATOR)?;
    let dependencies = format!(
        "prettyplease = \"0.2\"\nschemars = \"0.8\"\nserde_json = \"1\"\nsyn = {{ version = \"2\", features = [\"full\"] }}\n\
         typify = {{ version = \"={TYPIFY}\", default-features = false }}\n\n[workspace]\n"
    );
    write(&directory.join("Cargo.toml"), &package_manifest("generator", &dependencies))?;
    let mut run = cargo(&directory);
    let output = run.args(["run", "--quiet"]).output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return String::from_utf8(output.stdout).map_err(|error| error.to_string());
    }
    Err(format!("typify's types cannot be generated:\n{}", String::from_utf8_lossy(&output.stderr)))
}

const GENERATOR: &str = r#"fn main() {
    let schema: schemars::schema::RootSchema = serde_json::from_str(include_str!("../schema.json")).expect("a schema");
    let mut types = typify::TypeSpace::new(typify::TypeSpaceSettings::default().with_derive("PartialEq".to_owned()));
    types.add_root_schema(schema).expect("types");
    println!("{}", prettyplease::unparse(&syn::parse2(types.to_stream()).expect("Rust")));
}
"#;

fn manifest(members: &[&str]) -> String {
    format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n")
}

fn package_manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n{dependencies}"
    )
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn cargo(directory: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // A target directory of its own: what is measured shares nothing with what is built elsewhere.
    command
        .current_dir(directory)
        .env("CARGO_TARGET_DIR", directory.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS");
    command
}

/// The rounds take turns, so that what else the machine does meets all alike.
fn measured(directory: &Path) -> Result<Vec<u64>, String> {
    let crates = directory.join("crates");
    let log = directory.join("log");
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let check = |name: &str| {
        let mut command = cargo(&crates);
        command.args(["check", "--quiet", "-p", name]).env("RUSTC_WRAPPER", &this).env(LOG, &log);
        let output = command.output().map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("{name} does not compile:\n{}", String::from_utf8_lossy(&output.stderr)))
    };
    for name in CRATES {
        check(name)?;
    }
    let mut best = vec![u64::MAX; CRATES.len()];
    for _ in 0..ROUNDS {
        for (at, name) in CRATES.iter().enumerate() {
            let root = crates.join(name).join("src/lib.rs");
            let touched = fs::read(&root).and_then(|text| fs::write(&root, text));
            touched.and_then(|()| fs::write(&log, "")).map_err(|error| error.to_string())?;
            check(name)?;
            let cost = measure::logged(&log, name).ok_or_else(|| format!("{name} was not compiled"))?;
            best[at] = best[at].min(cost);
        }
    }
    Ok(best)
}

/// Prints the ratios; whether ours are within the limits.
fn report(name: &str, costs: &[u64]) -> bool {
    #[allow(clippy::cast_precision_loss, reason = "milliseconds")]
    let ratio = |cost: u64| cost as f64 / costs[0].max(1) as f64;
    println!("\n{SCHEMAS} schemas {name}: processor time of rustc, best of {ROUNDS}");
    for (name, cost) in CRATES.iter().zip(costs) {
        println!("  {name:12} {cost:6} ms  {:.2}", ratio(*cost));
    }
    println!();
    let limit = LIMIT.min(ratio(costs[1]));
    costs[2..].iter().all(|cost| ratio(*cost) <= limit)
}
