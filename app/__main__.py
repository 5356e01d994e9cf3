"""The composition root: no command opens the window, a command runs it."""

from __future__ import annotations

import sys

BOOK_SUFFIX = ".mpesabooks"


def main() -> int:
    """Entry point of ``mpesabooks`` and ``python -m app``; gives the exit status."""
    if getattr(sys, "frozen", False):  # the reading child of an installed program starts here again
        import multiprocessing

        multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if _is_plainly_a_window(arguments):
        return _open_window(arguments)
    from app.cli import is_window_call, run

    return _open_window(arguments) if is_window_call(arguments) else run(arguments)


def _is_plainly_a_window(arguments: list[str]) -> bool:
    """Whether that can be said without the command line, which takes a while to load."""
    return not arguments or (len(arguments) == 1 and arguments[0].lower().endswith(BOOK_SUFFIX))


def _open_window(arguments: list[str]) -> int:
    import gc

    gc.disable()  # loading makes no garbage worth a search; app/ui/tidy.py takes over
    from app.ui.main import run

    return run(sys.argv[:1], arguments[0] if arguments else None)


if __name__ == "__main__":
    sys.exit(main())
