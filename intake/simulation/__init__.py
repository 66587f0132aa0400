"""A whole round played on this machine: invented people, a real IMAP and a real SMTP server, the service as it is.

Nothing of the service knows of this room. What the people do they do by mail, and what they find out they read.
"""
