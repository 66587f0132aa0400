"""Pages of the documentation that several tools write a section of, each its own."""

from __future__ import annotations

import re
from pathlib import Path


def put_section(page: Path, title: str, text: str) -> None:
    """Put ``text`` under the heading ``title`` of ``page``: in place of what stood there, or at the end."""
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    block = f"## {title}\n\n{text.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    new = pattern.sub(lambda _: block + "\n", old) if pattern.search(old) else f"{old.rstrip()}\n\n{block}"
    page.write_text(new.strip() + "\n", encoding="utf-8")
