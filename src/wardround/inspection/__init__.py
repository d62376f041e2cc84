"""An inspection: targets -> observations -> verdicts -> the result document and its files."""
