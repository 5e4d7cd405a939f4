"""Writes the pages of the site from the documents of the repository: pages.py REPOSITORY RUSTDOC TYPEDOC FOLDER."""

import posixpath
import re
import shutil
import sys
import tomllib
from pathlib import Path

from python_reference import python_reference
from tabs import with_tabs

ON_GITHUB = "https://github.com/blobcopy/blobcopy/blob/main/"

# The names of the modules of the Node.js package, by those that TypeDoc gives them.
NODE_MODULES = {"index": "blobcopy", "testing": "blobcopy/testing"}

# The crates that have pages of rustdoc.
CRATES = {
    "blobcopy": "the client: most programs need only this one",
    "blobcopy-emulator": "a Blob service for tests",
    "blobcopy-proto": "the protocol, for programs with an HTTP stack of their own",
    "blobcopy-auth": "signatures and SAS",
    "blobcopy-diagnosis": "causes of refusals, and their remedies",
}

# An inline link or picture, apart from what is in code.
LINK = re.compile(r"(?P<code>`[^`]+`)|\[(?P<label>[^\]]*)\]\((?P<target>[^)\s]+)\)")


def documents(repository):
    """The documents that become pages: path of each in the repository, and of its page."""
    book = {path: path.name for path in (repository / "docs").glob("*.md")}
    book |= {path: path.name.lower() for path in repository.glob("*.md")}
    book[repository / "README.md"] = "index.md"
    book[repository / "docs/README.md"] = "contents.md"
    return {path.relative_to(repository).as_posix(): page for path, page in book.items()}


def page_of(repository, path, book):
    """The text of a document as a page."""
    lines, is_code = [], False
    for line in (repository / path).read_text("utf-8").splitlines():
        if line.startswith("```"):
            is_code = not is_code
        lines.append(line if is_code else LINK.sub(lambda found: link(repository, path, book, found), line))
    return with_tabs("\n".join(lines) + "\n")


def link(repository, path, book, found):
    """A link of a document, as it stands in the page."""
    if found["code"]:
        return found[0]
    target, _, anchor = found["target"].removeprefix(ON_GITHUB).partition("#")
    is_external = "://" in target or not target
    if is_external:
        return found[0]
    base = "" if found["target"].startswith(ON_GITHUB) else posixpath.dirname(path)
    aim = posixpath.normpath(posixpath.join(base, target))
    label = found["label"]
    if aim in book:
        # A file's name says nothing here.
        label = title(repository / aim) if label.endswith(".md") else label
        target = posixpath.relpath(book[aim], posixpath.dirname(book[path]) or ".")
    elif aim.endswith(".svg"):
        target = posixpath.basename(aim)
    else:
        target, anchor = ON_GITHUB + aim, line_of(repository / aim, anchor)
    return f"[{label}]({target}{'#' if anchor else ''}{anchor})"


def title(document):
    return document.read_text("utf-8").split("\n", 1)[0].removeprefix("# ")


def rust_reference():
    rows = (f"| [`{name}`](rustdoc/{name.replace('-', '_')}/index.html) | {what} |" for name, what in CRATES.items())
    return "\n".join(["# Rust reference", "", "| crate | content |", "|---|---|", *rows]) + "\n"


def line_of(file, anchor):
    """The line of a test that a link names, as GitHub writes it. The heading of a document stays as it is."""
    if not anchor or file.suffix == ".md":
        return anchor
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    # Tests in JavaScript have titles, with spaces.
    name = re.compile(rf"\b{anchor.replace('_', '[_ ]')}\b")
    return next(f"L{number}" for number, line in lines if name.search(line))


def in_navigation(entry):
    """The pages that an entry of the navigation names."""
    match entry:
        case str():
            return {entry}
        case dict():
            return set().union(*map(in_navigation, entry.values()))
        case _:
            return set().union(*map(in_navigation, entry))


def main(repository, rustdoc, typedoc, folder):
    site, pages = repository / "xtask/site", folder / "pages"
    shutil.rmtree(folder, ignore_errors=True)
    settings = (site / "zensical.toml").read_text("utf-8")
    book = documents(repository)
    written = {page: page_of(repository, path, book) for path, page in book.items()}
    written["reference/rust.md"] = rust_reference()
    written |= python_reference(repository / "bindings/python/python/blobcopy")
    named = in_navigation(tomllib.loads(settings)["project"]["nav"])
    named = {page for page in named if not page.startswith("reference/node/")}
    if named != written.keys():
        sys.exit(f"xtask/site/zensical.toml: the navigation and the documents differ: {sorted(named ^ written.keys())}")
    for page, text in written.items():
        (pages / page).parent.mkdir(parents=True, exist_ok=True)
        (pages / page).write_text(text, "utf-8")
    for picture in (repository / "docs").glob("*.svg"):
        shutil.copy(picture, pages)
    shutil.copy(site / "site.css", pages)
    shutil.copy(site / "zensical.toml", folder)
    shutil.copytree(rustdoc, pages / "reference/rustdoc")
    for module, name in NODE_MODULES.items():
        copy = pages / "reference/node" / module
        shutil.copytree(typedoc / module, copy)
        index = (copy / "index.md").read_text("utf-8")
        (copy / "index.md").write_text(index.replace(f"# {module}", f"# {name}", 1), "utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
