"""Writes the pages of the Python reference, one for each group of public names; mkdocstrings fills in what they are."""

import ast

# The page of a name, by the start of the module that defines it.
PAGES = {
    "_blocking": ("clients", "Clients"),
    "credentials": ("credentials", "Credentials and SAS"),
    "_sas": ("credentials", "Credentials and SAS"),
    "_permissions": ("credentials", "Credentials and SAS"),
    "exceptions": ("errors", "Errors"),
    "_diagnosis": ("errors", "Errors"),
    "_error_codes": ("errors", "Errors"),
}
OTHERS = ("values", "Options and results")
MODULES = {"aio": ("asyncio", "asyncio"), "testing": ("testing", "Tests")}


def python_reference(package):
    """The text of each page, for the package in a folder."""
    pages = {}
    for module, names in exports(package / "__init__.py"):
        page = next((page for start, page in PAGES.items() if module.startswith(start)), OTHERS)
        pages.setdefault(page, []).extend(f"blobcopy.{name}" for name in names)
    for module, page in MODULES.items():
        names = public(ast.parse((package / module / "__init__.py").read_text("utf-8")))
        pages[page] = [f"blobcopy.{module}.{name}" for name in names]
    return {f"reference/python/{file}.md": text(title, names) for (file, title), names in pages.items()}


def text(title, names):
    return "\n\n".join([f"# {title}", *(f"::: {name}" for name in sorted(names))]) + "\n"


def exports(file):
    """The modules that a file imports from, each with the public names that come from it."""
    tree = ast.parse(file.read_text("utf-8"))
    names = public(tree)
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.level:
            yield statement.module or "", [alias.name for alias in statement.names if alias.name in names]


def public(tree):
    """The names in `__all__`."""
    assigned = (statement for statement in tree.body if isinstance(statement, ast.Assign))
    return next(ast.literal_eval(one.value) for one in assigned if ast.unparse(one.targets[0]) == "__all__")
