"""The parts of the demonstration mailbox: who applies, how their mail programs write, what each mail is.

`tests.corpus.demo` puts them together and writes ``templates/delivering-differently/demo``.
"""
