"""The command line: a command parses arguments, calls one function, prints."""
