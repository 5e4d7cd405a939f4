//! The `copy` of opendal: signed with the key, two requests (it asks for the source's length first), and it waits for no
//! end.

use opendal::Operator;
use opendal::services::Azblob;

use super::{ACCOUNT, Client, Copying, KEY, root};

pub(super) struct Dal {
    operator: Operator,
    paths: Vec<(String, String)>,
}

impl Dal {
    pub(super) fn new(port: u16, names: usize) -> Self {
        let service = Azblob::default()
            .endpoint(&root(port))
            .account_name(ACCOUNT)
            .account_key(KEY)
            .container("into");
        let pair = |number| (format!("from/{number}"), format!("{number}"));
        Self {
            operator: Operator::new(service).expect("an operator"),
            paths: (0..names).map(pair).collect(),
        }
    }
}

impl Client for Dal {
    fn copy(&self, number: usize) -> Copying<'_> {
        Box::pin(async move {
            let (from, into) = &self.paths[number % self.paths.len()];
            self.operator.copy(from, into).await.expect("a copy");
        })
    }
}
