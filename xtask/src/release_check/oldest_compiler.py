"""Reads `cargo metadata`, and complains of dependencies that ask for a newer compiler than the workspace does."""

import json
import sys

metadata = json.load(sys.stdin)


def version(text: str) -> list[int]:
    """`1.88` is `1.88.0`."""
    return [*(int(part) for part in text.split(".")), 0][:3]


ours = min(package["rust_version"] for package in metadata["packages"] if package["source"] is None)
stated = [package for package in metadata["packages"] if package["source"] and package["rust_version"]]
newer = [package for package in stated if version(package["rust_version"]) > version(ours)]
for package in newer:
    print(f"{package['name']} {package['version']} needs Rust {package['rust_version']}, we promise {ours}")
silent = sum(package["source"] is not None and not package["rust_version"] for package in metadata["packages"])
print(f"Rust {ours}: {len(stated) - len(newer)} dependencies need no newer one, {silent} do not say")
sys.exit(1 if newer else 0)
