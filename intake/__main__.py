"""``python -m intake``: the same as the ``intake`` command."""

from intake.commands.app import main

if __name__ == "__main__":
    main()
