//! Descriptions of the document as Rust documentation.

use proc_macro2::TokenStream;
use quote::quote;

/// `#[doc]` attributes with the description, or with `fallback` where there is none: generated items have
/// documentation in any case.
pub(super) fn emit(description: Option<&str>, fallback: impl FnOnce() -> String) -> TokenStream {
    let text = match description.map(str::trim) {
        Some(text) if !text.is_empty() => safe(text),
        _ => fallback(),
    };
    // Names may hold what a comment cannot, such as a CR.
    let text = text.replace(|c: char| c.is_control() && !matches!(c, '\n' | '\t'), " ");
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    let allow = risky(&text).then(
        || quote!(#[allow(rustdoc::bare_urls, rustdoc::broken_intra_doc_links, rustdoc::invalid_html_tags)]),
    );
    quote!(#(#[doc = #lines])* #allow)
}

/// Whether rustdoc could take something in a description for a link or for HTML of ours.
fn risky(text: &str) -> bool {
    text.contains(['<', '[']) || text.contains("://")
}

/// Code in a description is an example of something else: rustdoc must not compile it as Rust. Fences get the
/// tag `text`, and indented lines lose what would make them code.
fn safe(text: &str) -> String {
    let mut lines = Vec::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let inner = line.trim_start();
        let marks: String = inner.chars().take_while(|c| matches!(c, '`' | '~')).collect();
        match &fence {
            None if marks.len() >= 3 => {
                // Whatever the tag was: one that rustdoc does not know is still Rust to it.
                lines.push(format!("{marks}text"));
                fence = Some(marks);
            }
            None => {
                let indent = line.len() - inner.len();
                let tabs = line[..indent].contains('\t');
                let kept = if tabs || indent > 3 { 3 } else { indent };
                lines.push(format!("{:kept$}{}", "", inner.trim_end()));
            }
            Some(open) => {
                if marks.starts_with(open.as_str()) && inner[marks.len()..].trim().is_empty() {
                    fence = None;
                }
                lines.push(line.trim_end().to_owned());
            }
        }
    }
    if let Some(open) = fence {
        lines.push(open);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_never_becomes_a_doctest() {
        assert_eq!(safe("a\n```\nlet x;\n```\nb"), "a\n```text\nlet x;\n```\nb");
        assert_eq!(safe("```rust\nlet x;"), "```text\nlet x;\n```");
        assert_eq!(safe("~~~json\n{}\n~~~"), "~~~text\n{}\n~~~");
        assert_eq!(safe("a\n\n    let x;\n\tlet y;"), "a\n\n   let x;\n   let y;");
    }
}
