"""Work handed to workers on any number of machines: one poller files mail, workers read it and send letters.

The engine is Procrastinate, whose queue lives in the same PostgreSQL database as the books, so that a job is made in
the transaction that creates its row. Nothing here is needed on SQLite or where ``[work] hand_out`` is false.
"""
