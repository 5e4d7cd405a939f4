//! The object replication of a blob.

use http::{HeaderMap, HeaderName};

use crate::invalid::Malformed;
use crate::open_enum::open_enum;
use crate::value::HeaderText;
use crate::wire::field::Field;
use crate::wire::header;

open_enum! {
    /// The replication status of a blob. Source: *Get Blob Properties*, REST reference.
    pub enum ReplicationStatus {
        /// The blob was replicated to its destination.
        Complete = "complete",
        /// The replication failed, and is not retried.
        Failed = "failed",
    }
}

/// The object replication of a blob: the policy of which it is a destination, or the rules of which it is a source.
///
/// Source: *Get Blob Properties*, REST reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectReplication {
    /// The policy that replicated the blob to here.
    pub policy_id: Option<HeaderText>,
    /// The rules that replicate the blob, each named `{policy}_{rule}`, ordered by name.
    pub rules: Vec<(Box<str>, ReplicationStatus)>,
}

impl ObjectReplication {
    /// Whether the blob takes no part in replication.
    pub fn is_empty(&self) -> bool {
        self.policy_id.is_none() && self.rules.is_empty()
    }

    /// Orders rules from a server by name.
    pub(crate) fn of_rules(mut rules: Vec<(Box<str>, ReplicationStatus)>) -> Self {
        rules.truncate(MOST);
        rules.sort_by(|(a, _), (b, _)| a.cmp(b));
        rules.dedup_by(|(a, _), (b, _)| a == b);
        Self {
            policy_id: None,
            rules,
        }
    }
}

/// Maximum number of rules that are kept: more than a policy has, and fewer than a header map can hold.
const MOST: usize = 8 * 1024;

/// Prefix of the headers that name a rule.
pub(crate) const RULE: &str = "x-ms-or-";

impl Field for ObjectReplication {
    type Name = ();

    fn write(&self, (): &(), headers: &mut HeaderMap) {
        self.policy_id
            .write(&header::OBJECT_REPLICATION_POLICY_ID, headers);
        for (rule, status) in &self.rules {
            // Rules come from headers, so a name that no header can have is not expected and is omitted.
            if let Ok(name) = HeaderName::try_from(format!("{RULE}{rule}")) {
                status.write(&name, headers);
            }
        }
    }

    fn read((): &(), headers: &HeaderMap) -> Result<Self, Malformed> {
        let mut rules = Vec::new();
        for name in headers.keys() {
            let rule = name.as_str().strip_prefix(RULE);
            if let Some(rule) = rule.filter(|rule| *rule != "policy-id" && !rule.is_empty())
                && let Some(status) = Option::read(name, headers)?
            {
                rules.push((rule.into(), status));
            }
        }
        Ok(Self {
            policy_id: Option::read(&header::OBJECT_REPLICATION_POLICY_ID, headers)?,
            ..Self::of_rules(rules)
        })
    }

    fn is_set(&self) -> bool {
        !self.is_empty()
    }

    fn label((): &()) -> &'static str {
        "x-ms-or-policy-id"
    }
}
