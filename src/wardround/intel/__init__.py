"""Intel: what the world knew of updates, holes and support ends on a date, carried into the hospital as a signed file.

model: what a bundle holds · versions: which version is newer · lookup: the questions that checks ask ·
updates: installed packages against a bundle · file: the signed `.intel` file · store: the imported one ·
sources/: the public files that a bundle is made from.
"""
