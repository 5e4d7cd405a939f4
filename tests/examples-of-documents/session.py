"""Runs the examples of one document, one after the other, as if they had been typed into one session.

Its arguments are pairs: where the example stands, and a file that holds it. A record separator follows each output.
"""

import sys

names: dict[str, object] = {"__name__": "__main__"}
for place, path in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    with open(path, encoding="utf-8") as file:
        code = compile(file.read(), place, "exec")
    exec(code, names)
    print("\x1e", end="", flush=True)
