"""Tables, states and the raw archive.

The store keeps what the service promised to keep. It opens no network connection, parses no mail and never commits:
transactions belong to ``intake``. It imports nothing of ``intake`` or ``parsers``.
"""
