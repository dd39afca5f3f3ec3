//! Renders a diagnostic as rustc renders its own: title, `--> path:line:col`, excerpt, underlines, help.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthChar;

use super::{Diagnostic, Label};
use crate::source::{FileId, Sources};

const TAB: usize = 4;

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
        let mut out = diagnostic.title.clone();
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
            let _ = write!(out, "\n{:width$} = {kind}: {}", "", text.replace('\n', &hang));
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
        let mut last: Option<usize> = None;
        for (line, _, mark, label) in marks {
            match last {
                Some(shown) if shown == line => {}
                Some(shown) if shown + 2 == line => {
                    self.source_line(out, file, shown + 1, width);
                    self.source_line(out, file, line, width);
                }
                Some(shown) if shown + 1 < line => {
                    out.push_str("\n...");
                    self.source_line(out, file, line, width);
                }
                _ => self.source_line(out, file, line, width),
            }
            last = Some(line);
            self.underline(out, line, mark, label, width);
        }
    }

    fn source_line(&self, out: &mut String, file: FileId, number: usize, width: usize) {
        let (text, _) = self.sources.line(file, number);
        let text = expand(text);
        let _ = write!(out, "\n{number:>width$} |{}{}", if text.is_empty() { "" } else { " " }, text);
    }

    fn underline(&self, out: &mut String, line: usize, mark: char, label: &Label, width: usize) {
        let (text, start) = self.sources.line(label.span.file, line);
        let from = (label.span.start as usize).saturating_sub(start).min(text.len());
        // A span over several lines is underlined on its first.
        let to = (label.span.end as usize).saturating_sub(start).min(text.len()).max(from);
        let (before, marked) = (text.get(..from).unwrap_or(""), text.get(from..to).unwrap_or(""));
        let before = columns(&expand(before));
        let marked = columns(&expand(marked.trim_end())).max(1);
        let space = if label.text.is_empty() { "" } else { " " };
        let marks = String::from(mark).repeat(marked);
        let _ = write!(out, "\n{:width$} | {:before$}{marks}{space}{}", "", "", label.text);
    }

    fn gutter(&self, diagnostic: &Diagnostic) -> usize {
        let labels = diagnostic.primary.iter().chain(&diagnostic.secondary);
        let last = labels.map(|label| self.sources.line_column(label.span).line).max().unwrap_or(1);
        last.to_string().len()
    }
}

/// Tabs become spaces, and control characters are made visible: carets must stand under what they mark.
fn expand(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => out.push_str(&" ".repeat(TAB)),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn columns(text: &str) -> usize {
    text.chars().map(|character| character.width().unwrap_or(0)).sum()
}
