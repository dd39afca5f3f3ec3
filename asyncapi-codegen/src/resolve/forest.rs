//! [`Forest`]: the trees of all files of a run, read before anything looks at them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostics, catalogue};
use crate::source::{self, Failure, FileId, Sources, SpecSource};
use crate::tree::{self, Node};

/// More files than any document has; a generated maze of references ends here.
const MAX_FILES: usize = 1_000;

/// The trees of all files, by file.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    trees: Vec<Option<Node>>,
    files: HashMap<PathBuf, Result<FileId, Failure>>,
}

impl Forest {
    /// Reads the document at `path` (`written` by the user) and, following every `$ref`, the files it refers to.
    /// `None` when the document itself cannot be read or parsed: that is the one error of the run.
    pub(crate) fn load(
        path: &Path,
        written: &str,
        source: &dyn SpecSource,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut forest = Self::default();
        if let Err(failure) = forest.read(path, source, sources, diagnostics) {
            diagnostics.push(catalogue::document_unreadable(written, path, &failure));
            return None;
        }
        forest.trees.first()?.as_ref()?;
        let mut next = 0;
        while next < forest.trees.len() {
            let mut found = Vec::new();
            if let Some(tree) = &forest.trees[next] {
                collect_files(tree, sources.path(tree.span.file), &mut found);
            }
            for path in found {
                // One that is not read is an error where it is referred to.
                if forest.files.len() >= MAX_FILES {
                    break;
                }
                // A file that is missing is an error only where a reference to it counts: the resolver says so.
                let _ = forest.read(&path, source, sources, diagnostics);
            }
            next += 1;
        }
        Some(forest)
    }

    pub(crate) fn root(&self) -> Option<&Node> {
        self.tree(FileId::ROOT)
    }

    pub(crate) fn tree(&self, file: FileId) -> Option<&Node> {
        self.trees.get(file.index())?.as_ref()
    }

    /// The file at `path` as read before, or why it could not be.
    pub(crate) fn file(&self, path: &Path) -> Option<&Result<FileId, Failure>> {
        self.files.get(path)
    }

    fn read(
        &mut self,
        path: &Path,
        source: &dyn SpecSource,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Failure> {
        if let Some(known) = self.files.get(path) {
            return known.clone().map(|_| ());
        }
        let loaded = sources.load(path, source);
        self.files.insert(path.to_owned(), loaded.clone());
        let file = loaded?;
        self.trees.push(tree::read(file, sources.text(file), diagnostics));
        Ok(())
    }
}

/// The paths of the files that references in `node` name.
fn collect_files(node: &Node, from: &Path, found: &mut Vec<PathBuf>) {
    for item in node.items() {
        collect_files(item, from, found);
    }
    for entry in node.entries() {
        match entry.value.as_str() {
            Some(reference) if entry.key.name == "$ref" => {
                let file = reference.split('#').next().unwrap_or_default();
                if !file.is_empty() && !is_remote(file) {
                    found.push(source::join(from, file));
                }
            }
            _ => collect_files(&entry.value, from, found),
        }
    }
}

/// Whether a reference names something on a network: nothing is ever fetched (rule R5).
pub(crate) fn is_remote(reference: &str) -> bool {
    reference.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}
