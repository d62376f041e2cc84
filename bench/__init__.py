"""Measured comparisons with other programs, runnable by anyone: `python -m bench.host`, `bench.fleet`, `bench.ssh_hosts`."""
