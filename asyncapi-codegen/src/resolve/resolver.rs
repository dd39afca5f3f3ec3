//! [`Resolver`]: what a `$ref` points to.

use super::forest::{Forest, is_remote};
use super::json_pointer;
use crate::diagnostic::{Diagnostic, catalogue};
use crate::source::{self, FileId, Sources};
use crate::tree::Node;

/// References in a row; a longer chain is a loop.
const MAX_CHAIN: usize = 64;

/// Follows references through the trees of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resolver<'a> {
    pub(crate) forest: &'a Forest,
    pub(crate) sources: &'a Sources,
}

/// Where a reference, or a chain of them, ends.
#[derive(Clone, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) node: &'a Node,
    /// The last segment of the last reference's pointer, else the file's stem: the target's name.
    pub(crate) name: Option<String>,
    /// The last reference's pointer.
    pub(crate) pointer: Vec<String>,
    pub(crate) file: FileId,
}

/// A reference that leads nowhere.
#[derive(Clone, Debug)]
pub(crate) enum Broken {
    /// It is itself at fault.
    Here(Box<Diagnostic>),
    /// What it leads to is at fault, and is reported there.
    Elsewhere,
}

/// The `$ref` of a node that is a reference. What is no string is the shape check's to report.
pub(crate) fn reference(node: &Node) -> Option<&Node> {
    node.get("$ref").filter(|reference| reference.as_str().is_some())
}

impl<'a> Resolver<'a> {
    /// `node` itself, or what it refers to where it is a reference.
    pub(crate) fn resolve(&self, node: &'a Node) -> Result<Target<'a>, Broken> {
        let mut target = Target { node, name: None, pointer: Vec::new(), file: node.span.file };
        let mut chain: Vec<&Node> = Vec::new();
        while let Some(next) = reference(target.node) {
            if chain.len() > MAX_CHAIN || chain.iter().any(|before| before.span == next.span) {
                return Err(cycle(&chain, next));
            }
            chain.push(next);
            // A reference on the way that is broken is reported there, be it in a place that nothing else looks
            // at: an extension, another file.
            target = self.step(next, &mut { MAX_CHAIN })?;
        }
        Ok(target)
    }

    /// As [`resolve`](Self::resolve), for those who have no use for the error because it was reported before.
    pub(crate) fn follow(&self, node: &'a Node) -> Option<&'a Node> {
        self.resolve(node).ok().map(|target| target.node)
    }

    /// Where the reference `node` itself leads, be it another reference.
    pub(crate) fn hop(&self, node: &'a Node) -> Option<Target<'a>> {
        self.step(reference(node)?, &mut { MAX_CHAIN }).ok()
    }

    /// One reference: its file, then its pointer. All references on the way share the `fuel`: were it counted
    /// for each alone, twenty small ones could take hours.
    fn step(&self, reference: &'a Node, fuel: &mut usize) -> Result<Target<'a>, Broken> {
        let text = reference.as_str().unwrap_or_default();
        if is_remote(text) {
            return Err(Broken::Here(Box::new(catalogue::remote_ref(reference.span, text))));
        }
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let file = self.file(reference, path)?;
        let segments = json_pointer::parse(fragment).map_err(|reason| {
            Broken::Here(Box::new(catalogue::malformed_ref(reference.span, text, reason)))
        })?;
        // A file that did not parse was reported when it was read.
        let mut node = self.forest.tree(file).ok_or(Broken::Elsewhere)?;
        for (at, segment) in segments.iter().enumerate() {
            // The way may lead through a reference: `#/channels/a/messages/b` where `a` is one.
            while let (None, Some(inner), true) = (node.get(segment), self::reference(node), *fuel > 0) {
                *fuel -= 1;
                node = self.step(inner, fuel)?.node;
            }
            node = child(node, segment).ok_or_else(|| {
                let found = &segments[..at];
                Broken::Here(Box::new(catalogue::unresolved_ref(reference.span, text, found, segment, node)))
            })?;
        }
        let stem = || std::path::Path::new(path).file_stem()?.to_str().map(str::to_owned);
        let name = segments.last().cloned().or_else(stem);
        Ok(Target { node, name, pointer: segments, file })
    }

    fn file(&self, reference: &Node, path: &str) -> Result<FileId, Broken> {
        let from = reference.span.file;
        if path.is_empty() {
            return Ok(from);
        }
        let full = source::join(self.sources.path(from), path);
        match self.forest.file(&full) {
            Some(Ok(file)) => Ok(*file),
            Some(Err(failure)) => {
                let diagnostic = catalogue::ref_file_unreadable(reference.span, path, &full, failure);
                Err(Broken::Here(Box::new(diagnostic)))
            }
            None => Err(Broken::Here(Box::new(catalogue::too_many_files(reference.span)))),
        }
    }
}

/// A circle is one mistake: it is reported at its first reference in the text, by whichever way one comes.
fn cycle(chain: &[&Node], again: &Node) -> Broken {
    let start = chain.iter().position(|node| node.span == again.span).unwrap_or(0);
    let first = chain[start..].iter().min_by_key(|node| node.span).map_or(again, |node| *node);
    Broken::Here(Box::new(catalogue::cyclic_ref(first.span, first.as_str().unwrap_or_default())))
}

fn child<'a>(node: &'a Node, segment: &str) -> Option<&'a Node> {
    node.get(segment).or_else(|| node.items().get(segment.parse::<usize>().ok()?))
}

/// The segments of a pointer as a reference writes them: `#/components/schemas/User`.
pub(crate) fn pointer(segments: &[String]) -> String {
    let escaped = segments.iter().map(|segment| segment.replace('~', "~0").replace('/', "~1"));
    escaped.fold("#".to_owned(), |pointer, segment| format!("{pointer}/{segment}"))
}
