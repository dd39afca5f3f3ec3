//! [`SpecSource`]: the one door through which this crate reads files.

use std::io;
use std::path::Path;

/// Gives the text of files. The macro reads the [`FileSystem`]; tests and tools may read from anywhere.
pub trait SpecSource {
    /// The text of the file at `path`.
    ///
    /// # Errors
    /// As for [`std::fs::read_to_string`].
    fn read(&self, path: &Path) -> io::Result<String>;

    /// The names of the files beside `path`, for "did you mean" when it does not exist.
    fn siblings(&self, path: &Path) -> Vec<String>;
}

/// Reads files from disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileSystem;

impl SpecSource for FileSystem {
    fn read(&self, path: &Path) -> io::Result<String> {
        // A device or pipe may have no end, or never begin.
        let kind = std::fs::metadata(path)?.file_type();
        if kind.is_file() || kind.is_dir() {
            return std::fs::read_to_string(path);
        }
        Err(io::Error::new(io::ErrorKind::InvalidInput, "this is no regular file"))
    }

    fn siblings(&self, path: &Path) -> Vec<String> {
        let Some(Ok(entries)) = path.parent().map(std::fs::read_dir) else { return Vec::new() };
        let mut names: Vec<_> =
            entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn devices_are_not_read() {
        let error = FileSystem.read(Path::new("/dev/zero")).map(|text| text.len()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
}
