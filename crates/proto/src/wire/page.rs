//! HTML pages, which proxies send instead of the service's reply.

/// How much of a page is searched for its title, in bytes.
const SEARCHED: usize = 16 * 1024;

/// The title of a page, as one line.
pub(crate) fn title(page: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(&page[..page.len().min(SEARCHED)]);
    // Lowering ASCII keeps the length, so positions in both texts are the same.
    let lower = page.to_ascii_lowercase();
    let tag = lower.find("<title")?;
    let begins = tag + lower[tag..].find('>')? + 1;
    let ends = begins + lower[begins..].find("</title")?;
    let words: Vec<&str> = page[begins..ends].split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_read_on_one_line() {
        let page = b"<html><HEAD><Title lang=en>\n Access \n denied</title></head>";
        assert_eq!(title(page).as_deref(), Some("Access denied"));
    }

    #[test]
    fn a_page_without_a_title_has_none() {
        for page in [
            &b""[..],
            b"<title",
            b"<title>",
            b"<title></title>",
            b"\xff<title>\xff",
        ] {
            assert_eq!(title(page), None);
        }
    }
}
