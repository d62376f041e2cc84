"""SSH: one connection and one command a host; the script goes in on standard input, nothing is written there.

`address` and `access` are cheap to import; everything else here imports asyncssh (0.9 s) and is imported on use.
"""
