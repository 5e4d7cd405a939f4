//! What a document says that an example prints, beside what it printed.

/// Compares them line by line; `…` stands for whatever is there, within its line.
pub(super) fn compare(said: &str, printed: &str) -> Result<(), String> {
    let (said, printed) = (said.trim_end(), printed.trim_end());
    let lines = said.lines().count() == printed.lines().count();
    let pairs = said.lines().zip(printed.lines());
    if lines
        && pairs
            .into_iter()
            .all(|(said, printed)| fits(said.trim_end(), printed.trim_end()))
    {
        return Ok(());
    }
    Err(format!(
        "the document says that it prints\n{said}\nand it printed\n{printed}"
    ))
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
