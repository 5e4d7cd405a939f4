//! The spans and events of the crates, as a tree of lines.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// Records the spans and events that the crates emit in one scope of code.
///
/// ```
/// use blobcopy_tests::span_tree::SpanTree;
///
/// let tree = SpanTree::default();
/// tracing::subscriber::with_default(tree.subscriber(), || {
///     tracing::info_span!(target: "blobcopy", "outer", n = 1)
///         .in_scope(|| tracing::info!(target: "blobcopy", "inner"));
/// });
/// assert_eq!(tree.text(), "outer\n  n=1\n  INFO inner\n");
/// ```
#[derive(Clone, Debug, Default)]
pub struct SpanTree(Arc<Mutex<Vec<Node>>>);

#[derive(Debug)]
struct Node {
    /// The index of its parent.
    parent: Option<usize>,
    title: String,
    fields: Vec<(&'static str, String)>,
    is_span: bool,
}

impl SpanTree {
    /// The subscriber to run the code with.
    pub fn subscriber(&self) -> impl Subscriber + Send + Sync + use<> {
        Registry::default().with(Keeper(self.clone()))
    }

    /// The tree as text, from the roots: a span with its fields below it, an event in one line.
    #[must_use]
    pub fn text(&self) -> String {
        let nodes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        write_below(&nodes, None, 0, &mut text);
        text
    }

    fn with<T>(&self, change: impl FnOnce(&mut Vec<Node>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn write_below(nodes: &[Node], parent: Option<usize>, depth: usize, text: &mut String) {
    let children = nodes.iter().enumerate();
    for (at, node) in children.filter(|(_, node)| node.parent == parent) {
        let indent = "  ".repeat(depth);
        let fields = node
            .fields
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let fields: Vec<String> = fields.collect();
        let between = match node.is_span {
            true => format!("\n{indent}  "),
            false => " ".to_owned(),
        };
        let line: Vec<&str> = std::iter::once(node.title.as_str())
            .chain(fields.iter().map(String::as_str))
            .collect();
        writeln!(text, "{indent}{}", line.join(&between)).expect("a string takes all");
        write_below(nodes, Some(at), depth + 1, text);
    }
}

/// The layer that records.
struct Keeper(SpanTree);

/// The index of a span in the tree.
struct Place(usize);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Keeper {
    /// Only the spans and events of blobcopy, not those of the HTTP library.
    fn enabled(&self, metadata: &Metadata<'_>, _context: Context<'_, S>) -> bool {
        metadata.target().starts_with("blobcopy")
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let span = context.span(id).expect("the registry has it");
        let parent = span.parent().map(|parent| place(&parent));
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let at = self.0.with(|nodes| {
            nodes.push(Node {
                parent,
                title: attributes.metadata().name().to_owned(),
                fields: fields.named,
                is_span: true,
            });
            nodes.len() - 1
        });
        span.extensions_mut().insert(Place(at));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let at = place(&context.span(id).expect("the registry has it"));
        let mut fields = Fields::default();
        values.record(&mut fields);
        self.0.with(|nodes| nodes[at].fields.extend(fields.named));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let parent = context.event_span(event).map(|span| place(&span));
        let mut fields = Fields::default();
        event.record(&mut fields);
        let title = format!("{} {}", event.metadata().level(), fields.message);
        let node = Node {
            parent,
            title,
            fields: fields.named,
            is_span: false,
        };
        self.0.with(|nodes| nodes.push(node));
    }
}

fn place<'a, S: LookupSpan<'a>>(span: &tracing_subscriber::registry::SpanRef<'a, S>) -> usize {
    let extensions = span.extensions();
    extensions.get::<Place>().expect("placed when it began").0
}

/// Reads the values of a span or an event.
#[derive(Default)]
struct Fields {
    message: String,
    named: Vec<(&'static str, String)>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            name => self.named.push((name, format!("{value:?}"))),
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.named.push((field.name(), value.to_owned()));
    }
}
