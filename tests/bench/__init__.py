"""The benchmark: whole mails over real servers, read by this service and by the stack anybody would write first.

`corpus` makes the mails, `places` a mailbox with them in it, `ours` and `naive` are the two programs that are timed
(processes of their own), `runs` starts them, `truth` compares what they recorded with what was written. `single` takes
one mail at a time; `polls`, `growth` and `screens` measure what grows with the books, `memory` and `large` memory,
`soak` (by itself) whether it stays flat. `results` keeps the figures, `page`, `plot` and `paper` write
docs/performance.md. ``python -m tests.bench`` does it all.
"""
