//! The tests against what users have: browsers, clients and servers of node, proxies. They are scripts in
//! `tests/peers`; this brings what they need, and runs them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use asyncapi_tests::workspace;

use crate::command::{cargo, output, quietly, succeeds};

/// Programs, each with the package of Debian that has it.
const PROGRAMS: [(&str, &str); 7] = [
    ("apache2", "apache2-bin"),
    ("caddy", "caddy"),
    ("chromium", "chromium"),
    ("curl", "curl"),
    ("haproxy", "haproxy"),
    ("nginx", "nginx"),
    ("openssl", "openssl"),
];

/// The oldest node that the packages of npm support.
const NODE: (u32, u32) = (20, 18);

/// Folders with packages of npm: those of the tests, and the charts of a page.
const PACKAGES: [&str; 2] = ["tests/peers", "examples/live-dashboard"];

/// Runs the tests whose path contains one of `only`; all of them, if that is empty. Offline, what is missing is not
/// installed, and what needs it is skipped.
pub(crate) fn run(offline: bool, only: &[&str]) -> bool {
    if !has_node() {
        return missing(offline, &format!("node {}.{} or newer, with npm", NODE.0, NODE.1));
    }
    if !(has_programs(offline) && PACKAGES.iter().all(|folder| has_packages(offline, folder))) {
        return false;
    }
    if !workspace().join(PACKAGES[0]).join("node_modules").exists() {
        return true; // said above
    }
    cargo(&["build", "--workspace", "--bins", "--locked"], &[]) && scripts(offline, only)
}

/// Says what is missing: that ends the run, if it is not offline.
fn missing(offline: bool, what: &str) -> bool {
    if offline {
        println!("SKIPPED: the tests that need {what}: not installed");
    } else {
        eprintln!("needed, and not installed: {what}\n`cargo xtask test --offline` goes without");
    }
    offline
}

fn has_node() -> bool {
    let version = output(Command::new("node").arg("--version")).unwrap_or_default();
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    version >= NODE && quietly(Command::new("npm").arg("--version"))
}

/// Installs the packages of Debian that are missing, where that is allowed.
fn has_programs(offline: bool) -> bool {
    let absent: Vec<&str> =
        PROGRAMS.iter().filter(|(program, _)| !on_path(program)).map(|(_, package)| *package).collect();
    if absent.is_empty() {
        return true;
    }
    let names = absent.join(" ");
    if offline {
        return missing(offline, &names);
    }
    let Some(apt) = apt() else {
        return missing(offline, &format!("{names} (only root may: `sudo apt-get install {names}`)"));
    };
    println!("installing {names}");
    let apt_get = |arguments: &[&str]| {
        let mut command = Command::new(apt[0]);
        command.env("DEBIAN_FRONTEND", "noninteractive").args(&apt[1..]).args(arguments);
        command
    };
    // The lists may be older than the packages; where they cannot be had anew, the old ones may do.
    quietly(&mut apt_get(&["update"]));
    let mut install = apt_get(&["install", "-y", "--no-install-recommends"]);
    succeeds(install.args(&absent)) || missing(offline, &format!("{names} (apt-get could not)"))
}

/// `apt-get`, by whoever may use it.
fn apt() -> Option<&'static [&'static str]> {
    let root = || output(Command::new("id").arg("-u")).as_deref() == Some("0");
    let sudo = || quietly(Command::new("sudo").args(["-n", "true"]));
    match on_path("apt-get") {
        true if root() => Some(&["apt-get"]),
        true if sudo() => Some(&["sudo", "-n", "apt-get"]),
        _ => None,
    }
}

/// Programs that only root needs are not on everybody's path.
fn on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")]);
    folders.into_iter().any(|folder| folder.join(program).exists())
}

/// `npm ci`, where the lock file is newer than what is there.
fn has_packages(offline: bool, folder: &str) -> bool {
    let folder = workspace().join(folder);
    let changed = |file: &Path| fs::metadata(file).and_then(|file| file.modified()).ok();
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && (offline || installed >= changed(&folder.join("package-lock.json"))) {
        return true;
    }
    if offline {
        return missing(offline, &format!("the packages of {}/package.json", folder.display()));
    }
    println!("npm ci --prefix {}", folder.display());
    succeeds(Command::new("npm").args(["ci", "--loglevel", "error", "--prefix"]).arg(folder))
}

/// Runs the scripts. What they skip is said once more at the end.
fn scripts(offline: bool, only: &[&str]) -> bool {
    let results = workspace().join("target/peers/results.tap");
    if let Err(error) = results.parent().map_or(Ok(()), fs::create_dir_all) {
        eprintln!("cannot write {}: {error}", results.display());
        return false;
    }
    let files: Vec<PathBuf> = tests(&workspace().join(PACKAGES[0]))
        .into_iter()
        .filter(|file| only.is_empty() || only.iter().any(|part| file.to_string_lossy().contains(part)))
        .collect();
    if files.is_empty() {
        eprintln!("no test has {} in its path", only.join(" or "));
        return false;
    }
    let mut node = Command::new("node");
    // A file that hangs is a failure, and what a failure leaves open is no reason to hang.
    node.args(["--test", "--test-concurrency", "2", "--test-timeout", "300000", "--test-force-exit"])
        .args(["--test-reporter", "spec", "--test-reporter-destination", "stdout"])
        .args(["--test-reporter", "tap", "--test-reporter-destination"])
        .arg(&results)
        .args(files);
    if offline {
        node.env("PEERS_OFFLINE", "1");
    }
    let success = succeeds(&mut node);
    let results = fs::read_to_string(&results).unwrap_or_default();
    for line in results.lines().filter(|line| line.trim_start().starts_with("ok ")) {
        let Some((name, reason)) = line.split_once(" # SKIP") else { continue };
        let name = name.split_once(" - ").map_or(name, |(_, name)| name);
        // Some say it in their name.
        let reason = if name.contains(reason.trim()) { "" } else { reason };
        println!("SKIPPED: {name}{}{reason}", if reason.is_empty() { "" } else { ":" });
    }
    success
}

/// Every `*.test.mjs` in the folders of a folder.
fn tests(folder: &Path) -> Vec<PathBuf> {
    let entries =
        |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut tests: Vec<PathBuf> = entries(folder)
        .filter(|folder| !folder.ends_with("node_modules"))
        .flat_map(|folder| entries(&folder).collect::<Vec<_>>())
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    tests.sort();
    tests
}
