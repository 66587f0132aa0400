"""How much of one document is read. The child's own limits (time, memory) stand behind these."""

from __future__ import annotations

#: Pages of a PDF that are read; what follows is left, with the note "truncated".
MAX_PAGES = 200
#: Pages beyond which a file is no form at all.
ABSURD_PAGES = 2_000
#: Characters of text taken from one document.
MAX_CHARS = 1_000_000
#: Page objects looked at for rules and tick boxes on one page; a page with more is read as text alone.
MAX_OBJECTS = 20_000
#: Points of one drawn path that are looked at.
MAX_SEGMENTS = 4_000
#: Rules on one page out of which tables are made.
MAX_RULES = 3_000
#: Form fields of one document.
MAX_FIELDS = 5_000
#: Depth of nesting: field trees, form XObjects, tables in tables, elements.
MAX_DEPTH = 24
#: Members of an office package, and bytes of one member and of all members once unpacked.
MAX_MEMBERS = 5_000
MAX_MEMBER_BYTES = 32 * 1024 * 1024
MAX_PACKAGE_BYTES = 64 * 1024 * 1024
#: Cells of one table.
MAX_CELLS = 20_000
