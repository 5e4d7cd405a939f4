//! Takes the examples in Rust out of the documents, so that they are compiled as programs and can be run as such.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

#[expect(
    dead_code,
    unreachable_pub,
    reason = "they are modules of the library, which uses more of them"
)]
#[path = "src/documents"]
mod documents {
    pub(crate) mod markdown;
    pub(crate) mod whose;
}

use documents::markdown;
use documents::whose::{Whose, whose};

fn main() {
    let mut modules = String::new();
    let mut table = String::new();
    for (path, document) in paths() {
        let text = fs::read_to_string(&document).expect("a document is text");
        for block in markdown::blocks(&text) {
            let is_here = matches!(whose(&path, &block), Ok(Whose::Ours | Whose::Nobody(_)));
            if block.language != "rust" || !is_here {
                continue;
            }
            let place = format!("{path}:{}", block.line);
            let name = place
                .replace(|c: char| !c.is_alphanumeric(), "_")
                .to_lowercase();
            writeln!(modules, "mod {name} {{\n{}\n{RUN}\n}}", block.code)
                .expect("a string can grow");
            writeln!(table, "    ({place:?}, {name}::run),").expect("a string can grow");
        }
    }
    let program = format!(
        "{modules}
const EXAMPLES: &[(&str, Program)] = &[
{table}];
"
    );
    let folder = env::var_os("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&folder).join("rust_examples.rs"), program)
        .expect("cargo's folder can be written to");
}

const RUN: &str = "#[allow(clippy::needless_question_mark, reason = \"an example may have another error\")]\npub(super) fn run() -> Result<(), Box<dyn std::error::Error>> {\n    Ok(main()?)\n}";

/// The documents with examples in Rust, by their paths from the root.
fn paths() -> Vec<(String, PathBuf)> {
    let root = Path::new("..");
    let mut documents = vec!["README.md".to_owned()];
    for folder in ["docs", "crates"] {
        println!("cargo:rerun-if-changed={}", root.join(folder).display());
        let entries = fs::read_dir(root.join(folder)).expect("the folder is there");
        for entry in entries {
            let name = entry.expect("the folder can be read").file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            documents.push(if folder == "docs" {
                path
            } else {
                format!("{path}/README.md")
            });
        }
    }
    documents.sort();
    let files = documents.into_iter().map(|path| {
        let file = root.join(&path);
        (path, file)
    });
    let documents = files.filter(|(path, file)| path.ends_with(".md") && file.is_file());
    documents
        .inspect(|(_, file)| println!("cargo:rerun-if-changed={}", file.display()))
        .collect()
}
