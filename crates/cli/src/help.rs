//! What the help says beside the arguments.

pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    copied; status, abort, pending and sas: answered; explain: readable
  1    the copy ended otherwise, the timeout passed, or another copy is pending there;
       explain: the source is in no state to be read
  2    the command or a value in it cannot be used
  3    not authorized
  4    account, container or blob not found
  5    network or service trouble, or the answer could not be written
  130  interrupted by Ctrl-C or SIGTERM; the copy was aborted, unless it was only watched or
       --detach-on-interrupt was given
  141  the reader of standard output closed the pipe before the answer was written";

pub(crate) const EXAMPLES: &str = "\
Examples:
  Try it, with nothing but a file:
    blobcopy copy --embedded README.md

  Copy within an account, and wait:
    export AZURE_STORAGE_CONNECTION_STRING='…'
    blobcopy copy backups/db.vhd archive/2026/db.vhd

  Copy from another account, whose blob is read by its SAS:
    blobcopy copy 'https://from.blob.core.windows.net/c/b?SAS' https://to.blob.core.windows.net/c/b

  Start now, look, wait or end it later:
    blobcopy copy --no-wait backups/db.vhd archive/db.vhd
    blobcopy status archive/db.vhd
    blobcopy wait archive/db.vhd
    blobcopy abort archive/db.vhd

  With the login of az, workload identity or managed identity in place of a key:
    blobcopy copy https://acct.blob.core.windows.net/c/a https://acct.blob.core.windows.net/c/b

  See what is pending:
    blobcopy pending archive/2026/";

pub(crate) const COPY: &str = "\
Examples:
  blobcopy copy --embedded README.md
  blobcopy copy backups/db.vhd archive/db.vhd --metadata origin=backup --timeout 2h
  blobcopy copy https://example.org/big.iso https://acct.blob.core.windows.net/images/big.iso
  blobcopy copy --output json backups/db.vhd archive/db.vhd | jq -r .etag
  blobcopy copy --no-wait --ticket db.ticket backups/db.vhd archive/db.vhd
  blobcopy copy --on-pending wait backups/db.vhd archive/db.vhd
  blobcopy copy --method sync thumbs/a.jpg archive/a.jpg
  blobcopy copy --lease-source --protect snapshot --verify backups/db.vhd archive/db.vhd
  BLOBCOPY_SOURCE_CONNECTION_STRING='…' blobcopy copy backups/db.vhd archive/db.vhd

Ctrl-C and SIGTERM abort the copy on the server and exit with 130; with --detach-on-interrupt it
goes on, and how to come back to it is printed. The answer to a start or an abort is awaited for
at most 5 s; press Ctrl-C again to exit at once. An adopted copy counts as ours. A copy whose
timeout has passed goes on, unless --abort-on-timeout is given; its id and how to go on are
printed. A start or an abort that is in flight at the timeout is awaited for 5 s more.";

pub(crate) const WAIT: &str = "\
Examples:
  blobcopy wait archive/db.vhd --timeout 2h
  blobcopy wait --ticket db.ticket
  ticket=$(blobcopy copy --no-wait --ticket - backups/db.vhd archive/db.vhd)
  echo \"$ticket\" | blobcopy wait --ticket -

The answer and the exit code are those of `blobcopy copy`; a copy that has ended already is
answered at once. Ctrl-C and SIGTERM do NOT abort the copy: this command only watches. They exit
with 130, and the copy goes on.";

pub(crate) const STATUS: &str = "\
Examples:
  blobcopy status archive/db.vhd
  blobcopy status https://acct.blob.core.windows.net/archive/db.vhd
  blobcopy status --output json archive/db.vhd | jq -r .status

The exit code is 0 when the service answered, however the copy stands. The service remembers the
last copy into a blob for as long as the blob is not written otherwise.";

pub(crate) const ABORT: &str = "\
Examples:
  blobcopy abort archive/db.vhd
  blobcopy abort archive/db.vhd --copy-id 7d0ba3a3-1c6c-4a3a-9d8b-0f2f6c0f9a51

The destination is then an empty blob. A copy that had ended before is told as it ended, and that is
no error.";

pub(crate) const LS: &str = "\
Examples:
  blobcopy ls archive
  blobcopy ls archive/2026/
  blobcopy ls --output jsonl archive | jq -r .name

The columns are size, tier, state of the last copy into the blob, and name. With --output jsonl each
blob is one object, printed as it is listed.";

pub(crate) const PUT: &str = "\
Examples:
  blobcopy put README.md live/README.md
  blobcopy put README.md live/

A file of up to 32 MiB takes one request, a larger one takes blocks of 8 MiB. An existing blob is
overwritten. To upload many files, use AzCopy.";

pub(crate) const GET: &str = "\
Examples:
  blobcopy get live/README.md README.copy
  blobcopy get live/README.md .

The content is written to FILE.part, which is renamed at the end. If the blob changes while it is
downloaded, the command fails and FILE stays as it was. To download many blobs, use AzCopy.";

pub(crate) const RM: &str = "\
Examples:
  blobcopy rm archive/db.vhd
  blobcopy rm archive/db.vhd --snapshots include";

pub(crate) const MK: &str = "\
Examples:
  blobcopy mk archive

The exit code is 0 if the container exists already.";

pub(crate) const EXPLAIN: &str = "\
Examples:
  blobcopy explain 'https://from.blob.core.windows.net/c/b?SAS'
  blobcopy explain backups/db.vhd --destination https://to.blob.core.windows.net/archive/db.vhd
  blobcopy explain --output json 'https://example.org/big.iso' | jq -r .remedy

The source is asked for its first byte, from this machine: by what its URL carries, or by the
credential of its account where that is what would open it to a copy. Redirects are not followed.
Nothing is changed. The exit code is 0 if nothing speaks against a copy, and else that of a copy
which the cause had kept from starting.";

pub(crate) const PENDING: &str = "\
Examples:
  blobcopy pending archive
  blobcopy pending archive/2026/ --abort
  blobcopy pending --output json archive | jq -r '.pending[].destination'

The service cannot be asked for pending copies alone, so every blob below the prefix is listed,
5,000 a request. A listing that does not end, or of more than 100,000 pending copies, is an error:
use a longer prefix. The exit code is 0 when all was answered, pending copies or none; with --abort
that of the first copy whose end is not known.";

pub(crate) const SAS: &str = "\
Examples:
  blobcopy sas backups/db.vhd --permissions r
  blobcopy sas https://acct.blob.core.windows.net/backups --permissions rl --expires 7d --https-only
  blobcopy copy \"$(blobcopy sas backups/db.vhd --permissions r)\" https://to.blob.core.windows.net/c/b

The signed URL stands alone on standard output. Whoever has it has the access, so it belongs into
no log. It is signed with the account's key, on this machine; the service is not asked. With
--user-delegation a login gets a key from the service to sign with.";

pub(crate) const EMULATOR: &str = "\
Examples:
  blobcopy emulator --container demo --rate 10MB
and in another terminal:
  export AZURE_STORAGE_CONNECTION_STRING='UseDevelopmentStorage=true'
  blobcopy copy https://example.org/big.iso demo/big.iso

For suites that were written for another emulator:
  blobcopy emulator --at-once --loose
With https, where access tokens are taken; clients trust the file that it writes:
  blobcopy emulator --https ca.pem
A service whose first answer to a start is lost:
  blobcopy emulator --fault '{\"effect\": {\"kind\": \"reset_after\"}, \"operation\": \"CopyBlob\", \"times\": 1}'
A copy that stays pending until time is moved:
  blobcopy emulator --manual-clock --lasting 2h
  curl --json '{\"advance_seconds\": 7200}' http://127.0.0.1:10000/__blobcopy__/clock

What it prints is for another terminal: endpoints, and the variables that clients read. All is
kept in memory and forgotten at the end. Ctrl-C ends it, with exit code 0.";

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
