//! `cargo xtask test`: one step after another, stopping at the first that fails.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use crate::command::{cargo, cargo_command, quietly, succeeds};
use crate::peers;

pub(crate) fn run(offline: bool) -> ExitCode {
    let steps: [(&str, &dyn Fn() -> bool); 9] = [
        ("format", &|| cargo(&["fmt", "--all", "--check"], &[])),
        // `incompatible_msrv` is among the workspace's lints: no newer API of std is used.
        ("lints", &|| {
            cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], &[])
        }),
        ("features", &features),
        ("docs", &|| {
            cargo(&["doc", "--workspace", "--no-deps", "--all-features"], &[("RUSTDOCFLAGS", "-D warnings")])
        }),
        ("tests", &|| cargo(&["test", "--workspace", "--locked"], &[("MUTATIONS", "10000")])),
        // Browsers, clients and servers of node, proxies.
        ("peers", &|| peers::run(offline, &[])),
        // Over sockets, each server in a process: lost and doubled events, hooks, clients that do not read.
        ("server under load", &|| cargo(&["xtask", "bench", "--short", "--counted"], &[])),
        ("oldest Rust", &|| oldest_rust(offline)),
        ("dependencies", &|| dependencies(offline)),
    ];
    for (name, step) in steps {
        println!("\n==> {name}");
        let start = Instant::now();
        if !step() {
            eprintln!("\n==> {name} failed");
            return ExitCode::FAILURE;
        }
        println!("==> {name}: done in {} s", start.elapsed().as_secs());
    }
    println!("\n==> all checks passed");
    ExitCode::SUCCESS
}

/// The runtime builds with each of its features alone, and with none; the tests of what a feature adds are also run
/// with that one, and without those that the workspace turns on.
fn features() -> bool {
    let check = |extra: &[&str]| {
        let mut arguments = vec!["clippy", "-p", "asyncapi-runtime", "--no-default-features"];
        arguments.extend(extra);
        arguments.extend(["--", "-D", "warnings"]);
        cargo(&arguments, &[])
    };
    let features = [
        "hyper",
        "rustls",
        "rustls,http2",
        "hyper,http2",
        "reqwest",
        "reqwest,http2",
        "testing",
        "regress",
        "serve",
        "metrics",
        "chrono",
        "jiff",
        "url",
        "uuid",
    ];
    let test = |features: &str, test: &str| {
        let runtime = ["test", "-p", "asyncapi-runtime", "--locked", "--no-default-features"];
        cargo(&[&runtime[..], &["--features", features, "--test", test]].concat(), &[])
    };
    check(&[])
        && features.iter().all(|feature| check(&["--features", feature]))
        && test("hyper", "client_hyper")
        && test("rustls", "client_tls")
        && test("reqwest", "client_reqwest")
        && test("metrics,serve", "server_around")
}

/// The workspace builds with the Rust version that it declares: language features and dependencies are only seen so.
fn oldest_rust(offline: bool) -> bool {
    const VERSION: &str = concat!(env!("CARGO_PKG_RUST_VERSION"), ".0");
    let has = || quietly(Command::new("cargo").arg(format!("+{VERSION}")).arg("--version"));
    if !has() && !offline {
        println!("installing Rust {VERSION}");
        let arguments = ["toolchain", "install", VERSION, "--profile", "minimal"];
        quietly(Command::new("rustup").args(arguments));
    }
    if !has() {
        println!("SKIPPED: Rust {VERSION} is not installed, and cannot be from here");
        return true;
    }
    let target = env::current_dir().map(|directory| directory.join("target/oldest")).unwrap_or_default();
    println!("cargo +{VERSION} check --workspace --all-targets --locked");
    let mut check = Command::new("cargo");
    check.arg(format!("+{VERSION}")).args(["check", "--workspace", "--all-targets", "--locked"]);
    // The variables of the cargo that runs this would choose its toolchain again.
    check
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .env_remove("RUSTC");
    succeeds(&mut check)
}

/// Licences, sources and duplicates always; advisories where their database can be fetched.
fn dependencies(offline: bool) -> bool {
    let Some(deny) = cargo_deny(offline) else {
        println!("SKIPPED: cargo-deny is not installed, and --offline forbids installing it");
        return true;
    };
    let check = |what: &[&str]| {
        let mut command = Command::new(&deny);
        command.args(["--workspace", "--all-features", "check"]).args(what);
        succeeds(&mut command)
    };
    if !check(&["bans", "licenses", "sources"]) {
        return false;
    }
    let fetched = !offline && succeeds(Command::new(&deny).args(["fetch", "db"]).stderr(Stdio::null()));
    if !fetched {
        println!("SKIPPED: the advisory database cannot be fetched from here");
        return true;
    }
    check(&["advisories"])
}

/// cargo-deny, installed into the target directory if it is missing.
fn cargo_deny(offline: bool) -> Option<PathBuf> {
    let installed = PathBuf::from("cargo-deny");
    if quietly(Command::new(&installed).arg("--version")) {
        return Some(installed);
    }
    let root = env::current_dir().ok()?.join("target/tools");
    let own = root.join("bin/cargo-deny");
    if own.exists() {
        return Some(own);
    }
    if offline {
        return None;
    }
    println!("installing cargo-deny into target/tools");
    let mut install = cargo_command(&["install", "cargo-deny@0.20.2", "--locked", "--debug", "--root"]);
    succeeds(install.arg(&root)).then_some(own)
}
