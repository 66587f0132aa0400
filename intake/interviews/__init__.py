"""Interviews: who gets which slot, invitations as iCalendar, answers to them, the timetable; no mail, no database.

The pack's ``[interviews]`` is `intake.round.interviews`; what a mail's calendar part says is read in the child by
`parsers.calendar`; the day sheet on paper is `intake.paper.day_sheet`.
"""
