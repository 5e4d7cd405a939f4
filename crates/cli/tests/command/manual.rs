//! What is made from the definitions of the command line: completions and manual pages.

use crate::file;
use crate::process::run;

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = run(&["-h"], &[]).stdout;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = listed
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<String> = names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect();
    assert!(names.len() >= 10, "{names:?}");
    names
}

#[test]
fn completions_of_every_shell_know_every_command_and_its_flags() {
    for shell in SHELLS {
        let script = run(&["completions", shell], &[]);
        assert_eq!((script.code, &*script.stderr), (0, ""), "{shell}");
        for word in commands().iter().map(String::as_str).chain([
            "on-pending",
            "lease-source",
            "user-delegation",
        ]) {
            assert!(script.stdout.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let folder = file::absent("man1");
    let written = run(&["man", "--folder", folder.to_str().unwrap()], &[]);
    assert_eq!((written.code, &*written.stdout), (0, ""), "{written:?}");
    for name in commands() {
        let page = folder.join(format!("blobcopy-{name}.1"));
        let page = std::fs::read_to_string(page).unwrap();
        assert!(page.contains("EXAMPLES"), "{name}");
    }
    let first = std::fs::read_to_string(folder.join("blobcopy.1")).unwrap();
    assert_eq!(run(&["man"], &[]).stdout, first);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = file::holding("taken", b"").join("man1");
    run(&["man", "--folder", folder.to_str().unwrap()], &[]).is_refused(5, &["taken", "manual"]);
}
