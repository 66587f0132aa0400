"""Ten million mails a year, on paper: what the measured parts add up to in machines and money, what breaks first."""

from __future__ import annotations

from tests.bench.results import Results

_MAILS = 10_000_000
#: Assumed, for want of a scheme of that size: a tenth of the year's mail comes on its busiest day, and 15 in 100 of
#: that within an hour.
_BUSIEST_DAY, _BUSIEST_HOUR = 0.10, 0.15
#: Assumed prices, in pounds a month: a core, a gigabyte of disk for the database, a gigabyte of object storage.
_CORE, _DISK, _OBJECTS = 25.0, 0.10, 0.02
_BUSY = 0.6  # how much of a core is planned for
_GB = 1_000_000_000
_SCAN_SHARE, _SCAN_SECONDS = 0.10, 9.0  # a tenth are scans of three pages at three seconds a page


def on_paper(results: Results) -> str:
    """The section of the page."""
    mix = results.compared[0]
    reading, own, sending = mix.reading_cpu, mix.own_cpu, mix.sending_cpu
    peak = _MAILS * _BUSIEST_DAY * _BUSIEST_HOUR / 3600
    workers = peak * (reading + own + sending) / 1000 / _BUSY
    scans = peak * _SCAN_SHARE * _SCAN_SECONDS / _BUSY
    archive = _MAILS * (results.corpus.smallest + results.corpus.largest) / 2 / _GB
    books = _MAILS * mix.store_bytes / _GB
    money = (workers + 4) * _CORE + books * _DISK + archive * _OBJECTS
    turns = 1000 / own
    rows = [
        ("mails a second in the busiest hour", f"{peak:.0f}"),
        ("processor time a mail (reading + recording + sending)", f"{reading:.0f} + {own:.0f} + {sending:.0f} ms"),
        ("cores for workers at that hour, planned at 60 %", f"{workers:.0f}"),
        ("and for scans, where a tenth are scans of three pages and none may wait", f"{scans:.0f}"),
        ("raw archive a year", f"{archive:,.0f} GB"),
        ("database a year", f"{books:,.0f} GB"),
        ("pounds a month, scans left to wait for the night", f"{money:,.0f}"),
        ("mails a second that one database can record", f"{turns:.0f} at most"),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    return _TEXT.format(table=table, peak=peak, turns=turns)


_TEXT = """
## Ten million mails a year, on paper

Nothing of this size was run. It is what the figures above add up to, if a tenth of the year's mail comes on its busiest
day and 15 in 100 of that within one hour, at assumed prices of £25 a core, £0.10 a GB of database and £0.02 a GB of
archive a month; four cores are added for the database and the poller.

| What | How much |
| --- | --- |
{table}

**What breaks first.** Reading is spread over as many workers as there are; recording is not. Every transaction that
changes something adds to one chained history, so transactions take turns, and the processor time of the service itself
bounds how many mails a second are recorded: {turns:.0f}, against {peak:.0f} in the busiest hour. Beyond that a scheme
is split by programme, each with a database of its own, before anything else is worth doing. Next is the mail server:
most hand over or take some tens of mails a second from one account. Then the digest, which tells of a hundred things
at most and names the rest by number.
"""
