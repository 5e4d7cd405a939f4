//! The seeds of the mutations: hand-written ones, and the recordings if they are available.

/// URLs of blobs and others.
pub(crate) const URLS: [&str; 12] = [
    "https://acct.blob.core.windows.net/cont/blob",
    "https://acct.blob.core.windows.net/cont/a%20b%2520c//d/",
    "https://acct-secondary.blob.core.windows.net/$root/%C3%BC",
    "https://acct.z12.blob.storage.azure.net/$web/index.html",
    "http://127.0.0.1:10000/devstoreaccount1/cont/blob?snapshot=2026-11-23T08:00:00.0000000Z",
    "http://[::1]:10000/acct/cont/blob?versionid=2026-11-23T08%3A00%3A00.0000000Z",
    "https://files.example.com/cont/blob?sv=2021-12-02&se=2026-11-24T00%3A00%3A00Z&sr=b&sp=r&sig=a%2Bb%3D",
    "https://bucket.example/a*b~%7e?X-Signature=a%2Bb*",
    "https://user:secret@a.net/c/b",
    "HTTPS://A.NET:443/c/b",
    "https://acct.blob.core.windows.net",
    "http://azurite:10000/acct",
];

/// Queries in the form of shared access signatures.
pub(crate) const QUERIES: [&str; 5] = [
    "sv=2021-12-02&st=2026-11-23T00%3A00%3A00Z&se=2026-11-24T00%3A00%3A00Z&sr=b&sp=racwd&sig=a%2Bb%3D",
    "sv=2026-06-06&ss=b&srt=sco&spr=https&sip=1.2.3.4-1.2.3.9&sig=x",
    "skoid=1&sktid=2&skt=3&ske=4&sks=b&skv=2020-02-10&sr=d&sdd=2&sig=x&snapshot=1",
    "restype=container&comp=list&prefix=a%2F&delimiter=%2F&maxresults=5&include=copy%2Cmetadata&marker=2%2188",
    "comp=copy&copyid=1f812371-a41d-49e6-b123-f4b542e851c5&timeout=30&api-version=2021-12-02",
];

/// XML documents of the service.
pub(crate) const DOCUMENTS: [&str; 8] = [
    "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults \
     ServiceEndpoint=\"https://acct.blob.core.windows.net/\" ContainerName=\"cont\"><Prefix>a</Prefix>\
     <MaxResults>2</MaxResults><Delimiter>/</Delimiter><Blobs><Blob><Name>a b &amp; c</Name>\
     <Snapshot>2026-11-23T08:00:00.0000000Z</Snapshot><VersionId>v</VersionId><Deleted>true</Deleted><Properties>\
     <Creation-Time>Mon, 23 Nov 2026 08:00:00 GMT</Creation-Time><Etag>0x8D</Etag><Content-Length>7</Content-Length>\
     <Content-CRC64 /><BlobType>BlockBlob</BlobType><CopyId>1</CopyId><CopySource>https://a.net/b?c&amp;d</CopySource>\
     <CopyStatus>pending</CopyStatus><CopyProgress>3/7</CopyProgress><TagCount>1</TagCount></Properties>\
     <Metadata><a>b</a></Metadata><Tags><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tags>\
     <OrMetadata><or-p_r>complete</or-p_r></OrMetadata></Blob><BlobPrefix><Name Encoded=\"true\">a%EF%BF%BE/</Name>\
     </BlobPrefix></Blobs><NextMarker>2!88!</NextMarker></EnumerationResults>",
    "\u{feff}<?xml version=\"1.0\"?><Error><Code>CannotVerifyCopySource</Code><Message>No.\nRequestId:1\nTime:2</Message>\
     <CopySourceStatusCode>403</CopySourceStatusCode><CopySourceErrorCode>AuthenticationFailed</CopySourceErrorCode>\
     <CopySourceErrorMessage>Signature did not match. sig=abc</CopySourceErrorMessage></Error>",
    "<UserDelegationKey><SignedOid>o</SignedOid><SignedTid>t</SignedTid><SignedStart>2026-11-23T08:00:00Z</SignedStart>\
     <SignedExpiry>2026-11-24T08:00:00Z</SignedExpiry><SignedService>b</SignedService><SignedVersion>2020-02-10\
     </SignedVersion><Value>a2V5</Value></UserDelegationKey>",
    "<Tags><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tags>",
    "<BlockList><Latest>AAAA</Latest><Committed>AAAB</Committed><Uncommitted>AAAC</Uncommitted></BlockList>",
    "<BlockList><CommittedBlocks><Block><Name>AAAA</Name><Size>4194304</Size></Block></CommittedBlocks>\
     <UncommittedBlocks><Block><Name>AAAB</Name><Size>1</Size></Block></UncommittedBlocks></BlockList>",
    "<PageList><PageRange><Start>0</Start><End>511</End></PageRange><ClearRange><Start>1024</Start><End>2047</End>\
     </ClearRange><NextMarker>2048</NextMarker></PageList>",
    "<EnumerationResults ServiceEndpoint=\"https://acct.blob.core.windows.net/\"><Where>k='v'</Where><Blobs><Blob>\
     <Name>a</Name><ContainerName>cont</ContainerName><Tags><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet>\
     </Tags></Blob></Blobs><NextMarker>x</NextMarker></EnumerationResults>",
];

/// Bodies of batches and of their replies, whose boundary is `b`.
pub(crate) const BATCHES: [&str; 4] = [
    "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: 0\r\n\r\nDELETE /c/b HTTP/1.1\r\n\
     x-ms-date: Thu, 14 Jun 2018 16:46:54 GMT\r\nAuthorization: SharedKey a:bQ==\r\nContent-Length: 0\r\n\r\n\
     --b\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nDELETE /c/d?snapshot=1 HTTP/1.1\r\n\r\n--b--\r\n",
    "--b\r\nContent-Type: application/http\r\n\r\nPUT /c/b?comp=tier HTTP/1.1\r\nx-ms-access-tier: Cool\r\n\r\n\r\n--b--",
    "--b\r\nContent-Type: application/http\r\n\r\nPOST /?comp=batch HTTP/1.1\r\n\r\n--c\r\n\r\n--c--\r\n--b--",
    "--b\r\nContent-Type: application/http\r\nContent-ID: 2\r\n\r\nHTTP/1.1 404 The specified blob does not exist.\r\n\
     x-ms-error-code: BlobNotFound\r\nContent-Length: 9\r\n\r\n<Error/>\r\n--b\r\nContent-Type: application/http\r\n\r\n\
     HTTP/1.1 202 Accepted\r\n\r\n--b--\r\n",
];

/// Replies that the crate itself would not write.
pub(crate) const REPLIES: [&str; 5] = [
    "502\ncontent-type: text/html\n\n<html><body>Bad gateway<br></body></html>",
    "412\nx-ms-error-code: ConditionNotMet\nx-ms-request-id: 1\nretry-after: 3\n\n",
    "200\nx-ms-copy-id: 1\nx-ms-copy-status: hovering\nx-ms-copy-progress: 1/0\nx-ms-copy-completion-time: soon\n\n",
    "200\nx-ms-meta-a: \u{fc}\nx-ms-or-p_r: failed\nx-ms-or-policy-id: p\nx-ms-creation-time: Mon, 01 Jan 1601 00:00:00 GMT\n\n",
    "416\ncontent-range: bytes */0\n\n",
];

/// Requests that the crate itself would not write.
pub(crate) const REQUESTS: [&str; 5] = [
    "PUT https://acct.blob.core.windows.net/cont/b\nx-ms-copy-source: /acct/cont/b\nx-ms-version: 2011-08-18\n\n",
    "PUT /acct/cont/b?comp=lease\nx-ms-lease-action: Acquire\nx-ms-lease-duration: 14\n\n",
    "GET /cont/b?sv=2021-12-02&sig=x&snapshot=1&versionid=2\nrange: bytes=0-\nif-match: *\nif-none-match: *\n\n",
    "PUT /cont/b?comp=blocklist\nx-ms-tags: a+b=c%2Bd&e\n\n<BlockList><Latest>AAAA</Latest></BlockList>",
    "POST /?restype=service&comp=userdelegationkey\n\n<KeyInfo><Start>2026-11-23T08:00:00Z</Start><Expiry>x</Expiry></KeyInfo>",
];

pub(crate) fn of(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// One recorded exchange.
pub(crate) struct Recorded {
    pub(crate) url: String,
    /// The reply, in the form that [`exchange`](super::exchange) reads.
    pub(crate) reply: Vec<u8>,
    pub(crate) body: Vec<u8>,
}

/// The recordings that `BLOBCOPY_RECORDINGS` names; empty if it is not set.
pub(crate) fn recorded() -> Vec<Recorded> {
    let Ok(path) = std::env::var("BLOBCOPY_RECORDINGS") else {
        return Vec::new();
    };
    let text = std::fs::read_to_string(path).expect("the file that BLOBCOPY_RECORDINGS names");
    text.lines().map(recorded_line).collect()
}

fn recorded_line(line: &str) -> Recorded {
    let exchange: serde_json::Value = serde_json::from_str(line).expect("one JSON object a line");
    let body = exchange["body"].as_str().unwrap_or_default();
    let mut reply = exchange["status"].to_string();
    for (name, value) in exchange["resp"].as_object().expect("an object") {
        reply.push_str(&format!("\n{name}: {}", value.as_str().unwrap_or_default()));
    }
    reply.push_str("\n\n");
    reply.push_str(body);
    Recorded {
        url: exchange["url"].as_str().unwrap_or_default().to_owned(),
        body: body.as_bytes().to_vec(),
        reply: reply.into_bytes(),
    }
}
