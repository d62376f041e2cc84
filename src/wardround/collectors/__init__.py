"""Collectors: how each kind of target is asked, and what its answer means."""
