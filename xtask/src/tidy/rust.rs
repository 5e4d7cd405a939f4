//! A Rust file as the rules see it: its lines, with strings and comments told apart from code and tests from the rest.

/// One source file.
pub(super) struct RustFile {
    /// Relative to the root, with `/`.
    pub(super) path: String,
    pub(super) lines: Vec<Line>,
}

/// One line of it.
pub(super) struct Line {
    /// As it stands in the file.
    pub(super) text: String,
    /// The same without its comments, and with `"` for every character inside a string.
    pub(super) code: String,
    /// Part of an item under `#[cfg(test)]`, or of a file of tests.
    pub(super) test: bool,
}

impl RustFile {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let code = code_only(text);
        let whole = is_test_path(path);
        let lines = text.lines().zip(code.lines());
        let lines = lines.map(|(text, code)| Line {
            text: text.to_owned(),
            code: code.trim_end().to_owned(),
            test: whole,
        });
        let mut file = Self {
            path: path.to_owned(),
            lines: lines.collect(),
        };
        file.mark_test_items();
        file
    }

    /// The lines of the product, numbered from one.
    pub(super) fn product_lines(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.test)
            .map(|(index, line)| (index + 1, line))
    }

    fn mark_test_items(&mut self) {
        let mut index = 0;
        while index < self.lines.len() {
            if self.lines[index]
                .code
                .trim_start()
                .starts_with(TEST_ATTRIBUTE)
            {
                let last = self.end_of_item(index);
                self.lines[index..=last]
                    .iter_mut()
                    .for_each(|line| line.test = true);
                index = last;
            }
            index += 1;
        }
    }

    /// The line on which the item that begins at `first` is over: its body closes, or a `;` comes before any body.
    pub(super) fn end_of_item(&self, first: usize) -> usize {
        let (mut brackets, mut braces) = (0_i32, 0_i32);
        for (index, line) in self.lines.iter().enumerate().skip(first) {
            for c in line.code.chars() {
                match c {
                    '(' | '[' => brackets += 1,
                    ')' | ']' => brackets -= 1,
                    '{' => braces += 1,
                    '}' => braces -= 1,
                    ';' if brackets == 0 && braces == 0 => return index,
                    _ => {}
                }
                if c == '}' && braces <= 0 {
                    return index;
                }
            }
        }
        self.lines.len() - 1
    }

    /// The files of the modules that are declared here for tests alone: `#[cfg(test)] mod model;`.
    fn test_modules(&self) -> Vec<String> {
        let (folder, name) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        let folder = match name {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            _ => self.path.trim_end_matches(".rs").to_owned(),
        };
        let declared = self
            .lines
            .iter()
            .filter(|line| line.test)
            .filter_map(|line| declared_module(&line.code));
        declared
            .flat_map(|name| {
                [
                    format!("{folder}/{name}.rs"),
                    format!("{folder}/{name}/mod.rs"),
                ]
            })
            .collect()
    }
}

/// Marks the files that another file declares as modules of tests.
pub(super) fn mark_test_modules(files: &mut [RustFile]) {
    let tests: Vec<String> = files.iter().flat_map(RustFile::test_modules).collect();
    for file in files.iter_mut().filter(|file| tests.contains(&file.path)) {
        file.lines.iter_mut().for_each(|line| line.test = true);
    }
}

/// Whether `name` is called or used in this code, as a whole word.
pub(super) fn has_word(code: &str, name: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(start, _)| {
        !code[..start].ends_with(part_of_word)
            && !code[start + name.len()..].starts_with(part_of_word)
    })
}

fn declared_module(code: &str) -> Option<&str> {
    let declaration = code.trim().trim_start_matches(TEST_ATTRIBUTE).trim_start();
    let declaration = declaration
        .strip_prefix("pub(crate) ")
        .unwrap_or(declaration);
    declaration.strip_prefix("mod ")?.strip_suffix(';')
}

fn is_test_path(path: &str) -> bool {
    path.split('/')
        .any(|part| matches!(part, "tests" | "tests.rs" | "benches" | "fuzz"))
}

/// The text with comments blanked and the inside of strings replaced, line by line as before.
fn code_only(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut rest = characters.as_slice();
    while let Some(&first) = rest.first() {
        let (length, fill) = match first {
            '/' if rest.get(1) == Some(&'/') => (line_length(rest), ' '),
            '/' if rest.get(1) == Some(&'*') => (block_comment_length(rest), ' '),
            '"' => (string_length(rest), '"'),
            '\'' => (character_length(rest), '"'),
            'r' | 'b' | 'c' if !code.ends_with(|c: char| c.is_alphanumeric() || c == '_') => {
                (raw_string_length(rest), '"')
            }
            _ => (0, ' '),
        };
        if length == 0 {
            code.push(first);
        }
        code.extend(
            rest[..length]
                .iter()
                .map(|&c| if c == '\n' { '\n' } else { fill }),
        );
        rest = &rest[length.max(1)..];
    }
    code
}

fn line_length(rest: &[char]) -> usize {
    rest.iter().position(|&c| c == '\n').unwrap_or(rest.len())
}

fn block_comment_length(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_u32, 0);
    while at < rest.len() {
        match rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// From the quote to the quote that closes it.
fn string_length(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != rest[0] {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// A character literal, or nothing where the quote begins a lifetime.
fn character_length(rest: &[char]) -> usize {
    match rest {
        ['\'', '\\', ..] => string_length(rest),
        ['\'', _, '\'', ..] => 3,
        _ => 0,
    }
}

/// `r"…"`, `br#"…"#` and their like, or nothing where the letter begins a word.
fn raw_string_length(rest: &[char]) -> usize {
    let letters = rest
        .iter()
        .take_while(|c| matches!(c, 'b' | 'c' | 'r'))
        .count();
    let hashes = rest[letters..].iter().take_while(|&&c| c == '#').count();
    let open = letters + hashes;
    if letters > 2 || rest[letters - 1] != 'r' || rest.get(open) != Some(&'"') {
        return 0;
    }
    let mut close = vec!['#'; hashes + 1];
    close[0] = '"';
    let inside = &rest[open + 1..];
    let end = inside
        .windows(close.len())
        .position(|window| window == close)
        .unwrap_or(inside.len());
    (open + 1 + end + close.len()).min(rest.len())
}

const TEST_ATTRIBUTE: &str = "#[cfg(test)]";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_not_code() {
        assert_eq!(code_only("a // b\nc"), "a     \nc");
        assert_eq!(
            code_only("a /*b\n/*c*/d*/ e"),
            format!("a    \n{}e", " ".repeat(9))
        );
    }

    #[test]
    fn the_inside_of_a_string_is_not_code() {
        let quotes = |count| "\"".repeat(count);

        assert_eq!(code_only(r#"f("//\"b")"#), format!("f({})", quotes(7)));
        assert_eq!(code_only("br#\"a\"b\"#;r"), format!("{};r", quotes(9)));
        assert_eq!(
            code_only("f(b\"a\", c\"b\")"),
            format!("f(b{}, c{})", quotes(3), quotes(3))
        );
        assert_eq!(code_only("\"a\nb\";"), "\"\"\n\"\";");
    }

    #[test]
    fn a_lifetime_opens_no_character() {
        assert_eq!(
            code_only("&'a str, '{', '\\'', b'\"', r#fn"),
            "&'a str, \"\"\", \"\"\"\", b\"\"\", r#fn"
        );
    }

    #[test]
    fn a_string_that_never_ends_ends_with_the_file() {
        for text in ["\"a\\", "r#\"a", "/* a", "'\\", "'"] {
            assert_eq!(
                code_only(text).chars().count(),
                text.chars().count(),
                "{text}"
            );
        }
    }

    #[test]
    fn a_word_is_found_whole_only() {
        assert!(has_word("tokio::time::sleep(d)", "sleep"));
        assert!(!has_word("asleep(); sleep_well(); sleeps()", "sleep"));
    }

    #[test]
    fn only_items_under_the_attribute_are_tests() {
        let file = RustFile::new(
            "src/a.rs",
            "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { \"}\"; }\n}\nfn c() {}\n#[cfg(test)]\nuse d;\nfn e() {}",
        );

        let product: Vec<usize> = file.product_lines().map(|(number, _)| number).collect();

        assert_eq!(product, [1, 6, 9]);
    }

    #[test]
    fn a_file_declared_for_tests_is_all_tests() {
        let mut files = [
            RustFile::new("src/job.rs", "#[cfg(test)]\nmod model;\nmod plan;"),
            RustFile::new("src/job/model.rs", "fn a() {}"),
            RustFile::new("src/job/plan.rs", "fn a() {}"),
        ];

        mark_test_modules(&mut files);

        assert!(files[1].lines[0].test);
        assert!(!files[2].lines[0].test);
    }

    #[test]
    fn an_item_without_a_body_ends_with_its_semicolon() {
        let file = RustFile::new("src/a.rs", "fn a(x: [u8; 4])\n    -> u8;\nfn b() {}");

        assert_eq!(file.end_of_item(0), 1);
    }
}
