"""One module a revision, named for its number and what it does."""
