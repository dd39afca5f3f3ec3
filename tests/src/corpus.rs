//! The shared corpus: other people's documents, read in place and never copied.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use asyncapi_codegen::source::{FileSystem, SpecSource};

use crate::workspace;

/// The corpus, where it is there.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// Its directory.
    pub directory: PathBuf,
    /// Its documents.
    pub rows: Vec<Row>,
}

/// A document.
#[derive(Clone, Debug)]
pub struct Row {
    /// The file, relative to the corpus.
    pub file: String,
    /// `accept`, `reject` or `any`.
    pub expect: String,
}

impl Corpus {
    /// `None`, and a line that says so, where the corpus is not there.
    ///
    /// # Panics
    /// When its manifest has not the columns that it should have.
    pub fn find() -> Option<Self> {
        let directory = workspace().join("../shared/corpus");
        let Ok(manifest) = fs::read_to_string(directory.join("manifest.tsv")) else {
            println!("SKIPPED: the shared corpus is not at {}", directory.display());
            return None;
        };
        let directory = directory.canonicalize().expect("a directory");
        let mut lines = manifest.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let header = lines.next().expect("a header");
        let column = |name: &str| header.iter().position(|column| *column == name).expect("the column");
        let (file, expect) = (column("file"), column("expect"));
        let rows = lines.map(|cells| Row { file: cells[file].to_owned(), expect: cells[expect].to_owned() });
        Some(Self { directory, rows: rows.collect() })
    }
}

/// Files as if every server spoke HTTP and every channel had an address of its own: what other protocols carry, or
/// nothing can be reached by, is left out otherwise, and its types with it.
#[derive(Clone, Copy, Debug)]
pub struct OverHttp {
    /// Plain text becomes JSON: the payload's type is wanted, whatever carries it.
    pub json: bool,
}

impl SpecSource for OverHttp {
    fn read(&self, path: &Path) -> io::Result<String> {
        // A file may be a map of servers as a whole.
        let servers = path.file_stem().is_some_and(|stem| stem == "servers");
        let text = addressed(&over_http(&FileSystem.read(path)?, servers));
        Ok(if self.json { text.replace("text/plain", "application/json") } else { text })
    }

    fn siblings(&self, path: &Path) -> Vec<String> {
        FileSystem.siblings(path)
    }
}

/// Replaces the protocols below `servers:`, by indentation: nothing else moves.
fn over_http(text: &str, whole: bool) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut servers: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let says_something = !content.trim().is_empty() && !content.starts_with('#');
        if servers.is_some_and(|outer| says_something && indent <= outer) {
            servers = None;
        }
        if servers.is_none()
            && ["servers:", "\"servers\":", "'servers':"].iter().any(|k| content.starts_with(k))
        {
            servers = Some(indent);
        }
        if whole || servers.is_some() { changed.push_str(&protocol(line)) } else { changed.push_str(line) }
    }
    changed
}

/// `protocol: kafka` → `protocol: http`, with or without quotes, also within braces.
fn protocol(line: &str) -> String {
    const KEY: &str = "protocol";
    let mut changed = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(KEY) {
        let (before, after) = rest.split_at(at + KEY.len());
        changed.push_str(before);
        let separator = after.len() - after.trim_start_matches(['"', '\'', ':', ' ']).len();
        let (separator, value) = after.split_at(separator);
        changed.push_str(separator);
        let end = value.find(|c: char| !c.is_alphanumeric() && !"-_+.".contains(c)).unwrap_or(value.len());
        let (name, after) = value.split_at(end);
        let is_value = separator.contains(':') && !name.is_empty();
        changed.push_str(if is_value { "http" } else { name });
        rest = after;
    }
    changed.push_str(rest);
    changed
}

/// Gives the channels of a 3.x document addresses, by indentation: a number, and the
/// parameters that are in the address.
fn addressed(text: &str) -> String {
    let json = text.trim_start().starts_with('{');
    let of_3 = text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches(['"', '\'']);
        line.strip_prefix("asyncapi")
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'', ':', ' ']).starts_with('3'))
    });
    if !of_3 {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let key = |line: &str, name: &str| {
        let line = line.trim_start();
        line.starts_with(&format!("{name}:")) || line.starts_with(&format!("\"{name}\""))
    };
    let outer = if json {
        lines.iter().skip(1).find(|line| !is_blank(line)).map_or(0, |line| indent(line))
    } else {
        0
    };
    let Some(start) = lines.iter().position(|line| indent(line) == outer && key(line, "channels")) else {
        return text.to_owned();
    };
    let ends = |line: &&str| !is_blank(line) && indent(line) <= outer;
    let end = lines[start + 1..].iter().position(ends).map_or(lines.len(), |at| start + 1 + at);
    let Some(level) = lines[start + 1..end].iter().find(|line| !is_blank(line)).map(|line| indent(line))
    else {
        return text.to_owned();
    };
    let mut changed: String = lines[..=start].concat();
    let mut at = start + 1;
    while at < end {
        let next = (at + 1..end)
            .find(|next| !is_blank(lines[*next]) && indent(lines[*next]) <= level)
            .unwrap_or(end);
        changed.push_str(&channel(&lines[at..next], &format!("channel{at}"), json, key, indent));
        at = next;
    }
    changed.push_str(&lines[end..].concat());
    changed
}

/// One channel with an address.
fn channel(
    lines: &[&str],
    unique: &str,
    json: bool,
    key: impl Fn(&str, &str) -> bool,
    indent: impl Fn(&str) -> usize,
) -> String {
    let head = lines[0].trim_end();
    let opens = if json { head.ends_with('{') } else { head.ends_with(':') };
    let inside = lines[1..].iter().find(|line| !line.trim().is_empty()).map(|line| indent(line));
    let (true, Some(inside)) = (opens, inside) else { return lines.concat() };
    if lines.iter().any(|line| indent(line) == inside && key(line, "$ref")) {
        return lines.concat();
    }
    let address = lines.iter().position(|line| indent(line) == inside && key(line, "address"));
    let parameters = address.map(|at| parameters(lines[at])).unwrap_or_default();
    let pad = " ".repeat(inside);
    let (quote, comma) = if json { ("\"", ",") } else { ("", "") };
    let mut changed =
        format!("{}{pad}{quote}address{quote}: {quote}{unique}{parameters}{quote}{comma}\n", lines[0]);
    changed.extend(
        lines.iter().enumerate().skip(1).filter(|(at, _)| Some(*at) != address).map(|(_, line)| *line),
    );
    changed
}

/// The parameters of an address, a segment each.
fn parameters(address: &str) -> String {
    let names = address.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    names.fold(String::new(), |text, (name, _)| text + "/{" + name + "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_servers_change() {
        for (before, after) in [
            ("servers:\n  a:\n    protocol: kafka\n", "servers:\n  a:\n    protocol: http\n"),
            ("servers:\n  a:\n    protocol: 'ws' # x\n", "servers:\n  a:\n    protocol: 'http' # x\n"),
            ("servers: {a: {host: h, protocol: mqtt}}\n", "servers: {a: {host: h, protocol: http}}\n"),
            (
                "\"servers\": {\n  \"protocol\" : \"amqp\",\n}\n",
                "\"servers\": {\n  \"protocol\" : \"http\",\n}\n",
            ),
            (
                "servers:\n  a:\n    protocolVersion: 1.2\n    protocol:\n      x: y\n",
                "servers:\n  a:\n    protocolVersion: 1.2\n    protocol:\n      x: y\n",
            ),
            ("channels:\n  protocol: kafka\n", "channels:\n  protocol: kafka\n"),
            ("servers:\n  a: {}\nx:\n  protocol: kafka\n", "servers:\n  a: {}\nx:\n  protocol: kafka\n"),
        ] {
            assert_eq!(over_http(before, false), after);
        }
    }

    #[test]
    fn channels_get_addresses() {
        for (before, after) in [
            (
                "asyncapi: 3.0.0\nchannels:\n  a:\n    x: 1\n",
                "asyncapi: 3.0.0\nchannels:\n  a:\n    address: channel2\n    x: 1\n",
            ),
            (
                "asyncapi: '3.0.0'\nchannels:\n  a:\n    x: 1\n    address: null\n  b:\n    address: b/{c}\no:\n  a:\n",
                "asyncapi: '3.0.0'\nchannels:\n  a:\n    address: channel2\n    x: 1\n  b:\n    address: channel5/{c}\no:\n  a:\n",
            ),
            (
                "{\n  \"asyncapi\": \"3.0.0\",\n  \"channels\": {\n    \"a\": {\n      \"address\": \"/\",\n      \"x\": 1\n    }\n  }\n}\n",
                "{\n  \"asyncapi\": \"3.0.0\",\n  \"channels\": {\n    \"a\": {\n      \"address\": \"channel3\",\n      \"x\": 1\n    }\n  }\n}\n",
            ),
            ("asyncapi: 2.6.0\nchannels:\n  a:\n    x: 1\n", "asyncapi: 2.6.0\nchannels:\n  a:\n    x: 1\n"),
        ] {
            assert_eq!(addressed(before), after);
        }
    }
}
