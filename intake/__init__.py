"""The service: network, clock, scheduler, transactions and the command line.

Start reading at `intake.pipeline`: `process_message` is the spine.
"""
