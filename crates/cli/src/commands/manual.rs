//! `blobcopy completions` and `blobcopy man`: what is made from the definitions of the command line.

use std::fs;
use std::io;
use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::args::{Arguments, CompletionsArguments, ManArguments};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{IfUnwritten, Output, REPEAT};

/// Prints the script of a shell.
pub(crate) fn completions(
    arguments: &CompletionsArguments,
    output: Output,
) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "blobcopy", &mut script);
    output.raw(&script, IfUnwritten::Repeat(REPEAT))
}

/// Prints the manual page, or writes all of them.
pub(crate) fn man(arguments: &ManArguments, output: Output) -> Result<ExitCode, Failure> {
    // A page about help would say nothing.
    let mut root = Arguments::command().disable_help_subcommand(true);
    root.build();
    let Some(folder) = &arguments.folder else {
        return output.raw(&page(&root), IfUnwritten::Repeat(REPEAT));
    };
    write_pages(&root, folder).map_err(|error| {
        let what = format!("the manual could not be written to {}", folder.display());
        Failure::of_system(&what, &error)
    })?;
    Ok(ExitCode::Done)
}

fn write_pages(root: &clap::Command, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for command in std::iter::once(root).chain(root.get_subcommands()) {
        let name = command
            .get_display_name()
            .unwrap_or_else(|| command.get_name());
        fs::write(folder.join(format!("{name}.1")), page(command))?;
    }
    Ok(())
}

fn page(command: &clap::Command) -> Vec<u8> {
    let mut page = Vec::new();
    render(command, &mut page).expect("memory takes every byte");
    page
}

/// All that the parser knows, and then the text below the help, whose lines would otherwise run together.
fn render(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let man = Man::new(command.clone()).source(format!("blobcopy {}", env!("CARGO_PKG_VERSION")));
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(page)?;
    }
    let below = command.get_after_long_help().map(ToString::to_string);
    text(&below.unwrap_or_default()).to_writer(page)
}

/// Indented lines as they are, all others as paragraphs, headings as sections.
fn text(below: &str) -> Roff {
    let mut roff = Roff::new();
    let mut is_as_it_is = false;
    for line in below.lines() {
        let heading = match line {
            "Examples:" => Some("EXAMPLES"),
            "Exit codes:" => Some("EXIT STATUS"),
            _ => None,
        };
        let is_indented = line.starts_with(' ');
        if is_as_it_is != is_indented && !line.is_empty() {
            roff.control(if is_indented { "nf" } else { "fi" }, []);
            is_as_it_is = is_indented;
        }
        match heading {
            Some(heading) => roff.control("SH", [heading]),
            None if line.is_empty() => roff.control("sp", []),
            None => roff.text([roman(line)]),
        };
    }
    if is_as_it_is {
        roff.control("fi", []);
    }
    roff
}
