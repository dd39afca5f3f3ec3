//! Builds the span tree from the events of the YAML parser: the only file that knows which parser that is.
//! JSON is read as the YAML it is.

use std::collections::{HashMap, HashSet};

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as Range, StructureStyle, Tag};

use super::node::{Entry, Key, Mapping, Node, Value};
use super::scalar::{plain, tagged};
use crate::diagnostic::{Diagnostic, Diagnostics, catalogue};
use crate::source::{FileId, Span};

/// Nodes that aliases may add to a document: a few kilobytes of text could otherwise grow to gigabytes.
const MAX_ALIASED_NODES: usize = 250_000;
/// Collections inside one another; later steps recurse.
const MAX_DEPTH: usize = 128;

/// Reads the one YAML document in `text`. Problems go to `diagnostics`; `None` when nothing could be read.
pub(crate) fn read(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut builder = Builder {
        file,
        text,
        stack: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        seen: 0,
        root: None,
        diagnostics,
    };
    match builder.run() {
        Ok(()) => builder.root,
        Err(problem) => {
            builder.diagnostics.push(*problem);
            None
        }
    }
}

struct Builder<'a> {
    file: FileId,
    text: &'a str,
    stack: Vec<Frame>,
    /// By anchor, with the number of values and of levels in it.
    anchors: HashMap<usize, (Node, usize, usize)>,
    aliased: usize,
    /// Where the last event ended.
    seen: usize,
    root: Option<Node>,
    diagnostics: &'a mut Diagnostics,
}

/// A collection whose end has not come yet.
struct Frame {
    span: Span,
    flow: bool,
    anchor: usize,
    nodes: usize,
    depth: usize,
    kind: Collecting,
}

enum Collecting {
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>, Option<Key>),
}

impl Builder<'_> {
    fn run(&mut self) -> Result<(), Box<Diagnostic>> {
        let mut options = granit_parser::options! {
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
            simple_key_max_lookahead: 4096
        };
        options.set_emit_comments(false);
        let mut documents = 0;
        for next in Parser::new_from_str_with_options(self.text, options) {
            let (event, range) = next.map_err(|error| Box::new(self.syntax_error(&error)))?;
            let span = self.span(&range);
            self.seen = span.end as usize;
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(Box::new(catalogue::several_documents(span)));
                    }
                }
                Event::Scalar(text, style, anchor, tag) => {
                    let value = scalar(&text, style, tag.as_deref(), span)?;
                    self.add(Node { span, value }, anchor, (1, 0), style == ScalarStyle::Plain)?;
                }
                Event::SequenceStart(style, anchor, tag) => {
                    collection_tag(tag.as_deref(), "seq", span)?;
                    self.open(span, style, anchor, Collecting::Sequence(Vec::new()));
                }
                Event::MappingStart(style, anchor, tag) => {
                    collection_tag(tag.as_deref(), "map", span)?;
                    self.open(span, style, anchor, Collecting::Mapping(Vec::new(), None));
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
                Event::Alias(id) => self.alias(id, span)?,
                _ => {}
            }
        }
        if self.root.is_none() {
            return Err(Box::new(catalogue::empty_document(Span::new(self.file, 0, 0))));
        }
        Ok(())
    }

    fn open(&mut self, span: Span, style: StructureStyle, anchor: usize, kind: Collecting) {
        self.stack.push(Frame {
            span,
            flow: style == StructureStyle::Flow,
            anchor,
            nodes: 1,
            depth: 1,
            kind,
        });
    }

    fn close(&mut self, end: Span) -> Result<(), Box<Diagnostic>> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let (value, last) = match frame.kind {
            Collecting::Sequence(items) => {
                let last = items.last().map(|item| item.span.end);
                (Value::Sequence(items), last)
            }
            Collecting::Mapping(entries, _) => {
                let last = entries.last().map(|entry| entry.value.span.end.max(entry.key.span.end));
                (Value::Mapping(self.mapping(entries)), last)
            }
        };
        // A block collection ends with its last item, not where the next token begins.
        let end = if frame.flow { end.end } else { last.unwrap_or(frame.span.end) };
        let span = Span { end: end.max(frame.span.start), ..frame.span };
        self.add(Node { span, value }, frame.anchor, (frame.nodes, frame.depth), false)
    }

    fn mapping(&mut self, entries: Vec<Entry>) -> Mapping {
        let (mapping, duplicates) = Mapping::new(merge(entries));
        for (first, later) in duplicates {
            self.diagnostics.push(catalogue::duplicate_key(&first, &later));
        }
        mapping
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Box<Diagnostic>> {
        let Some((node, nodes, depth)) = self.anchors.get(&id) else {
            return Err(Box::new(catalogue::recursive_alias(span)));
        };
        let (nodes, depth) = (*nodes, *depth);
        self.aliased += nodes;
        if self.aliased > MAX_ALIASED_NODES {
            return Err(Box::new(catalogue::too_many_aliased_nodes(span, MAX_ALIASED_NODES)));
        }
        // An alias inside an anchor, again and again, would be a way around the parser's limit.
        if self.stack.len() + depth > 2 * MAX_DEPTH {
            return Err(Box::new(catalogue::aliases_too_deep(span, 2 * MAX_DEPTH)));
        }
        let node = node.clone();
        self.add(node, 0, (nodes, depth), false)
    }

    /// Puts a finished node where it belongs: under the waiting key, as a key, as an item, or as the root.
    /// `nodes` values on `depth` levels are in it.
    fn add(
        &mut self,
        node: Node,
        anchor: usize,
        (nodes, depth): (usize, usize),
        plain: bool,
    ) -> Result<(), Box<Diagnostic>> {
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), nodes, depth));
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        frame.nodes += nodes;
        frame.depth = frame.depth.max(depth + 1);
        match &mut frame.kind {
            Collecting::Sequence(items) => items.push(node),
            Collecting::Mapping(entries, waiting) => match waiting.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => *waiting = Some(key(self.text, &node, plain)?),
            },
        }
        Ok(())
    }

    fn span(&self, range: &Range) -> Span {
        let offset = |at: Option<usize>| at.unwrap_or(self.text.len()).min(self.text.len());
        Span::new(self.file, offset(range.start.byte_offset()), offset(range.end.byte_offset()))
    }

    fn syntax_error(&self, error: &ScanError) -> Diagnostic {
        let at = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let end = self.text[at..].chars().next().map_or(at, |character| at + character.len_utf8());
        // The mapping in `[a: b]` has no bracket of its own.
        let bracket = self.stack.iter().rev().filter(|frame| frame.flow).find_map(|frame| {
            let bracket = self.text.get(frame.span.start as usize..)?.chars().next()?;
            let span = Span { end: frame.span.start + 1, ..frame.span };
            matches!(bracket, '[' | '{').then_some((span, bracket))
        });
        let quote = open_quote(self.text.get(self.seen..at).unwrap_or_default())
            .map(|(offset, quote)| (Span::new(self.file, self.seen + offset, self.seen + offset + 1), quote));
        catalogue::yaml_syntax(
            Span::new(self.file, at, end),
            &error.info(),
            self.text[..at].ends_with('\t') || self.text[at..].starts_with('\t'),
            quote.or(bracket),
        )
    }
}

/// The quote that is open at the end of `text`, and where it stands.
fn open_quote(text: &str) -> Option<(usize, char)> {
    let mut open: Option<(usize, char)> = None;
    for (at, character) in text.char_indices().filter(|(_, character)| matches!(character, '"' | '\'')) {
        open = match open {
            Some((_, quote)) if quote == character => None,
            Some(_) => open,
            // In the middle of a word it is an apostrophe.
            None if text[..at].ends_with(char::is_alphanumeric) => None,
            None => Some((at, character)),
        };
    }
    open
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Result<Value, Box<Diagnostic>> {
    match tag {
        Some(tag) if tag.handle() == "!" && tag.suffix().is_empty() => Ok(Value::String(text.to_owned())),
        Some(tag) => tag
            .core_suffix()
            .and_then(|suffix| tagged(suffix, text))
            .ok_or_else(|| Box::new(catalogue::unsupported_tag(span, &tag.original()))),
        None if style == ScalarStyle::Plain => Ok(plain(text)),
        None => Ok(Value::String(text.to_owned())),
    }
}

fn collection_tag(tag: Option<&Tag>, kind: &str, span: Span) -> Result<(), Box<Diagnostic>> {
    match tag {
        Some(tag) if tag.core_suffix() != Some(kind) => {
            Err(Box::new(catalogue::unsupported_tag(span, &tag.original())))
        }
        _ => Ok(()),
    }
}

/// A key must be a scalar. One that YAML reads as a number or boolean (`200:`) is taken as it is written.
fn key(text: &str, node: &Node, plain: bool) -> Result<Key, Box<Diagnostic>> {
    let name = match &node.value {
        Value::String(name) if plain && name == "<<" => MERGE.to_owned(),
        Value::String(name) => name.clone(),
        Value::Sequence(_) | Value::Mapping(_) => return Err(Box::new(catalogue::key_not_scalar(node.span))),
        _ => text.get(node.span.start as usize..node.span.end as usize).unwrap_or_default().to_owned(),
    };
    Ok(Key { name, span: node.span })
}

/// A plain `<<` key; a quoted one is an ordinary name.
const MERGE: &str = "\0<<";

/// The merge key: entries of the merged mappings that the mapping does not have itself, behind its own.
fn merge(entries: Vec<Entry>) -> Vec<Entry> {
    if !entries.iter().any(|entry| entry.key.name == MERGE) {
        return entries;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.key.name == MERGE);
    let mut known: HashSet<String> = own.iter().map(|entry| entry.key.name.clone()).collect();
    for merged in merges {
        let maps = match merged.value.value {
            Value::Sequence(items) => items,
            _ => vec![merged.value],
        };
        for entry in maps.iter().flat_map(Node::entries) {
            if known.insert(entry.key.name.clone()) {
                own.push(entry.clone());
            }
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Node {
        let mut diagnostics = Diagnostics::default();
        let node = read(FileId::ROOT, text, &mut diagnostics);
        assert!(diagnostics.into_sorted().is_empty(), "{text}");
        node.expect("a document")
    }

    fn slice<'a>(text: &'a str, node: &Node) -> &'a str {
        &text[node.span.start as usize..node.span.end as usize]
    }

    #[test]
    fn spans_cover_their_text() {
        let text = "a: [1, two]\nb:\n  c: 'x y'\n  d: é\ne: |\n  block\n";
        let root = parse(text);
        assert_eq!(slice(text, root.get("a").unwrap()), "[1, two]");
        assert_eq!(slice(text, &root.get("a").unwrap().items()[1]), "two");
        assert_eq!(slice(text, root.get("b").unwrap()), "c: 'x y'\n  d: é");
        assert_eq!(slice(text, root.get("b").unwrap().get("c").unwrap()), "'x y'");
        assert_eq!(root.get("e").unwrap().as_str(), Some("block\n"));
    }

    #[test]
    fn json_is_yaml() {
        let root = parse("{\"a\": {\"b\": [true, null, 1.5, \"\\u00e9\"]}}");
        assert_eq!(root.get("a").unwrap().get("b").unwrap().items()[3].as_str(), Some("é"));
    }

    #[test]
    fn aliases_and_merge_keys() {
        let root = parse("base: &b {x: 1, y: 2}\none: {<<: *b, y: 3}\ntwo: *b\n'<<': text\n");
        let one = root.get("one").unwrap();
        assert_eq!(one.get("x").unwrap().value, Value::Int(1));
        assert_eq!(one.get("y").unwrap().value, Value::Int(3));
        assert_eq!(root.get("two"), root.get("base"));
        assert_eq!(root.get("<<").unwrap().as_str(), Some("text"));
    }

    #[test]
    fn aliases_do_not_nest_without_end() {
        let mut text = String::from("a0: &a0 x\n");
        for level in 1..9 {
            let (open, close) = ("[".repeat(100), "]".repeat(100));
            text.extend([format!("a{level}: &a{level} {open}*a{}{close}\n", level - 1)]);
        }
        let mut diagnostics = Diagnostics::default();
        assert!(read(FileId::ROOT, &text, &mut diagnostics).is_none());
        assert_eq!(diagnostics.into_sorted()[0].code, "aliases-too-deep");
    }

    #[test]
    fn a_mapping_without_a_bracket_is_not_still_open() {
        let mut diagnostics = Diagnostics::default();
        assert!(read(FileId::ROOT, "a: [\n  é: x\n  # b\nc: d\n", &mut diagnostics).is_none());
        let label = diagnostics.into_sorted().remove(0).secondary.remove(0);
        assert_eq!((label.span.start, label.span.end), (3, 4));
        assert!(label.text.contains("`[`"), "{}", label.text);
    }

    #[test]
    fn billion_laughs_is_refused() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..9 {
            let alias = format!("*a{}", level - 1);
            let items = [alias.as_str(); 9].join(", ");
            text.extend([format!("a{level}: &a{level} [{items}]\n")]);
        }
        let mut diagnostics = Diagnostics::default();
        assert!(read(FileId::ROOT, &text, &mut diagnostics).is_none());
        assert_eq!(diagnostics.into_sorted()[0].code, "too-many-aliased-nodes");
    }
}
