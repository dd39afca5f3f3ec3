//! [`Sources`]: every file of one run, read once, with its lines.

use std::collections::HashMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{FileId, LineColumn, Span, SpecSource};

/// Larger documents are refused: a proc macro should not take minutes over a file given by mistake.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The files of one run. Files are named by their path, made absolute by the caller.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    by_path: HashMap<PathBuf, FileId>,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    text: String,
    line_starts: Vec<usize>,
}

/// Why a file could not be loaded.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    NotFound { siblings: Vec<String> },
    TooLarge { limit: usize },
    Unreadable { reason: String },
}

impl Sources {
    /// Reads the file at `path`, once however often it is asked for.
    pub(crate) fn load(&mut self, path: &Path, source: &dyn SpecSource) -> Result<FileId, Failure> {
        if let Some(&file) = self.by_path.get(path) {
            return Ok(file);
        }
        let text = source.read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::NotFound { siblings: source.siblings(path) },
            _ => Failure::Unreadable { reason: error.to_string() },
        })?;
        if text.len() > MAX_BYTES {
            return Err(Failure::TooLarge { limit: MAX_BYTES });
        }
        // A byte order mark is no part of the text: with it the first line's columns would be off by one.
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        let file = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(File { path: path.to_owned(), line_starts: line_starts(&text), text });
        self.by_path.insert(path.to_owned(), file);
        Ok(file)
    }

    /// The files read so far, in the order of reading: what a build must watch.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.path.as_path())
    }

    /// The path of a file.
    pub fn path(&self, file: FileId) -> &Path {
        &self.files[file.0 as usize].path
    }

    /// The whole text of a file, without its byte order mark.
    pub fn text(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].text
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column of the start of a span.
    pub fn line_column(&self, span: Span) -> LineColumn {
        let file = &self.files[span.file.0 as usize];
        let at = floor_char_boundary(&file.text, span.start as usize);
        let line = file.line_starts.partition_point(|&start| start <= at).max(1);
        let column = file.text[file.line_starts[line - 1]..at].chars().count() + 1;
        LineColumn { line, column }
    }

    /// The text of line `line` (from 1) without its line break, and the offset at which it starts.
    pub(crate) fn line(&self, file: FileId, line: usize) -> (&str, usize) {
        let file = &self.files[file.0 as usize];
        let start = file.line_starts.get(line - 1).copied().unwrap_or(file.text.len());
        let end = file.line_starts.get(line).copied().unwrap_or(file.text.len());
        (file.text[start..end].trim_end_matches(['\n', '\r']), start)
    }
}

/// YAML's line breaks: LF, CRLF, and CR alone.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
            starts.push(at + 1);
        }
    }
    starts
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// `relative` as seen from the file `from`, with `.` and `..` worked out on the text alone, so that one file
/// has one path.
pub(crate) fn join(from: &Path, relative: &str) -> PathBuf {
    let base = from.parent().unwrap_or(Path::new(""));
    let mut path = PathBuf::new();
    for component in base.join(relative).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(path.components().next_back(), Some(Component::Normal(_))) => {
                path.pop();
            }
            other => path.push(other),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_lf_crlf_and_cr() {
        assert_eq!(line_starts("a\nb\r\nc\rd"), [0, 2, 5, 7]);
    }

    #[test]
    fn joins_by_text() {
        let from = Path::new("/specs/api/main.yaml");
        assert_eq!(join(from, "./a.yaml"), Path::new("/specs/api/a.yaml"));
        assert_eq!(join(from, "../common/a.yaml"), Path::new("/specs/common/a.yaml"));
        assert_eq!(join(Path::new("main.yaml"), "../a.yaml"), Path::new("../a.yaml"));
    }
}
