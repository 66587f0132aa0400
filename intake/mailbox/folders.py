"""Names of folders on an IMAP server: the delimiter and the prefix it wants (RFC 2342), and making folders.

The configuration says ``Processed`` or ``Round/Processed``; one server calls that ``Round/Processed``, another
``INBOX.Round.Processed``.
"""

from __future__ import annotations

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

#: Names that only hold other names (RFC 3501 7.2.2, RFC 5258 3).
_NOT_FOLDERS = frozenset({rb"\noselect", rb"\nonexistent"})


class Folders:
    """The folders of a logged-in connection. Each name is looked up once."""

    def __init__(self, client: IMAPClient) -> None:
        self._client = client
        self._prefix, self._delimiter = _personal_namespace(client)
        self._usable: dict[str, bool] = {}

    def full_name(self, name: str) -> str:
        """The server's name for a configured one, "/" standing for whatever divides folders there."""
        if name.upper() == "INBOX":
            return "INBOX"
        if self._delimiter and self._delimiter != "/":
            name = name.replace("/", self._delimiter)
        if name.startswith(self._prefix) or self._exists(name):  # the latter for folders that others share
            return name
        return f"{self._prefix}{name}"

    def usable(self, full_name: str) -> bool:
        """Whether mail can be put into this folder, made now if it is missing; False when it may not be made."""
        if full_name not in self._usable:
            self._usable[full_name] = self._exists(full_name) or self._make(full_name)
        return self._usable[full_name]

    def _exists(self, full_name: str) -> bool:
        listed = self._client.list_folders(pattern=full_name)
        return any(_NOT_FOLDERS.isdisjoint(flag.lower() for flag in flags) for flags, _, _ in listed)

    def _make(self, full_name: str) -> bool:
        try:
            self._client.create_folder(full_name)
            self._client.subscribe_folder(full_name)  # or mail programs do not show it
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            return self._exists(full_name)  # made by somebody else meanwhile, or only not subscribed
        return True


def _personal_namespace(client: IMAPClient) -> tuple[str, str]:
    """Prefix and delimiter of the user's own folders."""
    if client.has_capability("NAMESPACE"):
        personal = client.namespace().personal
        if personal:
            prefix, delimiter = personal[0]
            return prefix, delimiter or ""
    listed = client.list_folders(pattern="INBOX")
    delimiter = listed[0][1] if listed else None
    return "", delimiter.decode() if isinstance(delimiter, bytes) else ""
