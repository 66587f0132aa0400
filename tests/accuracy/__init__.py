"""The accuracy benchmark: the corpus read as the service reads it, and scored.

`score` judges one answer, `run` reads a file, `report` writes the tables. `test_floor` holds a small part of it in CI.
"""
