//! How long every interface takes to return when a request is in flight at a deadline or a cancel.

use crate::every_interface::build_and_run;
use crate::workspace::Workspace;

/// `cargo xtask time-limits`: prints the table. It fails if a call takes longer than it may.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    build_and_run(workspace, "time_limits")?;
    Ok("every call returned within its limit".to_owned())
}
