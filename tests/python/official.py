"""Runs the cases of Microsoft's SDK for Python, and ends with their number: `official: 3 passed, 0 failed, 0 skipped`."""

import pathlib
import sys
import unittest


def main():
    folder = pathlib.Path(__file__).with_name("official")
    cases = unittest.defaultTestLoader.discover(str(folder), top_level_dir=str(folder))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(cases)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped) + len(result.expectedFailures)
    passed = result.testsRun - failed - skipped
    print(f"official: {passed} passed, {failed} failed, {skipped} skipped")
    return int(failed > 0 or result.testsRun == 0)


if __name__ == "__main__":
    sys.exit(main())
