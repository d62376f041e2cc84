"""The laboratory: whole machines with their own init, made weak or hardened on purpose, to be inspected for real."""
