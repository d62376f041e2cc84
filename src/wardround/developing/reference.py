"""The reference of all checks as Markdown, one page a family and language, made from the cards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wardround.checks import Card
from wardround.errors import Fault, WardroundError
from wardround.wording import LANGUAGES, catalogue, say


def _families(cards: Mapping[str, Card]) -> dict[str, dict[str, Card]]:
    found: dict[str, dict[str, Card]] = {}
    for check_id, card in cards.items():
        found.setdefault(check_id.rsplit(".", 1)[0], {})[check_id] = card
    return found


def _text(text: str) -> str:
    """Card text as Markdown: what could open an HTML tag or break a table stays a character."""
    return text.replace("<", "&lt;").replace("|", "\\|")


def _outcome(key: str, lang: str) -> str:
    """The outcome that a message key begins with; a key of another form is shown as it is."""
    word = f"outcome.{key.split('.', 1)[0]}"
    return say(word, lang) if word in catalogue() else key


def _check(check_id: str, card: Card, lang: str) -> str:
    severity, fresh = say(f"severity.{card.severity}", lang), say("reference.fresh", lang, days=card.fresh_for)
    rows = [
        f"## {_text(card.title[lang])}",
        f"`{check_id}` · {severity} · {fresh}",
        _text(card.why[lang]),
        f"**{say('report.remedy', lang)}** {_text(card.remedy[lang])}",
        "\n".join(f"- **{_outcome(key, lang)}** {_text(template[lang])}" for key, template in card.says.items()),
    ]
    return "\n\n".join(rows)


def _page(family: str, cards: Mapping[str, Card], lang: str) -> str:
    note = say("reference.generated", lang, family=family)
    return "\n\n".join([f"# {family}", note, *(_check(i, c, lang) for i, c in cards.items())]) + "\n"


def _index(families: Mapping[str, Mapping[str, Card]], lang: str) -> str:
    count = sum(map(len, families.values()))
    head = f"# {say('reference.title', lang)}\n\n{say('reference.count', lang, count=count)}\n"
    rows = []
    for family, cards in families.items():
        rows.append(f"\n- [{family}]({family}.{lang}.md)")
        rows += [f"  - `{i}` {_text(card.title[lang])}" for i, card in cards.items()]
    return head + "\n".join(rows) + "\n"


def pages(cards: Mapping[str, Card]) -> dict[str, str]:
    """File name -> text: a page a family and an index, in every language."""
    families = _families(cards)
    found = {f"{f}.{lang}.md": _page(f, rows, lang) for f, rows in families.items() for lang in LANGUAGES}
    return found | {f"index.{lang}.md": _index(families, lang) for lang in LANGUAGES}


def write(cards: Mapping[str, Card], folder: Path) -> list[Path]:
    """Writes the pages and removes those of families that are gone. Raises WardroundError when it cannot."""
    wanted = pages(cards)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in wanted.items():
            (folder / name).write_text(text, "utf-8")
        kinds = {check_id.split(".", 1)[0] for check_id in cards}
        for old in folder.glob("*.*.*.md"):
            if old.name not in wanted and old.name.split(".", 1)[0] in kinds:
                old.unlink()
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unwritable", where=str(folder), detail=detail) from None
    return [folder / name for name in wanted]
