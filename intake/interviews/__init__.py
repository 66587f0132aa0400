"""Interviews: who gets which slot, invitations and answers to them, changes, reminders, timetables, what was held.

The pack's ``[interviews]`` is `intake.round.interviews`; what a mail's calendar part says is read in the child by
`parsers.calendar`; the day sheet on paper is `intake.paper.day_sheet`.
"""
