"""The archive replayed into a new store."""
