"""The pages docs/guide/expectations.*.md, from the structs of expectations.py, limits.yaml and expectations.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import yaml

from wardround.expectations import LIMITS, Document, Hospital, Lists


def structs(kind: Any) -> set[type]:
    """The structs that a type is made of, all the way down."""
    found = {kind} if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else set()
    inner = [*get_args(kind), *(get_type_hints(kind).values() if found else ())]
    return found.union(*(structs(each) for each in inner))


#: Group of words -> the structs whose keys it explains; whatever else an expectation may hold stands among `fields`.
GROUPS: dict[str, tuple[type, ...]] = {
    "document": (Document,),
    "hospital": (Hospital,),
    "lists": (Lists,),
    "fields": tuple(sorted(structs(Document) - {Document, Hospital, Lists}, key=lambda s: s.__name__)),
}
UNITS = {
    "days": "天",
    "characters": "个字符",
    "attempts": "次",
    "seconds": "秒",
    "hours": "小时",
    "minutes": "分钟",
    "classes": "类",
    "passwords": "个口令",
    "percent": "%",
}
EXAMPLE = """hospital:
  name: {name}
  words: [xrmyy, "2026"]
all:
  ports:
    - {{port: 22, by: {head}, date: "2026-01-31", why: {admin}}}
  administrators:
    - {{name: root}}
  limits:
    password_max_days: 60
assets:
  his-*:
    ports:
      - {{port: 1521, program: tnslsnr, by: {head}, why: HIS}}
"""
TEXT: dict[str, dict[str, Any]] = {
    "en": {
        "title": "What is expected: one file",
        "intro": "A check that compares with what the hospital approved needs to be told. Write one YAML file and give "
        "it with `--scope`. What is not given is not guessed: such a check says *unknown*, and names the key that it "
        "needs. An unknown key is refused with its line.\n\nMade by `sh tests/refresh` from the program; change "
        "`tests/house/expectations.yaml`, not this page.",
        "example": {"name": "County Hospital", "head": "Department head", "admin": "remote administration"},
        "heads": (
            "An example",
            "The file",
            "`hospital`",
            "Lists of `all` and of each of `assets`",
            "Entries of a list",
            "Limits",
        ),
        "columns": ("key", "what", "example"),
        "limits": ("limit", "what", "default", "where the default comes from"),
    },
    "zh": {
        "title": "期望清单：一个文件",
        "intro": "凡需与医院批准内容对照的检查，都必须先得到对照依据。请编写一个 YAML 文件，并用 `--scope` 指定。"
        "未给出的内容不作猜测：相应检查判为“未知”，并指明所需的字段。未知字段会连同行号一并拒绝。\n\n"
        "本页由 `sh tests/refresh` 根据程序生成；请修改 `tests/house/expectations.yaml`，勿改本页。",
        "example": {"name": "某县人民医院", "head": "信息科主任", "admin": "远程管理"},
        "heads": ("示例", "文件结构", "`hospital`", "`all` 与各 `assets` 中的清单", "清单中的条目", "限值"),
        "columns": ("字段", "含义", "示例"),
        "limits": ("限值", "含义", "默认值"),
    },
}


def words() -> dict[str, dict[str, dict[str, str]]]:
    """expectations.yaml: group -> key -> words."""
    return yaml.safe_load(Path(__file__).with_name("expectations.yaml").read_text("utf-8"))


def keys(group: str) -> list[str]:
    """The keys that the program knows, in its order."""
    return list(dict.fromkeys(field for struct in GROUPS[group] for field in struct.__struct_fields__))


def example(lang: str) -> str:
    """A whole file that the program accepts."""
    return EXAMPLE.format(**TEXT[lang]["example"])


def entry(key: str, said: dict[str, str], lang: str) -> str:
    """One entry of a list as a person writes it."""
    inner = said.get("example", "{name: …}")
    for place, english in TEXT["en"]["example"].items():
        inner = inner.replace(english, TEXT[lang]["example"][place])
    return f"`{key}: {{{inner}}}`" if key == "limits" else f"`{key}: [{inner}]`"


def table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def limits(lang: str) -> str:
    """Every limit with its default; where that comes from is written down in English."""
    rows = []
    for name, limit in LIMITS.items():
        if lang == "zh":
            rows.append((f"`{name}`", limit.zh, f"{limit.default} {UNITS.get(limit.unit, limit.unit)}"))
        else:
            rows.append((f"`{name}`", limit.en, f"{limit.default} {limit.unit}", limit.source))
    return table(TEXT[lang]["limits"], rows)


def page(lang: str) -> str:
    """The whole page. Raises KeyError on a key of the program without words."""
    text = TEXT[lang]
    heads, columns, said = text["heads"], text["columns"], words()
    parts = [f"# {text['title']}", text["intro"], f"## {heads[0]}", f"```yaml\n{example(lang)}```"]
    for head, group in zip(heads[1:5], GROUPS, strict=True):
        parts.append(f"## {head}")
        if group == "lists":
            rows = [(f"`{key}`", said[group][key][lang], entry(key, said[group][key], lang)) for key in keys(group)]
            parts.append(table(columns, rows))
        else:
            parts.append(table(columns[:2], [(f"`{key}`", said[group][key][lang]) for key in keys(group)]))
    return "\n\n".join([*parts, f"## {heads[5]}", limits(lang)]) + "\n"
