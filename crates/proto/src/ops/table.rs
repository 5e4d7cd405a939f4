//! The facts about every operation, one row each.

/// Passes the rows of all operations to the macro `$then`.
///
/// A row reads `Name { Resource(field) if condition; METHOD comp "…", since "…", sas "…"; flags }`:
///
/// - the kind of resource that a request addresses, and the field of the operation that holds it;
/// - `if`: a function in `call.rs` that checks the request's headers. The first row that matches a request is used;
/// - the method, and after `or` another that the service accepts;
/// - the parameter `comp`, and the first service version that supports the operation;
/// - `sas`: the permissions of which one is enough;
/// - flags: the fields of [`OperationFacts`](crate::ops::OperationFacts) that are true.
///
/// Sources: each operation's own page; *Versioning for Azure Storage*; the tables of permissions in *Create a service
/// SAS*, *Create an account SAS* and *Create a user delegation SAS*; *Configure anonymous read access for containers
/// and blobs*; REST reference.
#[doc(hidden)]
#[macro_export]
macro_rules! operations {
    ($then:ident) => {
        $then! {
            AbortCopyBlob { Blob(destination); PUT comp "copy", sas "w" }
            AppendBlobSeal { Blob(blob); PUT comp "seal", since "2019-12-12", sas "w" }
            AppendBlockFromUrl { Blob(blob) if has_source; PUT comp "appendblock", since "2018-11-09", sas "aw"; within_call }
            AppendBlock { Blob(blob); PUT comp "appendblock", since "2015-02-21", sas "aw" }
            // `x-ms-requires-sync` is checked before `x-ms-blob-type`.
            CopyBlobFromUrl { Blob(destination) if is_synchronous; PUT, since "2018-03-28", sas "cw"; creates, within_call }
            PutBlobFromUrl { Blob(destination) if is_typed_copy; PUT, since "2020-04-08", sas "cw"; creates, within_call }
            CopyBlob { Blob(destination) if has_source; PUT, sas "cw"; creates }
            DeleteBlob { Blob(blob); DELETE, sas "d" }
            GetBlob { Blob(blob); GET, sas "r"; public, reader }
            GetBlobMetadata { Blob(blob); GET or HEAD comp "metadata", sas "r"; public, reader }
            GetBlobProperties { Blob(blob); HEAD, sas "re"; public, reader }
            GetBlobTags { Blob(blob); GET comp "tags", since "2019-12-12", sas "t" }
            GetBlockList { Blob(blob); GET comp "blocklist", sas "r"; public, reader }
            GetPageRanges { Blob(blob); GET comp "pagelist", sas "r"; public, reader }
            IncrementalCopyBlob { Blob(destination); PUT comp "incrementalcopy", since "2016-05-31", sas "w" }
            LeaseBlob { Blob(blob); PUT comp "lease", sas "w" }
            PutBlob { Blob(blob); PUT, sas "cw"; creates }
            PutBlockFromUrl { Blob(blob) if has_source; PUT comp "block", since "2018-03-28", sas "w"; within_call }
            PutBlock { Blob(blob); PUT comp "block", sas "w" }
            PutBlockList { Blob(blob); PUT comp "blocklist", sas "w" }
            PutPageFromUrl { Blob(blob) if has_source; PUT comp "page", since "2018-11-09", sas "w"; within_call }
            PutPage { Blob(blob); PUT comp "page", sas "w" }
            SetBlobMetadata { Blob(blob); PUT comp "metadata", sas "w" }
            SetBlobProperties { Blob(blob); PUT comp "properties", sas "w" }
            SetBlobTags { Blob(blob); PUT comp "tags", since "2019-12-12", sas "t" }
            SetBlobTier { Blob(blob); PUT comp "tier", since "2017-04-17", sas "w" }
            SnapshotBlob { Blob(blob); PUT comp "snapshot", sas "cw" }
            CreateContainer { Container(container); PUT, sas "cw" }
            DeleteContainer { Container(container); DELETE, sas "d" }
            FindBlobsByTagsInContainer { Container(container); GET comp "blobs", since "2021-04-10", sas "f" }
            GetContainerProperties { Container(container); HEAD or GET, sas "r"; public, reader }
            GetContainerMetadata { Container(container); GET or HEAD comp "metadata", sas "r"; public, reader }
            SetContainerMetadata { Container(container); PUT comp "metadata", sas "w" }
            GetContainerAcl { Container(container); GET or HEAD comp "acl"; reader }
            SetContainerAcl { Container(container); PUT comp "acl" }
            LeaseContainer { Container(container); PUT comp "lease", since "2012-02-12", sas "w" }
            ListBlobs { Container(container); GET comp "list", sas "l"; public, reader }
            BlobBatchInContainer { Container(container); POST comp "batch", since "2020-04-08", sas "dwx"; batch }
            ListContainers { Service(endpoint); GET comp "list", sas "l"; reader, no_restype }
            BlobBatch { Service(endpoint); POST comp "batch", since "2018-11-09", sas "dwx"; batch, no_restype }
            FindBlobsByTags { Service(endpoint); GET comp "blobs", since "2019-12-12", sas "f"; no_restype }
            GetUserDelegationKey { Service(endpoint); POST comp "userdelegationkey", since "2018-11-09"; reader }
            GetAccountInformation { Account(subject); GET or HEAD comp "properties", since "2018-03-28", sas "rwdlacup" }
        }
    };
}
