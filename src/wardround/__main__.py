"""`python -m wardround`: the same as the command `wardround`."""

from wardround.cli import main

main()
