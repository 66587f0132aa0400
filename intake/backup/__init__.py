"""Backup and restore: a whole copy of a service in use that proves itself, and a service made of it."""
