//! The resume token of a copy, which holds no secret.

use std::fmt;
use std::str::FromStr;

use crate::invalid::Invalid;
use crate::value::{BlobUrl, CopyId, HeaderText};

/// The resume token of a copy that was started: one line of text without a secret.
///
/// With a credential for the destination, another process can wait for the copy, even on another day. The line consists
/// of `blobcopy1`, the copy id, the destination and the source. The source has no query, because a SAS would be in it;
/// it is `-` if it is not known.
///
/// ```
/// use blobcopy_proto::job::CopyTicket;
/// use blobcopy_proto::{BlobUrl, CopyId};
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let destination = BlobUrl::parse("https://acct.blob.core.windows.net/backups/db.vhd")?;
/// let ticket = CopyTicket::new(destination, CopyId::parse("1f812371-a41d-49e6-b123-f4b542e851c5")?);
///
/// let line = ticket.to_string();
/// assert_eq!(line.parse::<CopyTicket>()?, ticket);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopyTicket {
    /// The destination blob.
    pub destination: BlobUrl,
    /// The copy's id.
    pub copy_id: CopyId,
    /// The source without its query. For people to read; no request can be made of it.
    pub source: Option<HeaderText>,
}

/// The first word of a ticket, which names the format and its version.
const FORM: &str = "blobcopy1";

impl CopyTicket {
    /// The ticket of a copy into `destination`.
    pub fn new(destination: BlobUrl, copy_id: CopyId) -> Self {
        Self {
            destination,
            copy_id,
            source: None,
        }
    }

    /// Adds the source as it prints itself, without its query.
    #[must_use]
    pub fn with_source(mut self, source: &impl fmt::Display) -> Self {
        let shown = source.to_string();
        let named = shown.split(['?', '#']).next().unwrap_or_default();
        // A ticket is read word by word, so a source with a space is left out.
        self.source = HeaderText::parse(named)
            .ok()
            .filter(|text| !text.contains(' '));
        self
    }
}

impl fmt::Display for CopyTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = self.source.as_deref().unwrap_or("-");
        write!(f, "{FORM} {} {} {source}", self.copy_id, self.destination)
    }
}

impl FromStr for CopyTicket {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        // The text may be anything, even a key, so the error does not repeat it.
        let invalid =
            |rule: &'static str| Invalid::new("copy ticket", "…", rule, "Get Blob Properties");
        let words: Vec<&str> = text.split_whitespace().collect();
        let [form, copy_id, destination, source] = words[..] else {
            return Err(invalid("must be one line of four words"));
        };
        if form != FORM {
            return Err(invalid(
                "must begin with `blobcopy1`; another version may have written it",
            ));
        }
        let source = if source == "-" {
            None
        } else {
            Some(HeaderText::parse(source)?)
        };
        Ok(Self {
            destination: BlobUrl::parse(destination)?,
            copy_id: CopyId::parse(copy_id)?,
            source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::SourceUrl;

    fn ticket() -> CopyTicket {
        let destination = BlobUrl::parse("http://127.0.0.1:1/acct/into/a%20b").unwrap();
        CopyTicket::new(destination, CopyId::parse("0d3a-1").unwrap())
    }

    #[test]
    fn a_ticket_is_read_as_it_was_written() {
        let source = SourceUrl::parse("https://a.net/x?sv=1&sig=secret").unwrap();
        for ticket in [ticket(), ticket().with_source(&source)] {
            let text = ticket.to_string();
            assert!(
                !text.contains("secret") && !text.contains('?') && !text.contains('\n'),
                "{text}"
            );
            assert_eq!(text.parse::<CopyTicket>().unwrap(), ticket);
        }
    }

    #[test]
    fn what_is_no_ticket_is_refused() {
        for text in [
            "",
            "blobcopy1",
            "blobcopy2 1 http://127.0.0.1:1/acct/into/b -",
            "blobcopy1 1 nowhere -",
        ] {
            assert!(text.parse::<CopyTicket>().is_err(), "{text}");
        }
        let with_sas = "blobcopy1 1 http://127.0.0.1:1/acct/into/b?sig=secret -";
        assert!(
            !with_sas
                .parse::<CopyTicket>()
                .unwrap_err()
                .to_string()
                .contains("secret")
        );
    }
}
