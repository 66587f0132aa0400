"""Completed forms with their truth, written as strangers write them.

`packs` loads the forms, `case` invents who fills one in and what they write, `sheet` decides how the questions are
printed, `layouts` writes the result in many formats with tools other than the readers' own, `split` says which may be
tuned on. `python -m tests.corpus --out DIR --count N` writes files and ``truth.json``. Nothing here reads the matcher;
the scoring is in `tests.accuracy`.
"""
