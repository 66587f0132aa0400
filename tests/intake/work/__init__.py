"""Tests of the work that is handed to workers, on a real PostgreSQL server."""
