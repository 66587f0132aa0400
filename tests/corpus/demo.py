"""``python -m tests.corpus.demo``: writes the demonstration's mailbox, ``templates/delivering-differently/demo``.

The mails are committed; this writes them anew when the form changes. `tests.corpus.demonstration` holds their parts.
"""

from __future__ import annotations

from pathlib import Path

from rich.progress import track

from tests.corpus.demonstration.script import MAILS

FOLDER = Path(__file__).parents[2] / "templates" / "delivering-differently" / "demo"
_TOP = """\
# The demonstration's mailbox: the mails of one round in the order they arrive, the instant our server took each
# (IMAP's INTERNALDATE) and a sentence on it. Where one is about a letter of ours, ``letter`` says of which mail's
# answer, and which Message-ID stands in for that letter's own. Every person, address and application is invented.
"""


def main() -> None:
    """Write every mail and the table of them."""
    FOLDER.mkdir(exist_ok=True)
    table = [_TOP]
    for mail in track(MAILS, description="Writing"):
        (FOLDER / mail.file).write_bytes(mail.write(mail.at))
        table.append(f'[[mail]]\nfile = "{mail.file}"\nreceived_at = {mail.at.isoformat()}\nabout = "{mail.about}"\n')
        if mail.letter:
            of, id_ = mail.letter
            table[-1] += f'letter = {{ of = "{of}", id = "{id_}" }}\n'
    (FOLDER / "mails.toml").write_text("\n".join(table), encoding="utf-8")
    for path in FOLDER.glob("*.eml"):
        if path.name not in {mail.file for mail in MAILS}:
            path.unlink()


if __name__ == "__main__":
    main()
