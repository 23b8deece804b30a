"""``python -m winlab``."""

from __future__ import annotations

import sys

from winlab.process.cli import main

if __name__ == "__main__":
    sys.exit(main())
