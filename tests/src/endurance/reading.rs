//! Reads, which show the results of all other operations.

use blobcopy_proto::ListInclude;
use blobcopy_proto::ops::{BlobProperties, GetBlob, GetBlobProperties, ListBlobs};

use super::act::{BLOBS, Run};
use super::harm::Harm;

impl Run {
    pub(super) fn head(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        let expected = self.model.must_exist(blob);
        let head = GetBlobProperties::new(self.client.blob(blob));
        match self.ask(&head, harm, expected)?.told {
            Some(told) => self.compare(blob, &told),
            None => Ok(()),
        }
    }

    pub(super) fn get(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        let expected = self.model.must_exist(blob);
        let get = GetBlob::new(self.client.blob(blob));
        let Some(told) = self.ask(&get, harm, expected)?.told else {
            return Ok(());
        };
        let should_be = self.model.blobs[blob]
            .as_ref()
            .map(|blob| blob.content.clone());
        if Some(&told.content) != should_be.as_ref() {
            return Err(format!("{} bytes that should not be", told.content.len()));
        }
        self.compare(blob, &told.properties)
    }

    pub(super) fn list(&mut self, harm: Harm) -> Result<(), String> {
        let mut list = ListBlobs::new(self.client.container().clone());
        list.options.include = vec![ListInclude::Copy];
        let Some(told) = self.ask(&list, harm, Ok(()))?.told else {
            return Ok(());
        };
        let mut listed = told.blobs.into_iter().peekable();
        for blob in 0..BLOBS {
            if self.model.blobs[blob].is_none() {
                continue;
            }
            let name = self.client.blob(blob).name().to_owned();
            let Some(item) = listed.next_if(|item| item.name == name) else {
                return Err(format!("{name} is not listed"));
            };
            self.compare(blob, &item.properties)?;
        }
        match listed.next() {
            None => Ok(()),
            Some(item) => Err(format!("{} is listed", item.name)),
        }
    }

    /// Compares the properties of a blob with the expected ones, and learns the id of its copy.
    pub(super) fn compare(&mut self, blob: usize, told: &BlobProperties) -> Result<(), String> {
        let Some(model) = &self.model.blobs[blob] else {
            return Err("it should not be there".to_owned());
        };
        let status = told.copy.as_ref().map(|copy| &copy.status);
        let should_be = model.copy.as_ref().map(|copy| &copy.status);
        if status != should_be {
            return Err(format!("copy {status:?} instead of {should_be:?}"));
        }
        if told.content_length != Some(model.content.len() as u64) {
            let length = model.content.len();
            return Err(format!(
                "length {:?} instead of {length}",
                told.content_length
            ));
        }
        let id = told.copy.as_ref().map(|copy| copy.id.clone());
        let known = model.copy.as_ref().and_then(|copy| copy.id.clone());
        if known.is_some() && known != id {
            return Err(format!("copy {id:?} instead of {known:?}"));
        }
        if let Some(status) = status {
            self.count(&format!("copies seen {status}"));
        }
        self.learn(blob, id);
        Ok(())
    }
}
