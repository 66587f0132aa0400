"""``python -m intake`` and the ``intake`` command begin here. What they can do is in `intake.commands.app`."""

from __future__ import annotations

import sys

#: What a shell says of a program that Ctrl-C ended.
_INTERRUPTED = 130


def main() -> None:
    """Run a command. Ctrl-C ends it without a traceback from its first moment, which is spent on imports."""
    try:
        from intake.commands.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
