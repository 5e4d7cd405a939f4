//! Compares the output of an example with the output in its document.

/// Compares both texts line by line. `…` within a line matches any text, and alone on a line any number of lines.
pub(super) fn compare(said: &str, printed: &str) -> Result<(), String> {
    let lines = |text: &str| {
        text.trim_end()
            .lines()
            .map(str::trim_end)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    if all_fit(&lines(said), &lines(printed)) {
        return Ok(());
    }
    Err(format!(
        "the document says that it prints\n{said}and it printed\n{printed}"
    ))
}

fn all_fit(said: &[String], printed: &[String]) -> bool {
    match said {
        [] => printed.is_empty(),
        [dots, rest @ ..] if dots == "…" => {
            (0..=printed.len()).any(|skipped| all_fit(rest, &printed[skipped..]))
        }
        [first, rest @ ..] => {
            printed.first().is_some_and(|line| fits(first, line)) && all_fit(rest, &printed[1..])
        }
    }
}

fn fits(said: &str, printed: &str) -> bool {
    let mut pieces = said.split('…');
    let Some(mut rest) = printed.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let Some(last) = pieces.next_back() else {
        return rest.is_empty();
    };
    for piece in pieces {
        let Some(start) = rest.find(piece) else {
            return false;
        };
        rest = &rest[start + piece.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_compared_one_by_one() {
        assert_eq!(compare("a\nb\n", "a\nb"), Ok(()));
        assert!(compare("a\n", "a\nb\n").is_err());
        assert!(compare("a\n", "b\n").is_err());
        assert!(compare("", "b\n").is_err());
        assert_eq!(compare("a\n…\nc\n", "a\nb\nb\nc\n"), Ok(()));
        assert_eq!(compare("…\nc\n", "c\n"), Ok(()));
        assert!(compare("…\nc\n", "c\nd\n").is_err());
    }

    #[test]
    fn dots_stand_for_anything_in_their_line() {
        assert!(fits("copy … is done in …s", "copy 12-34 is done in 5.1s"));
        assert!(fits("…", ""));
        assert!(!fits("copy … is done", "copy 12-34 is begun"));
        assert!(!fits("copy … is done", "the copy 12-34 is done"));
        assert!(!fits("a…b…c", "acb"));
    }
}
