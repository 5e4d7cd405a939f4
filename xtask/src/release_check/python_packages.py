"""Checks wheels and source distributions: python_packages.py FILE…"""

import pathlib
import sys
import tarfile
import zipfile

from packaging.metadata import Metadata

for path in map(pathlib.Path, sys.argv[1:]):
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            names = wheel.namelist()
            (metadata,) = (wheel.read(name) for name in names if name.endswith(".dist-info/METADATA"))
        assert any(name.endswith("py.typed") for name in names), f"{path.name} is not typed"
    else:
        with tarfile.open(path) as archive:
            names = archive.getnames()
            file = archive.extractfile(f"{path.name.removesuffix('.tar.gz')}/PKG-INFO")
            assert file is not None
            metadata = file.read()
    # Raises a group with every rule that is broken.
    stated = Metadata.from_email(metadata, validate=True)
    for licence in ("LICENSE-APACHE", "LICENSE-MIT"):
        assert any(name.endswith(licence) for name in names), f"{path.name} has no {licence}"
    assert stated.description_content_type and stated.description, f"{path.name} has no description"
    print(f"{path.name}: metadata {stated.metadata_version}, {stated.license_expression}, {len(names)} files")
