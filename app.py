"""The browser app. `python app.py` is the same as `rollwith serve`."""

from __future__ import annotations

import sys

from agent.web.layout import build
from agent.web.server import serve

__all__ = ["build", "serve"]

if __name__ == "__main__":
    from rollwith.__main__ import main

    sys.argv.insert(1, "serve")
    main()
