//! Rules about the shape of a Rust file: how it begins, how long it and its functions are.

use super::Rule;
use super::rust::RustFile;

pub(super) const HEADER: Rule = Rule {
    says: "a file begins with `//!`",
    reason: "whoever opens it learns in one sentence what it is for",
};

pub(super) const FILE_LENGTH: Rule = Rule {
    says: "a file has at most 500 lines of code, tests apart",
    reason: "one idea, one file: past that there are two",
};

pub(super) const FUNCTION_LENGTH: Rule = Rule {
    says: "a function has at most 60 lines of code, or a comment `// Long: …` that says why",
    reason: "a function is read at one glance or not at all",
};

pub(super) fn header(file: &RustFile) -> Vec<(usize, String)> {
    match file.lines.first() {
        Some(line) if line.text.starts_with("//!") => Vec::new(),
        _ => vec![(1, String::new())],
    }
}

pub(super) fn file_length(file: &RustFile) -> Vec<(usize, String)> {
    let mut code = file
        .product_lines()
        .filter(|(_, line)| !line.code.is_empty());
    let Some((number, _)) = code.nth(MOST_IN_FILE) else {
        return Vec::new();
    };
    vec![(number, format!("{} lines", MOST_IN_FILE + 1 + code.count()))]
}

pub(super) fn function_length(file: &RustFile) -> Vec<(usize, String)> {
    let mut breaches = Vec::new();
    for first in 0..file.lines.len() {
        let Some(name) = function_name(&file.lines[first].code) else {
            continue;
        };
        let body = &file.lines[first..=file.end_of_item(first)];
        let length = body.iter().filter(|line| !line.code.is_empty()).count();
        if length > MOST_IN_FUNCTION && !has_reason(file, first) {
            breaches.push((first + 1, format!("{name} has {length}")));
        }
    }
    breaches
}

/// The name behind the first `fn` of a line; a function pointer has none.
fn function_name(code: &str) -> Option<&str> {
    let (before, after) = code.split_once("fn ")?;
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    after
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .next()
        .filter(|name| !name.is_empty())
}

/// Whether the comments and attributes right above the function hold a reason.
fn has_reason(file: &RustFile, first: usize) -> bool {
    let above = file.lines[..first]
        .iter()
        .rev()
        .map(|line| line.text.trim_start());
    above
        .take_while(|text| text.starts_with("//") || text.starts_with("#["))
        .any(|text| text.starts_with("// Long: "))
}

const MOST_IN_FILE: usize = 500;
const MOST_IN_FUNCTION: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_begins_with_code_is_listed() {
        assert_eq!(header(&rust("use std;\n")), [(1, String::new())]);
        assert_eq!(header(&rust("")), [(1, String::new())]);
        assert_eq!(header(&rust("//! A file.\n")), []);
    }

    #[test]
    fn only_code_outside_tests_counts_towards_the_length_of_a_file() {
        let code = "use a;\n".repeat(500);
        let rest = "\n// why\n/// what\n#[cfg(test)]\nmod tests {\n".to_owned()
            + &"    use b;\n".repeat(600)
            + "}\n";

        assert_eq!(file_length(&rust(&(code.clone() + &rest))), []);
        assert_eq!(
            file_length(&rust(&(code + &rest + "use c;\nuse d;\n"))),
            [(1107, "502 lines".to_owned())]
        );
    }

    #[test]
    fn a_function_over_sixty_lines_is_listed_by_name() {
        let long = format!(
            "impl A {{\n    pub fn long(&self) {{\n{}    }}\n}}\n",
            "        a();\n".repeat(59)
        );

        assert_eq!(
            function_length(&rust(&long)),
            [(2, "long has 61".to_owned())]
        );
    }

    #[test]
    fn a_function_of_sixty_lines_and_any_comments_is_not_listed() {
        let fits = format!(
            "fn fits(f: fn(u8)) {{\n{}}}\nfn b() {{}}",
            "    a();\n\n    // why\n".repeat(58)
        );

        assert_eq!(function_length(&rust(&fits)), []);
    }

    #[test]
    fn a_long_function_with_a_reason_is_not_listed() {
        let long = format!("fn long() {{\n{}}}\n", "    a();\n".repeat(59));

        assert_eq!(
            function_length(&rust(&format!(
                "/// It.\n// Long: a table.\n#[inline]\n{long}"
            ))),
            []
        );
        assert_eq!(
            function_length(&rust(&format!("// Long: another.\n\n{long}"))).len(),
            1
        );
    }

    fn rust(text: &str) -> RustFile {
        RustFile::new("crates/proto/src/a.rs", text)
    }
}
