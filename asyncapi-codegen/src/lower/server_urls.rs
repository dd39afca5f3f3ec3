//! URLs of servers: what of them is fixed, and where their variables stand.

use super::addresses::encode;
use crate::document::{Server, Variable};

/// The URL of a server, in parts that have `{variables}` in them.
#[derive(Debug, PartialEq)]
pub(super) struct Url {
    pub(super) scheme: &'static str,
    pub(super) host: String,
    pub(super) path: String,
    /// The variables, each once, in the order of the URL.
    pub(super) variables: Vec<String>,
}

/// The URL of `server`; the error says why nothing can be below it.
pub(super) fn url(server: &Server<'_>) -> Result<Url, &'static str> {
    let written = server.host.as_str().unwrap_or_default();
    let is_host = server.node.get("host").is_some();
    // A URL of 2.x says by itself how it is reached; for others the protocol does.
    let (scheme, rest) = match written.split_once("://") {
        Some(_) if is_host => return Err("a host has no scheme in front: that is the `protocol`"),
        Some((scheme, rest)) => (scheme, rest),
        None => (server.protocol, written),
    };
    let scheme = scheme_of(scheme).ok_or("its scheme is not that of HTTP")?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if is_host && !path.is_empty() {
        return Err("a host has no path behind: that is the `pathname`");
    }
    if host.is_empty() {
        return Err("it is relative: a client cannot know to what");
    }
    let pathname = server.pathname.unwrap_or_default().trim_start_matches('/');
    let path = if pathname.is_empty() { path.to_owned() } else { format!("/{pathname}") };
    let mut variables = Vec::new();
    let host = part(host, server, Part::Host, &mut variables)?;
    if !host.contains('{') && !is_authority(&host) {
        return Err("this is no host");
    }
    let path = part(&path, server, Part::Path, &mut variables)?;
    Ok(Url { scheme, host, path, variables })
}

/// How a protocol is reached.
fn scheme_of(protocol: &str) -> Option<&'static str> {
    match protocol.to_ascii_lowercase().as_str() {
        "http" | "sse" | "http+sse" => Some("http"),
        "https" | "https+sse" | "mercure" => Some("https"),
        _ => None,
    }
}

/// A part of a URL.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Host,
    Path,
}

impl Part {
    /// Whether the text of the document may stand here. A path is encoded; its end is not in it.
    fn takes(self, literal: &str) -> bool {
        match self {
            Self::Host => self.holds(literal),
            Self::Path => !literal.contains(['?', '#']),
        }
    }

    /// Whether a value may stand here: values are not encoded.
    fn holds(self, value: &str) -> bool {
        let others: &[u8] = match self {
            Self::Host => b"-._~:[]",
            Self::Path => b"-._~/:@!$&'()*+,;=%",
        };
        value.bytes().all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
    }
}

/// Checks and encodes what stands between the variables.
fn part(
    template: &str,
    server: &Server<'_>,
    part: Part,
    variables: &mut Vec<String>,
) -> Result<String, &'static str> {
    const BRACES: &str = "a variable is written `{name}`";
    let mut encoded = String::new();
    let mut rest = template;
    loop {
        let (literal, behind) = match rest.split_once('{') {
            Some((literal, behind)) => (literal, Some(behind)),
            None => (rest, None),
        };
        if literal.contains('}') {
            return Err(BRACES);
        }
        if !part.takes(literal) {
            return Err("it holds what the base URL of a stream cannot");
        }
        encoded.push_str(&if part == Part::Path { encode(literal) } else { literal.to_owned() });
        let Some(behind) = behind else { return Ok(encoded) };
        let (name, behind) = behind.split_once('}').ok_or(BRACES)?;
        if name.is_empty() || name.contains('{') {
            return Err(BRACES);
        }
        let variable = server.variables.iter().find(|variable| variable.key.name == name);
        if !variable.map(known_values).unwrap_or_default().into_iter().all(|value| part.holds(value)) {
            return Err("a variable has a value that cannot stand where it does");
        }
        if !variables.iter().any(|known| known == name) {
            variables.push(name.to_owned());
        }
        encoded.extend(["{", name, "}"]);
        rest = behind;
    }
}

/// What the document says that a variable may be.
fn known_values<'a>(variable: &Variable<'a>) -> Vec<&'a str> {
    variable.values.iter().filter_map(|value| value.as_str()).chain(variable.default).collect()
}

/// A host with or without a port.
fn is_authority(text: &str) -> bool {
    let behind = match text.strip_prefix('[') {
        Some(address) => address.split_once(']').map(|(_, behind)| behind),
        None => Some(text.split_at(text.find(':').unwrap_or(text.len())).1),
    };
    let is_number =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let is_port = |behind: &str| behind.is_empty() || behind.strip_prefix(':').is_some_and(is_number);
    behind.is_some_and(is_port) && !text.starts_with(['.', ':']) && !text.contains("..")
}
