//! A command that is built without logins refuses them.

use crate::process::run;

#[test]
fn a_login_is_refused_by_name_where_the_command_has_none() {
    let url = "https://acct.blob.core.windows.net/cont/b";
    run(&["status", url, "--login=az"], &[]).is_refused(2, &["--login=az", "feature `login`"]);
}
