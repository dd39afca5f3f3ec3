//! Colours, where somebody looks.

use std::io::IsTerminal;

use asyncapi_codegen::diagnostic::Severity;

/// Whether and how to colour.
#[derive(Debug)]
pub(crate) struct Terminal {
    colour: bool,
}

impl Terminal {
    pub(crate) fn stdout() -> Self {
        Self::of(std::io::stdout().is_terminal())
    }

    pub(crate) fn stderr() -> Self {
        Self::of(std::io::stderr().is_terminal())
    }

    /// In colour on a terminal, unless the user asked for none (<https://no-color.org>).
    fn of(terminal: bool) -> Self {
        Self { colour: terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) }
    }

    /// A rendered diagnostic behind its severity, as rustc writes it.
    pub(crate) fn paint(&self, severity: Severity, text: &str) -> String {
        let (word, colour) = match severity {
            Severity::Error => ("error", "\x1b[1;31m"),
            Severity::Warning => ("warning", "\x1b[1;33m"),
        };
        if !self.colour {
            return format!("{word}: {text}");
        }
        let (title, rest) = text.split_once('\n').map_or((text, None), |(title, rest)| (title, Some(rest)));
        let mut painted = format!("{colour}{word}\x1b[0m\x1b[1m: {title}\x1b[0m");
        for line in rest.into_iter().flat_map(str::lines) {
            painted.push('\n');
            painted.push_str(&paint_line(line, colour));
        }
        painted
    }
}

/// The gutter in blue, carets in the severity's colour.
fn paint_line(line: &str, colour: &str) -> String {
    const BLUE: &str = "\x1b[1;34m";
    let Some((gutter, code)) = line.split_once('|') else { return format!("{BLUE}{line}\x1b[0m") };
    let marks = code.trim_start();
    if gutter.trim().is_empty() && marks.starts_with(['^', '-']) {
        let colour = if marks.starts_with('^') { colour } else { BLUE };
        return format!("{BLUE}{gutter}|{colour}{code}\x1b[0m");
    }
    format!("{BLUE}{gutter}|\x1b[0m{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_changes_no_text() {
        let text = "title\n --> a.yaml:1:1\n  |\n1 | a|b\n  | ^ here\n  |\n  = help: x";
        let painted = Terminal { colour: true }.paint(Severity::Error, text);
        let mut plain = painted.clone();
        for code in ["\x1b[1;31m", "\x1b[1;34m", "\x1b[0m", "\x1b[1m"] {
            plain = plain.replace(code, "");
        }
        assert_eq!(plain, format!("error: {text}"));
        assert!(painted.contains("\x1b[1;31m ^ here"), "{painted:?}");
    }
}
