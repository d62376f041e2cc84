"""HTML and SVG elements that escape whatever is not an element already."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Child = str | Iterable[str]


def el(name: str, *children: Child, **attributes: str | int | float) -> Html:
    """An element. Plain strings inside are escaped; ``class_`` is class, and ``_`` in a name stands for ``-``."""
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value != ""
    )
    return Html(f"<{name}{named}>{join(*children)}</{name}>")


def ticked(text: str) -> Html:
    """A sentence whose parts between backticks are commands."""
    parts = enumerate(text.split("`"))
    return join(*(el("code", part) if at % 2 else Html(escape(part)) for at, part in parts))


def join(*children: Child) -> Html:
    """Elements and texts, one after another."""
    parts: list[str] = []
    for child in children:
        if isinstance(child, Html):
            parts.append(child)
        elif isinstance(child, str):
            parts.append(escape(child))
        else:
            parts.append(join(*child))
    return Html("".join(parts))
