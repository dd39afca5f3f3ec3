//! Renders a diagnostic as rustc renders its own: title, `--> path:line:col`, excerpt, underlines, help.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthChar;

use super::{Diagnostic, Label};
use crate::source::{FileId, Sources};

const TAB: usize = 4;
/// Longer lines, as in JSON without line breaks, are shown in part: the part begins `BEFORE` characters before
/// what is marked.
const MAX_LINE: usize = 160;
const BEFORE: usize = 40;
/// Longer names come from files that are no documents; they would hide what is said about them.
const MAX_TEXT: usize = 400;

/// Turns diagnostics into text.
#[derive(Debug)]
pub struct Renderer<'a> {
    sources: &'a Sources,
    base: PathBuf,
}

impl<'a> Renderer<'a> {
    /// A renderer that shows paths relative to `base` where they lie below it: editors open what they can find.
    pub fn new(sources: &'a Sources, base: impl Into<PathBuf>) -> Self {
        Self { sources, base: base.into() }
    }

    /// The whole text, without a line break at the end. The first line is the title, the second
    /// `--> path:line:column`.
    pub fn render(&self, diagnostic: &Diagnostic) -> String {
        let mut out = one_line(&diagnostic.title);
        let mut width = 0;
        if let Some(primary) = &diagnostic.primary {
            width = self.gutter(diagnostic);
            self.excerpt(&mut out, "-->", primary.span.file, Some(primary), diagnostic, width);
            let mut others: Vec<_> = diagnostic.secondary.iter().map(|label| label.span.file).collect();
            others.dedup();
            for file in others.into_iter().filter(|file| *file != primary.span.file) {
                self.excerpt(&mut out, ":::", file, None, diagnostic, width);
            }
            if diagnostic.help.is_some() || !diagnostic.notes.is_empty() {
                let _ = write!(out, "\n{:width$} |", "");
            }
        }
        let notes = diagnostic.notes.iter().map(|note| ("note", note));
        for (kind, text) in diagnostic.help.iter().map(|help| ("help", help)).chain(notes) {
            let hang = format!("\n{:1$}", "", width + kind.len() + 5);
            let _ = write!(
                out,
                "\n{:width$} = {kind}: {}",
                "",
                text.split('\n').map(one_line).collect::<Vec<_>>().join(&hang)
            );
        }
        out
    }

    /// The path as shown: relative to the base directory where it lies below it.
    pub fn display(&self, path: &Path) -> String {
        path.strip_prefix(&self.base).unwrap_or(path).display().to_string()
    }

    fn excerpt(
        &self,
        out: &mut String,
        arrow: &str,
        file: FileId,
        primary: Option<&Label>,
        diagnostic: &Diagnostic,
        width: usize,
    ) {
        let labels = diagnostic.secondary.iter().filter(|label| label.span.file == file);
        let mut marks: Vec<(usize, usize, char, &Label)> = primary
            .map(|label| ('^', label))
            .into_iter()
            .chain(labels.map(|label| ('-', label)))
            .map(|(mark, label)| {
                let at = self.sources.line_column(label.span);
                (at.line, at.column, mark, label)
            })
            .collect();
        let Some(first) = marks.first().map(|mark| (mark.0, mark.1)) else { return };
        let path = self.display(self.sources.path(file));
        let _ = write!(out, "\n{:width$}{arrow} {path}:{}:{}\n{:width$} |", "", first.0, first.1, "");

        marks.sort_by_key(|(line, column, ..)| (*line, *column));
        let mut last: Option<(usize, Range<usize>)> = None;
        for (line, _, mark, label) in marks {
            let (text, start) = self.sources.line(file, line);
            let from = (label.span.start as usize).saturating_sub(start).min(text.len());
            let mut part = visible(text, from);
            match last {
                Some((shown, other)) if shown == line && other.start <= from && from <= other.end => {
                    part = other;
                }
                Some((shown, _)) if shown + 2 == line => {
                    let (between, _) = self.sources.line(file, shown + 1);
                    source_line(out, between, &visible(between, 0), shown + 1, width);
                    source_line(out, text, &part, line, width);
                }
                Some((shown, _)) if shown + 1 < line => {
                    out.push_str("\n...");
                    source_line(out, text, &part, line, width);
                }
                _ => source_line(out, text, &part, line, width),
            }
            // A span over several lines is underlined on its first.
            let to = (label.span.end as usize).saturating_sub(start).min(part.end).max(from);
            underline(out, text, &part, from..to, mark, &label.text, width);
            last = Some((line, part));
        }
    }

    fn gutter(&self, diagnostic: &Diagnostic) -> usize {
        let labels = diagnostic.primary.iter().chain(&diagnostic.secondary);
        let last = labels.map(|label| self.sources.line_column(label.span).line).max().unwrap_or(1);
        last.to_string().len()
    }
}

fn source_line(out: &mut String, text: &str, part: &Range<usize>, number: usize, width: usize) {
    let shown = expand(text.get(part.clone()).unwrap_or(""));
    let space = if shown.is_empty() { "" } else { " " };
    let (before, after) = (cut(part.start > 0), cut(part.end < text.len()));
    let _ = write!(out, "\n{number:>width$} |{space}{before}{shown}{after}");
}

fn underline(
    out: &mut String,
    text: &str,
    part: &Range<usize>,
    marked: Range<usize>,
    mark: char,
    label: &str,
    width: usize,
) {
    let before = expand(text.get(part.start..marked.start).unwrap_or(""));
    let before = columns(&before) + columns(cut(part.start > 0));
    let marked = columns(&expand(text.get(marked).unwrap_or("").trim_end())).max(1);
    let space = if label.is_empty() { "" } else { " " };
    let marks = String::from(mark).repeat(marked);
    let _ = write!(out, "\n{:width$} | {:before$}{marks}{space}{}", "", "", one_line(label));
}

/// The part of a line that is shown so that the mark at `from` is in it.
fn visible(line: &str, from: usize) -> Range<usize> {
    let characters = |text: &str, count: usize| text.char_indices().nth(count).map(|(at, _)| at);
    if characters(line, MAX_LINE).is_none() {
        return 0..line.len();
    }
    let before = line.get(..from).unwrap_or("");
    let start = before.char_indices().nth_back(BEFORE - 1).map_or(0, |(at, _)| at);
    let end = characters(&line[start..], MAX_LINE).map_or(line.len(), |length| start + length);
    start..end
}

/// What stands for the rest of a line.
fn cut(more: bool) -> &'static str {
    if more { "…" } else { "" }
}

/// Names of the document may hold anything; editors find the place on the second line of a message.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.chars().enumerate() {
        match character {
            _ if at == MAX_TEXT => {
                out.push('…');
                break;
            }
            c if is_unprintable(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}

/// Control characters, and those that turn the direction of the text around them.
fn is_unprintable(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Tabs become spaces, and control characters are made visible: carets must stand under what they mark.
fn expand(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => out.push_str(&" ".repeat(TAB)),
            c if is_unprintable(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn columns(text: &str) -> usize {
    text.chars().map(|character| character.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::source::{Span, SpecSource};

    struct Text(&'static str);

    impl SpecSource for Text {
        fn read(&self, _: &Path) -> std::io::Result<String> {
            Ok(self.0.to_owned())
        }

        fn siblings(&self, _: &Path) -> Vec<String> {
            Vec::new()
        }
    }

    fn render(text: &'static str, diagnostic: impl FnOnce(FileId) -> Diagnostic) -> String {
        let mut sources = Sources::default();
        let file = sources.load(Path::new("a.json"), &Text(text)).expect("text");
        let diagnostic = diagnostic(file);
        assert_eq!(diagnostic.severity, Severity::Error);
        Renderer::new(&sources, "").render(&diagnostic)
    }

    #[test]
    fn names_do_not_break_the_message() {
        let rendered = render("a: b", |file| {
            Diagnostic::error("x", "unknown field `a\nb`")
                .at(Span::new(file, 0, 1), "a \u{202e}\u{85}")
                .help("x\ny")
        });
        let help = "  |\n  = help: x\n          y";
        assert_eq!(
            rendered,
            format!(
                "unknown field `a\\nb`\n --> a.json:1:1\n  |\n1 | a: b\n  | ^ a \\u{{202e}}\\u{{85}}\n{help}"
            )
        );
        assert!(render("a", |_| Diagnostic::error("x", "a".repeat(100_000))).len() < 500);
    }

    #[test]
    fn long_lines_are_shown_in_part() {
        let text: &str =
            String::leak(format!("{{{}\"x\": 1, \"y\": 2{}}}", "é".repeat(5000), " ".repeat(5000)));
        let rendered = render(text, |file| {
            Diagnostic::error("x", "x")
                .at(Span::new(file, 10_001, 10_004), "here")
                .also(Span::new(file, 0, 1), "")
        });
        let lines: Vec<_> = rendered.lines().collect();
        assert_eq!(lines[1], " --> a.json:1:5002");
        assert!(lines[3].starts_with("1 | {é") && lines[3].ends_with("é…"));
        assert_eq!(lines[4], "  | -");
        assert!(
            lines[5].starts_with("1 | …é")
                && lines[5].contains("é\"x\": 1, \"y\": 2 ")
                && lines[5].ends_with('…')
        );
        assert_eq!(lines[6], format!("  | {:41}^^^ here", ""));
    }
}
