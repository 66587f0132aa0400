"""A store made anew from the raw archive and its journals, and compared with the one in use."""
