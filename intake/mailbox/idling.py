"""IDLE (RFC 2177) with care: a hint that new mail came, or a clear fault when the connection is dead.

imapclient's `idle_check` answers "nothing" at once and for ever after a drop, so it is not used: the socket is watched
here, and whatever it brings is read by `BoundedClient.idle_done`, under a short time-out.
"""

from __future__ import annotations

import time

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from intake.mailbox.bounded import BoundedClient
from intake.mailbox.waiting import Waiting

#: RFC 2177 (section 3): a client ends IDLE at least every 29 minutes, or the server may log it out.
LONGEST_IDLE = 28 * 60

#: How long the server may take to end IDLE, in seconds: on a dead link nothing else would tell.
DONE_SECONDS = 15

#: How long to do nothing after a server ended IDLE or spoke without news, in seconds: some end it at once, every time.
PAUSE_SECONDS = 5.0


def idle(client: BoundedClient, waiting: Waiting, seconds: float) -> bool:
    """Idle up to ``seconds``; True when the server told of mail (EXISTS or RECENT), False when time is up or woken.

    A server that offers IDLE and refuses it is not asked again for the ``seconds``. Raises what imapclient raises when
    the connection is dead.
    """
    until = time.monotonic() + seconds
    client.noop()  # what the server has to say unasked
    if client.tells_of_mail:
        return True
    while (left := until - time.monotonic()) > 0 and not waiting.woken():
        try:
            client.idle()
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            waiting.sleep(left)
            continue
        spoke = client.pending
        try:
            spoke = spoke or waiting.sleep(min(left, LONGEST_IDLE), until_readable=client.socket())
        finally:
            _end(client)
        if client.tells_of_mail:
            return True
        if spoke:
            waiting.sleep(min(PAUSE_SECONDS, until - time.monotonic()))
    return False


def _end(client: BoundedClient) -> None:
    connection = client.socket()
    patience = connection.gettimeout()
    connection.settimeout(min(DONE_SECONDS, patience or DONE_SECONDS))
    client.idle_done()
    connection.settimeout(patience)
