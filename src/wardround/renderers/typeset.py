"""Run as a program of its own: a template and its data on standard input, a PDF on standard output.

The compiler keeps every page in memory until its process ends; in a child that memory goes with it, and two documents
can be set side by side. It stands alone, because importing the package costs more than setting a small report.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Reads ``{template, data, fonts}`` as JSON and writes the PDF."""
    import typst

    asked = json.load(sys.stdin.buffer)
    shipped = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[asked["fonts"]]
    )
    sys.stdout.buffer.write(
        typst.compile(
            asked["template"].encode(),
            font_paths=shipped,
            sys_inputs={"data": asked["data"]},
            pdf_standards=["a-2b"],
            timestamp=0,
            pdf_tags=False,  # tags would make the file four times as large
        )
    )


if __name__ == "__main__":
    main()
