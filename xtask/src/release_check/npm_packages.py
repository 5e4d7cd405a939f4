"""Checks packages for npm: npm_packages.py FILE…"""

import json
import pathlib
import sys
import tarfile
from collections.abc import Iterator
from typing import Any


def leads_to(value: Any) -> Iterator[str]:
    """Every path in a part of a manifest."""
    if isinstance(value, str):
        yield value.removeprefix("./")
    elif isinstance(value, dict):
        for inner in value.values():
            yield from leads_to(inner)


for path in map(pathlib.Path, sys.argv[1:]):
    with tarfile.open(path) as archive:
        names = {name.removeprefix("package/") for name in archive.getnames()}
        file = archive.extractfile("package/package.json")
        assert file is not None
        manifest = json.load(file)
    for key in ("main", "types", "bin", "exports"):
        for wanted in leads_to(manifest.get(key)):
            assert wanted in names, f"{path.name}: {key} leads to {wanted}, which is not there"
    assert names >= {"README.md", "LICENSE-APACHE", "LICENSE-MIT"}, f"{path.name}: {sorted(names)}"
    compiled = sum(name.endswith(".node") for name in names)
    is_native = "/native-" in manifest["name"]
    assert compiled == is_native, f"{path.name} holds {compiled} compiled files"
    assert is_native == ("os" in manifest and "optionalDependencies" not in manifest), f"{path.name}: {manifest}"
    print(f"{path.name}: {manifest['name']} {manifest['version']}, {len(names)} files")
