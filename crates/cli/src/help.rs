//! The text below the options in the help: examples, and what the options do not say.

pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    copied; for explain: the source is readable; for other commands: done
  1    the copy ended otherwise, the timeout passed, or another copy is pending
  2    the command or one of its values is invalid
  3    not authorized
  4    account, container or blob not found
  5    network or service failure, or the result could not be written
  130  interrupted by Ctrl-C or SIGTERM
  141  the reader of standard output closed the pipe";

pub(crate) const EXAMPLES: &str = "\
Examples:
  Try a copy without an account:
    blobcopy copy --embedded README.md

  Run a Blob service for the other examples, then paste its export line in another terminal:
    blobcopy emulator --container backups --container archive --blob live/db.vhd=README.md

  Copy within an account and wait:
    export AZURE_STORAGE_CONNECTION_STRING='…'
    blobcopy copy live/db.vhd backups/2026/db.vhd

  Start a copy now and wait for it later:
    blobcopy copy live/db.vhd archive/db.vhd --no-wait
    blobcopy status archive/db.vhd
    blobcopy wait archive/db.vhd

  Copy from another account with a SAS:
    blobcopy copy 'https://other.blob.core.windows.net/live/db.vhd?SAS' backups/db.vhd

  Copy from another account with the login of `az login`:
    blobcopy copy https://other.blob.core.windows.net/live/db.vhd backups/db.vhd --source-login

`blobcopy COMMAND --help` describes a command. -h is shorter than --help.";

pub(crate) const COPY: &str = "\
Examples:
  blobcopy copy live/db.vhd backups/db.vhd --timeout 2h
  blobcopy copy live/db.vhd archive/ --tier cool --metadata origin=live
  blobcopy copy live/db.vhd backups/db.vhd --dry-run
  blobcopy copy live/db.vhd archive/later.vhd --no-wait --ticket db.ticket
  blobcopy copy live/db.vhd backups/db.vhd --on-pending wait
  blobcopy copy live/db.vhd backups/db.vhd --lease-source --protect snapshot --verify
  blobcopy copy live/db.vhd archive/small.vhd --method sync
  blobcopy copy https://example.com/big.iso archive/big.iso
  blobcopy copy 'https://other.blob.core.windows.net/live/db.vhd?SAS' backups/db.vhd
  blobcopy copy live/db.vhd backups/db.vhd --output json | jq -r .etag
  blobcopy copy --embedded README.md

Ctrl-C and SIGTERM abort the copy on the server, and the exit code is 130. With
--detach-on-interrupt the copy continues. blobcopy waits up to 5 s for the response to a start or
an abort, also after the timeout. Press Ctrl-C again to exit immediately.";

pub(crate) const WAIT: &str = "\
Examples:
  blobcopy wait archive/db.vhd --timeout 2h
  blobcopy wait --ticket db.ticket
  ticket=$(blobcopy copy live/db.vhd archive/db.vhd --no-wait --ticket -)
  echo \"$ticket\" | blobcopy wait --ticket -

Result and exit code are those of `blobcopy copy`. If the copy has ended already, the command
returns immediately. Ctrl-C and SIGTERM do not abort the copy; the exit code is 130.";

pub(crate) const STATUS: &str = "\
Examples:
  blobcopy status archive/db.vhd
  blobcopy status --ticket db.ticket
  blobcopy status archive/db.vhd --output json | jq -r .status

The exit code is 0 for every status of the copy. The service keeps the status until the blob is
written again.";

pub(crate) const ABORT: &str = "\
Examples:
  blobcopy abort archive/db.vhd
  blobcopy abort archive/db.vhd --copy-id 7d0ba3a3-1c6c-4a3a-9d8b-0f2f6c0f9a51
  blobcopy abort --ticket db.ticket

If the copy had ended before, the command prints its result, and the exit code is 0.";

pub(crate) const LS: &str = "\
Examples:
  blobcopy ls live
  blobcopy ls backups/2026/
  blobcopy ls live --output jsonl | jq -r .name

The columns are size, tier, status of the last copy into the blob, and name. With --output jsonl
each blob is one object.";

pub(crate) const PUT: &str = "\
Examples:
  blobcopy put README.md live/README.md
  blobcopy put README.md live/

An existing blob is overwritten. A file of up to 32 MiB takes one request, a larger one takes
blocks of 8 MiB. To upload many files, use AzCopy.";

pub(crate) const GET: &str = "\
Examples:
  blobcopy get live/db.vhd db.copy
  blobcopy get live/db.vhd .

The content is written to FILE.part, which is renamed at the end. If the blob changes during the
download, the command fails and FILE is unchanged. To download many blobs, use AzCopy.";

pub(crate) const RM: &str = "\
Examples:
  blobcopy rm archive/db.vhd
  blobcopy rm archive/db.vhd --snapshots include";

pub(crate) const MK: &str = "\
Examples:
  blobcopy mk archive

If the container exists already, the exit code is 0.";

pub(crate) const EXPLAIN: &str = "\
Examples:
  blobcopy explain 'https://other.blob.core.windows.net/live/db.vhd?SAS'
  blobcopy explain live/db.vhd --destination https://other.blob.core.windows.net/backups/db.vhd
  blobcopy explain https://example.com/big.iso --output json | jq -r .remedy

The command reads the first byte of the source from this machine, with the SAS in its URL or with
the credential of its account. It follows no redirect and changes nothing. The exit code is 0 if it
finds no reason against a copy, otherwise the exit code that the copy would have.";

pub(crate) const PENDING: &str = "\
Examples:
  blobcopy pending archive
  blobcopy pending archive/2026/ --abort
  blobcopy pending archive --output json | jq -r '.pending[].destination'

The command lists every blob with the prefix, 5,000 per request, because the service has no list of
pending copies. More than 100,000 pending copies are an error: use a longer prefix. The exit code is
0 whether copies are pending or not; with --abort it is that of the first copy that could not be
aborted.";

pub(crate) const SAS: &str = "\
Examples:
  blobcopy sas live/db.vhd --permissions r
  blobcopy sas live --permissions rl --expires 7d --https-only
  blobcopy copy \"$(blobcopy sas live/db.vhd --permissions r)\" archive/db.vhd

The URL is the only output on standard output. Anyone with this URL has access; do not log it. The
account key signs on this machine, without a request. With --user-delegation the service provides a
key to the login.";

pub(crate) const EMULATOR: &str = "\
Examples:
  blobcopy emulator --container backups --container archive --blob live/db.vhd=README.md
then paste its export line in another terminal:
  export AZURE_STORAGE_CONNECTION_STRING='UseDevelopmentStorage=true'
  blobcopy copy live/db.vhd backups/db.vhd

For test suites that were written for another emulator:
  blobcopy emulator --at-once --loose
With https, which access tokens need; clients must trust ca.pem:
  blobcopy emulator --https ca.pem
A service that loses the response to the first start:
  blobcopy emulator --fault '{\"effect\": {\"kind\": \"reset_after\"}, \"operation\": \"CopyBlob\", \"times\": 1}'
Copies that stay pending until the clock is advanced:
  blobcopy emulator --manual-clock --lasting 2h
  curl --json '{\"advance_seconds\": 7200}' http://127.0.0.1:10000/__blobcopy__/clock

The command prints the endpoints, and the variables that clients read. All data is in memory.
Ctrl-C stops the service, with exit code 0.";

pub(crate) const COMPLETIONS: &str = "\
Examples:
  blobcopy completions bash > ~/.local/share/bash-completion/completions/blobcopy
  blobcopy completions zsh > ~/.zfunc/_blobcopy
  blobcopy completions fish > ~/.config/fish/completions/blobcopy.fish
  blobcopy completions powershell >> $PROFILE";

pub(crate) const MAN: &str = "\
Examples:
  blobcopy man | man -l -
  blobcopy man --folder ~/.local/share/man/man1";

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use crate::args::Arguments;

    /// Every line of an example that calls the command, with the name of the help it stands in.
    fn examples() -> Vec<(String, String)> {
        let command = Arguments::command();
        let mut examples = Vec::new();
        for command in std::iter::once(&command).chain(command.get_subcommands()) {
            let help = command.get_after_long_help().map(ToString::to_string);
            let help = help.unwrap_or_default();
            let lines = help.lines().filter(|line| line.starts_with("  "));
            let calls = lines.filter_map(|line| Some(&line[line.find("blobcopy ")?..]));
            examples.extend(calls.map(|call| (command.get_name().to_owned(), call.to_owned())));
        }
        examples
    }

    /// The words of a call as a shell would split them, up to where its output goes.
    fn words(call: &str) -> Vec<String> {
        let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
        for c in call.chars() {
            match quote {
                Some(end) if c == end => quote = None,
                None if matches!(c, '\'' | '"') => quote = Some(c),
                None if c == ' ' => words.push(std::mem::take(&mut word)),
                None if c == ')' => {}
                _ => word.push(c),
            }
        }
        words.push(word);
        let is_end = |word: &String| matches!(word.as_str(), "|" | ">" | ">>");
        let end = words.iter().position(is_end).unwrap_or(words.len());
        words.truncate(end);
        words
    }

    #[test]
    fn every_command_teaches_by_an_example_of_its_own() {
        let examples = examples();
        for command in Arguments::command().get_subcommands() {
            let name = command.get_name();
            let calls = examples.iter().filter(|(help, _)| help == name);
            let own = calls.filter(|(_, call)| call.split(' ').nth(1) == Some(name));
            assert!(own.count() > 0, "{name}");
        }
    }

    #[test]
    fn every_example_is_a_command_line_that_is_understood() {
        let examples = examples();
        assert!(examples.len() > 30, "{}", examples.len());
        for (help, call) in examples {
            if let Err(error) = Arguments::try_parse_from(words(&call)) {
                panic!("{help}: {call}: {error}");
            }
        }
    }
}
