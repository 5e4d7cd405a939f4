//! The parts of a Markdown document that can be checked: its examples, its links and its headings.
//!
//! The build script also uses this file, to extract the Rust examples of the documents.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A fenced block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The line of its first fence, counted from 1.
    pub line: usize,
    /// The word after the fence, up to a comma.
    pub language: String,
    /// The words after the comma.
    pub attributes: String,
    /// The content of the block.
    pub code: String,
    /// Why it is not run: the text of a comment `<!-- not run: … -->` directly before it.
    pub not_run: Option<String>,
    /// Its output: a block of `text` directly after it.
    pub prints: Option<String>,
}

/// A link or a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The line it is on, counted from 1.
    pub line: usize,
    /// Its target.
    pub target: String,
}

/// All blocks of code, except blocks of `text` that are the output of another block.
pub fn blocks(document: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // What was directly before: the reason in a comment, and whether it was a block.
    let (mut reason, mut is_behind_block) = (None, false);
    let mut open: Option<Block> = None;
    for (event, place) in events(document) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let mut block = started(&kind, line_of(document, &place));
                block.not_run = reason.take();
                open = Some(block);
            }
            Event::Text(text) if open.is_some() => {
                open.iter_mut().for_each(|block| block.code.push_str(&text));
            }
            Event::End(TagEnd::CodeBlock) => {
                let block = open.take().expect("what ends has begun");
                let printed = blocks.last_mut().filter(|_| is_behind_block);
                match printed.filter(|_| block.language == "text") {
                    Some(example) => example.prints = Some(block.code),
                    None => blocks.push(block),
                }
                is_behind_block = true;
            }
            Event::Html(html) => {
                reason = reason_in(&html).or(reason);
                is_behind_block = false;
            }
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            _ => (reason, is_behind_block) = (None, false),
        }
    }
    blocks
}

/// All links and pictures.
pub fn links(document: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for (event, place) in events(document) {
        if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event {
            links.push(Link {
                line: line_of(document, &place),
                target: dest_url.into_string(),
            });
        }
    }
    links
}

/// The anchors of a document that a link can name after `#`: its headings, as GitHub converts them.
pub fn anchors(document: &str) -> Vec<String> {
    let mut anchors = Vec::new();
    let mut heading: Option<String> = None;
    for (event, _) in events(document) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                heading
                    .iter_mut()
                    .for_each(|heading| heading.push_str(&text));
            }
            Event::End(TagEnd::Heading(_)) => {
                anchors.extend(heading.take().map(|text| anchor(&text)))
            }
            _ => {}
        }
    }
    anchors
}

fn events(document: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    Parser::new_ext(document, Options::ENABLE_TABLES).into_offset_iter()
}

fn line_of(document: &str, place: &Range<usize>) -> usize {
    document[..place.start].matches('\n').count() + 1
}

fn started(kind: &CodeBlockKind<'_>, line: usize) -> Block {
    let info = match kind {
        CodeBlockKind::Fenced(info) => &**info,
        CodeBlockKind::Indented => "",
    };
    let (language, attributes) = info.split_once(',').unwrap_or((info, ""));
    Block {
        line,
        language: language.trim().to_owned(),
        attributes: attributes.trim().to_owned(),
        code: String::new(),
        not_run: None,
        prints: None,
    }
}

fn reason_in(html: &str) -> Option<String> {
    let inside = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
    Some(inside.trim().strip_prefix("not run:")?.trim().to_owned())
}

fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "# A `b`, c\n\n<!-- not run: it is far away -->\n```sh\nls\n```\n\n\
        Words, and [a link](x.md#y).\n\n```rust,no_run\nfn main() {}\n```\n```text\nprinted\n```\n";

    #[test]
    fn a_block_has_its_reason_and_what_it_prints() {
        let blocks = blocks(DOCUMENT);
        assert_eq!(blocks.len(), 2, "{blocks:?}");
        assert_eq!(
            (blocks[0].line, &*blocks[0].language, &*blocks[0].code),
            (4, "sh", "ls\n")
        );
        assert_eq!(blocks[0].not_run.as_deref(), Some("it is far away"));
        assert_eq!(blocks[0].prints, None);
        assert_eq!(
            (&*blocks[1].language, &*blocks[1].attributes),
            ("rust", "no_run")
        );
        assert_eq!(
            (&blocks[1].not_run, blocks[1].prints.as_deref()),
            (&None, Some("printed\n"))
        );
    }

    #[test]
    fn a_reason_and_an_output_hold_for_their_neighbour_alone() {
        let apart =
            "<!-- not run: no -->\n\nWords.\n\n```sh\nls\n```\n\nWords.\n\n```text\nother\n```\n";
        let blocks = blocks(apart);
        assert_eq!(blocks.len(), 2, "{blocks:?}");
        assert_eq!((&blocks[0].not_run, &blocks[0].prints), (&None, &None));
    }

    #[test]
    fn links_and_headings_are_found() {
        assert_eq!(
            links(DOCUMENT),
            [Link {
                line: 8,
                target: "x.md#y".to_owned()
            }]
        );
        assert_eq!(anchors(DOCUMENT), ["a-b-c"]);
    }
}
