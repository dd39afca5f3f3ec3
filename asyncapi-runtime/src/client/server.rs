//! [`ServerUrl`]: the URL of a server of the document, with its variables filled in.

use std::fmt::{self, Write as _};

use super::options::ListenOptions;

/// A server's URL as the document writes it, and the values of its variables: what generated types of servers are
/// made of.
///
/// A value goes where its variable stands and nowhere else: in the host it may have letters, digits and `-._~`, a port
/// or an address in brackets (RFC 3986, 3.2.2), in the path what a path may have (3.3). Whatever else it has is
/// percent-encoded in the text, and an error for a listener: no value leads to another host.
#[derive(Clone, Copy, Debug)]
pub struct ServerUrl<'a> {
    key: &'a str,
    scheme: &'a str,
    host: &'a str,
    path: &'a str,
    variables: &'a [(&'a str, &'a str)],
}

/// A part of a URL.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Host,
    /// A host without a port that is no address.
    Name,
    Path,
}

impl<'a> ServerUrl<'a> {
    /// The server `key`, with `{variables}` in its host (and port) and in its path, and a value for each by its name.
    pub fn new(
        key: &'a str,
        [scheme, host, path]: [&'a str; 3],
        variables: &'a [(&'a str, &'a str)],
    ) -> Self {
        Self { key, scheme, host, path, variables }
    }

    /// The host and the path with the variables filled in, and what is wrong with them. Values are not repeated: one
    /// that is no part of a host may hold a password.
    fn fill(&self) -> (String, String, Option<String>) {
        let mut problem = None;
        let mut host = self.part(self.host, Part::Host, &mut problem);
        let path = self.part(self.path, Part::Path, &mut problem);
        if !is_authority(&host) {
            problem.get_or_insert_with(|| format!("the variables of server `{}` give no host", self.key));
            // What is a port or an address alone, but not here, must not be one to a reader of the text.
            host = self.part(self.host, Part::Name, &mut problem);
        }
        if problem.is_none() && has_dot_segment(&path) {
            problem =
                Some(format!("the variables of server `{}` give a path with `.` or `..` in it", self.key));
        }
        (host, path, problem)
    }

    fn part(&self, template: &str, part: Part, problem: &mut Option<String>) -> String {
        let mut filled = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((literal, (name, behind))) =
            rest.split_once('{').and_then(|(literal, behind)| Some((literal, behind.split_once('}')?)))
        {
            filled.push_str(literal);
            let value =
                self.variables.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
            if !push(&mut filled, value, part) {
                problem.get_or_insert_with(|| {
                    let part = if part == Part::Path { "path" } else { "host" };
                    format!(
                        "variable `{name}` of server `{}` has a value that is no part of a {part}",
                        self.key
                    )
                });
            }
            rest = behind;
        }
        filled.push_str(rest);
        filled
    }
}

/// The URL; what cannot stand in it is percent-encoded.
impl fmt::Display for ServerUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (host, path, _) = self.fill();
        write!(f, "{}://{host}{path}", self.scheme)
    }
}

/// A value that is no part of a URL is the stream's first and fatal item, as any other bad base URL.
impl From<ServerUrl<'_>> for ListenOptions {
    fn from(server: ServerUrl<'_>) -> Self {
        let (host, path, problem) = server.fill();
        let options = Self::new(format!("{}://{host}{path}", server.scheme));
        match problem {
            Some(problem) => Self { base: Err(format!("the base URL is not one: {problem}")), ..options },
            None => options,
        }
    }
}

/// Writes a value, percent-encoding what `part` cannot hold; whether there was nothing of that.
fn push(url: &mut String, value: &str, part: Part) -> bool {
    let mut fits = true;
    for (at, byte) in value.bytes().enumerate() {
        let holds = match (byte, part) {
            (b'-' | b'.' | b'_' | b'~', _) | (b':' | b'[' | b']', Part::Host) => true,
            (b'%', Part::Path) => is_escape(value.as_bytes().get(at + 1..at + 3)),
            (_, Part::Path) if b"/:@!$&'()*+,;=".contains(&byte) => true,
            _ => byte.is_ascii_alphanumeric(),
        };
        if holds {
            url.push(char::from(byte));
        } else {
            fits = false;
            let _ = write!(url, "%{byte:02X}");
        }
    }
    fits
}

fn is_escape(digits: Option<&[u8]>) -> bool {
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Whether `text` is a host with or without a port, and nothing else: values alone may each be part of one, but not
/// together.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').map(|address| address.split_once(']')) {
        Some(None) => return false,
        Some(Some((address, behind))) => {
            let is_address = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
            (!address.is_empty() && address.bytes().all(is_address), behind)
        }
        None => {
            let (name, port) = text.split_at(text.find(':').unwrap_or(text.len()));
            let is_name = !name.starts_with('.') && !name.contains("..") && !name.contains(['[', ']']);
            (is_name && !name.is_empty(), port)
        }
    };
    let is_number =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    host && (port.is_empty() || port.strip_prefix(':').is_some_and(is_number))
}

/// Whether a segment of the path is one that URL parsers remove, written plainly or percent-encoded.
fn has_dot_segment(path: &str) -> bool {
    path.split('/').any(|segment| {
        let plain = segment.replace("%2e", ".").replace("%2E", ".");
        matches!(plain.as_str(), "." | "..")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server<'a>(host: &'a str, path: &'a str, variables: &'a [(&'a str, &'a str)]) -> ServerUrl<'a> {
        ServerUrl::new("production", ["https", host, path], variables)
    }

    /// The URL, if it is one.
    fn url(host: &str, path: &str, variables: &[(&str, &str)]) -> Result<String, String> {
        let server = server(host, path, variables);
        let (_, _, problem) = server.fill();
        problem.map_or_else(|| Ok(server.to_string()), Err)
    }

    #[test]
    fn variables_are_filled_in() {
        for (host, path, expected) in [
            ("example.com", "", "https://example.com"),
            ("{name}.example.com:{port}", "/{base}/x", "https://eu.example.com:8443/v1/a%20b/x"),
            ("{host}", "/", "https://localhost:3000/"),
            ("{address}:{port}", "", "https://[::1]:8443"),
            ("{empty}example.com", "{empty}", "https://example.com"),
        ] {
            let variables = [
                ("name", "eu"),
                ("port", "8443"),
                ("base", "v1/a%20b"),
                ("host", "localhost:3000"),
                ("address", "[::1]"),
                ("empty", ""),
            ];
            assert_eq!(url(host, path, &variables).as_deref(), Ok(expected));
        }
    }

    /// Whatever the value, the host ends as the document says, or there is no URL at all.
    #[test]
    fn c_18_no_value_leads_to_another_host() {
        for value in [
            "evil.com/",
            "evil.com?",
            "evil.com#",
            "evil.com\\",
            "evil.com:80",
            "evil.com:80/",
            "evil.com%2F",
            "user@",
            "u:secret@evil.com",
            "[::1]",
            "[::1]:80",
            "[::1",
            "]",
            "a b",
            " ",
            "\n",
            "a\0",
            "é",
            "",
            ".",
            "a..b",
            ":80",
            "{port}",
        ] {
            for host in ["{region}.example.com", "{region}.example.com:443"] {
                let variables = [("region", value)];
                let problem = url(host, "/v1", &variables).unwrap_err();
                assert!(problem.contains("production") && !problem.contains("secret"), "{value}: {problem}");
                let options = ListenOptions::from(server(host, "/v1", &variables));
                assert!(options.base.is_err());
                // The text is no way around it.
                let text = server(host, "/v1", &variables).to_string();
                let authority = text.strip_prefix("https://").unwrap().split('/').next().unwrap();
                assert!(authority.ends_with(&host["{region}".len()..]), "{text}");
                let uri = text.parse::<http::Uri>().ok();
                let uri = uri.filter(|uri| ListenOptions::from(uri.clone()).base.is_ok());
                let host = uri.as_ref().and_then(http::Uri::host).unwrap_or("x.example.com");
                assert!(host.ends_with(".example.com"), "{value}: {text}");
            }
        }
    }

    #[test]
    fn ports_are_numbers() {
        for (port, fits) in [
            ("80", true),
            ("65535", true),
            ("65536", false),
            ("", false),
            ("+80", false),
            ("8a", false),
            ("80:80", false),
        ] {
            assert_eq!(url("example.com:{port}", "", &[("port", port)]).is_ok(), fits, "{port}");
        }
    }

    #[test]
    fn values_of_the_path() {
        for (value, fits) in [
            ("v1", true),
            ("a/b", true),
            ("a:b@c", true),
            ("50%25", true),
            ("", true),
            ("50%", false),
            ("%zz", false),
            ("a b", false),
            ("a?b", false),
            ("a#b", false),
            ("ø", false),
            ("..", false),
            (".", false),
            ("a/../b", false),
            ("%2e%2E", false),
            ("...", true),
        ] {
            assert_eq!(url("h", "/{base}/events", &[("base", value)]).is_ok(), fits, "{value}");
        }
    }
}
