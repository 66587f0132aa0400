"""Bytes in, values out.

Everything that looks inside a stranger's mail lives here: the tree of the mail, the documents attached to it, the
matching of a programme's form against them, and the typing of answers. Nothing here knows the network, the database,
the clock or the programme's rules; it imports nothing of ``intake`` or ``store`` and runs in a limited child process
(`parsers.child` inside, `intake.sandbox` outside).
"""
