"""Mutated mails and documents against the readers: `make fuzz` (``python -m tests.fuzz``).

`seeds` are the files to begin with, `mutators` change them by what they are made of, `trial` reads one case and says
what is wrong with what came of it, `workers` run trials in processes that may die, `shrink` makes a finding small.
Findings that were mended are kept under ``tests/samples/fuzz`` and read by `test_findings`.
"""
