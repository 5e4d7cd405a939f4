//! `blobcopy ls`.

use blobcopy_proto::ListInclude;
use blobcopy_proto::ops::{ListBlobsOptions, ListedBlob};
use serde::Serialize;

use super::variable;
use crate::account::Account;
use crate::args::LsArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{Format, IfUnwritten, Output, REPEAT};
use crate::prefix::Prefix;
use crate::quantity::show_bytes;
use crate::report::rfc3339;

/// The answer, as one object.
#[derive(Serialize)]
struct Listed {
    blobs: Vec<Row>,
}

/// A blob. Every field is there; what is not known is null.
#[derive(Serialize)]
struct Row {
    name: String,
    length: Option<u64>,
    blob_type: Option<String>,
    access_tier: Option<String>,
    copy_id: Option<String>,
    copy_status: Option<String>,
    etag: Option<String>,
    /// RFC 3339.
    last_modified: Option<String>,
}

/// Lists page by page, so that a container of any size is printed in little memory; only `--output json` holds all of it.
pub(crate) async fn run(arguments: &LsArguments, output: Output) -> Result<ExitCode, Failure> {
    let account = Account::new(&arguments.credentials, &variable);
    let prefix = Prefix::new(&account, &arguments.prefix)?;
    let mut options = ListBlobsOptions::default();
    options.prefix = (!prefix.name.is_empty()).then(|| prefix.name.clone());
    options.include = vec![ListInclude::Copy];
    let mut pages = prefix.container.list_blobs(options);
    let mut all = Vec::new();
    let mut is_empty = true;
    loop {
        let page = pages.next_page().await;
        let page = page.map_err(|error| Failure::of_account(&error, prefix.credential_kind()))?;
        let Some(page) = page else {
            break;
        };
        is_empty &= page.blobs.is_empty();
        let mut rows = page.blobs.iter().map(Row::of);
        let written = match output.format() {
            Format::Text => rows.try_for_each(|row| output.line(&row.line())),
            Format::Jsonl => rows.try_for_each(|row| output.object(&row)),
            Format::Json => {
                all.extend(rows);
                Ok(())
            }
        };
        if written.is_err() {
            return output.written(written, IfUnwritten::Repeat(REPEAT));
        }
    }
    if output.format() == Format::Json {
        let written = output.object(&Listed { blobs: all });
        return output.written(written, IfUnwritten::Repeat(REPEAT));
    }
    if is_empty {
        let url = prefix.container.url();
        output.remark(&format!("no blobs in {url}/{}", prefix.name));
    }
    Ok(ExitCode::Done)
}

impl Row {
    fn of(blob: &ListedBlob) -> Self {
        let properties = &blob.properties;
        let copy = properties.copy.as_ref();
        Self {
            name: blob.name.clone(),
            length: properties.content_length,
            blob_type: properties.blob_type.as_ref().map(ToString::to_string),
            access_tier: properties.access_tier.as_ref().map(ToString::to_string),
            copy_id: copy.map(|copy| copy.id.to_string()),
            copy_status: copy.map(|copy| copy.status.to_string()),
            etag: properties.etag.as_ref().map(ToString::to_string),
            last_modified: properties.last_modified.map(rfc3339),
        }
    }

    /// `126.0 MB  Hot   success  2026/db.vhd`; the columns are as wide as what is usual in them.
    fn line(&self) -> String {
        let length = self.length.map_or_else(|| "-".to_owned(), show_bytes);
        let tier = self.access_tier.as_deref().unwrap_or("-");
        let copy = self.copy_status.as_deref().unwrap_or("-");
        format!("{length:>9}  {tier:<7}  {copy:<7}  {}", self.name)
    }
}
