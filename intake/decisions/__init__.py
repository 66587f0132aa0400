"""Orders that staff give by mail: who is believed, one-use codes, the links that carry them, what a reply says.

Pure: no database, no network, no letters. Carrying an order out, and telling staff what became of it, is the service's.
"""
