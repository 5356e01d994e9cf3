"""The composition root: no command opens the window, a command runs it."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    """Entry point of ``mpesabooks`` and ``python -m app``; gives the exit status."""
    multiprocessing.freeze_support()  # the reading child of an installed program starts here again
    from app.cli import is_window_call, run

    arguments = sys.argv[1:]
    if is_window_call(arguments):
        from app.ui.main import run as open_window

        return open_window(sys.argv[:1], arguments[0] if arguments else None)
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
