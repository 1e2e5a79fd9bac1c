"""The browser app. `python app.py` is the same as `rollwith serve`."""

from __future__ import annotations

import sys

from agent.screens.blocks import build
from agent.screens.server import serve

__all__ = ["build", "serve"]

if __name__ == "__main__":
    from agent.cli import main

    sys.argv.insert(1, "serve")
    main()
