"""The public files that a bundle is made from, each parsed in one place; read, never fetched."""
