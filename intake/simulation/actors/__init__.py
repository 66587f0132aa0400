"""The people who write: councils, staff and assessors. Each knows what it was told, and acts on what it reads."""
