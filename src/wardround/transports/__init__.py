"""How to touch a target, read-only. A transport feeds a script to `sh` and fills a `Received` with its output."""
