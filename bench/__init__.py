"""Measured comparisons with other programs, runnable by anyone: `python -m bench.host` (or `fleet`, `ssh_hosts`)."""
