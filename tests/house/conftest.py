"""Lets the tests of the house import their own `tree.py` and page writers."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
