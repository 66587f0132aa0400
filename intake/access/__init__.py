"""Access tokens for the mail account (OAuth 2): where they come from, how they are renewed, when what renews them ends.

`intake.access.tokens` is what the rest of the service uses. The libraries of Microsoft and Google, and requests, are
used in this room alone and loaded when they are needed (the extra ``oauth``).
"""
