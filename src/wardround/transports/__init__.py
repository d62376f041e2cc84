"""How to touch a target, read-only. Each transport runs a script and gives back its bytes."""
