"""``python -m winlab.powershell.syntax FILE...``: prints what 2.0 does not have; exit code 1 if any."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from winlab.powershell.syntax.portability import check, defined_functions


def main(arguments: list[str] | None = None) -> int:
    """Checks the files named on the command line; they may call one another's functions."""
    parser = argparse.ArgumentParser(prog="python -m winlab.powershell.syntax", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--known", action="append", default=[], metavar="NAME", help="a command that exists besides (with *)"
    )
    options = parser.parse_args(arguments)
    texts = {path: path.read_text("utf-8-sig") for path in options.files}
    known = set(options.known).union(*map(defined_functions, texts.values()))
    count = 0
    for path, text in texts.items():
        for found in check(text, known, module=path.suffix.lower() == ".psm1"):
            count += 1
            sys.stdout.write(f"{path}:{found.line}:{found.column}: {found.id}: {found.message}\n")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
