//! How an example is tested.

use super::markdown::Block;

/// How an example is tested, or why it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Whose {
    /// It is extracted from its document and run with an emulator.
    Ours,
    /// These other tests run it.
    Others(&'static str),
    /// It cannot be run, for this reason, and is checked as far as possible.
    Nobody(String),
    /// It is not an example, but an output, a setting or a drawing.
    NoExample,
}

/// How the block of the document at `path` is tested.
///
/// # Errors
/// If the language is unknown, because the block would then not be run without notice.
pub fn whose(path: &str, block: &Block) -> Result<Whose, String> {
    let language = &*block.language;
    if ["text", "json", "toml"].contains(&language) {
        return Ok(Whose::NoExample);
    }
    if !LANGUAGES.contains(&language) {
        return Err(format!("no language that is known: `{language}`"));
    }
    if let Some(reason) = &block.not_run {
        return Ok(Whose::Nobody(reason.clone()));
    }
    let is_crates = path.starts_with("crates/") && path.ends_with("/README.md");
    Ok(match (path, language) {
        (_, "rust") if is_crates && block.attributes.is_empty() => {
            Whose::Others("cargo's doc tests")
        }
        ("bindings/node/README.md", "js") => Whose::Others("bindings/node/test/packed.test.mjs"),
        _ => Whose::Ours,
    })
}

const LANGUAGES: [&str; 4] = ["rust", "python", "js", "sh"];

#[cfg(test)]
mod tests {
    use super::super::markdown::blocks;
    use super::*;

    fn of(path: &str, text: &str) -> Result<Whose, String> {
        whose(path, &blocks(text)[0])
    }

    #[test]
    fn an_example_of_a_language_that_nobody_runs_is_told() {
        assert!(of("docs/a.md", "```perl\n```\n").is_err());
        assert!(of("docs/a.md", "```\n```\n").is_err());
        assert_eq!(of("docs/a.md", "```json\n{}\n```\n"), Ok(Whose::NoExample));
    }

    #[test]
    fn an_example_is_run_by_one() {
        assert_eq!(of("README.md", "```rust\n```\n"), Ok(Whose::Ours));
        assert_eq!(
            of("crates/auth/README.md", "```rust\n```\n"),
            Ok(Whose::Others("cargo's doc tests"))
        );
        assert_eq!(
            of("crates/client/README.md", "```rust,no_run\n```\n"),
            Ok(Whose::Ours)
        );
        assert_eq!(
            of(
                "README.md",
                "<!-- not run: it is far away -->\n```sh\n```\n"
            ),
            Ok(Whose::Nobody("it is far away".to_owned()))
        );
    }
}
