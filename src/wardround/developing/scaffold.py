"""The skeleton of a new check: a judge in family.py and a card in family.yaml that fail their tests until written."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from keyword import iskeyword
from pathlib import Path

import yaml

from wardround.errors import Fault, WardroundError

#: What a person must replace: tests/house/test_written.py finds what is left of it.
WRITE = "WRITE"
_ID = re.compile(r"([a-z][a-z0-9]*)\.([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")
#: Names that a family imports or its judges take; a judge of that name would hide them.
_TAKEN = frozenset({"check", "failed", "passed", "need", "host", "given", "unknown"})

_IMPORTS = """from wardround.checks import Given, check
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Verdict
"""

_MODULE = '''"""WRITE: what this family of checks looks at, in one line."""

from __future__ import annotations

{imports}'''

_JUDGE = """

@check("{check_id}")
def {name}(host: LinuxFacts, given: Given) -> Verdict:
    raise NotImplementedError("write the judge of {check_id}")
"""

_CARD = """{check_id}:
  title: {{en: "WRITE: what holds when all is well", zh: "WRITE：符合要求时的状态"}}
  why: {{en: "WRITE: what an attacker or an accident does with it", zh: "WRITE：不符合时的风险"}}
  remedy: {{en: "WRITE: what to do, with the command", zh: "WRITE：整改方法及命令"}}
  severity: medium
  says:
    pass: {{en: "WRITE: what was seen", zh: "WRITE：看到的情况"}}
    fail: {{en: "WRITE: found {{found}}, expected …", zh: "WRITE：发现 {{found}}，应为……"}}
  examples: {{}}  # write pass, fail and unknown: each {{facts: {{...}}, expect: {{...}}}}
"""


def _bad(check_id: str, message: str, **args: object) -> WardroundError:
    return WardroundError(Fault.BAD_INPUT, message, where=check_id, **args)


def _existing(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.glob("*.yaml"):
        found |= set(yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) or {})
    return found


def _with_imports(source: str) -> str:
    """The module with the names that a judge needs, after its last top-level import; an import it has stays."""
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    bound = {alias.asname or alias.name for node in imports for alias in node.names}
    lines = source.split("\n")
    at = max((node.end_lineno or 0 for node in imports), default=0)
    for line in reversed(_IMPORTS.strip().split("\n")):
        module, names = re.fullmatch(r"from (\S+) import (.+)", line).groups()  # type: ignore[union-attr]  # our own text
        missing = [name for name in names.split(", ") if name not in bound]
        if missing:
            lines.insert(at, f"from {module} import {', '.join(missing)}")
    return "\n".join(lines)


def new_check(check_id: str, root: Path | None = None) -> tuple[Path, Path]:
    """Writes the judge and the card of a new check; returns (family.py, family.yaml).

    ``root`` is the folder of kinds, the package's own when not given. Raises WardroundError (bad input): not a name
    of the form kind.family.name, an unknown kind, a check that exists, or a folder that cannot be written.
    """
    match = _ID.fullmatch(check_id)
    if not match or match[3] in _TAKEN or any(map(iskeyword, match.groups())):
        raise _bad(check_id, "check_name")
    kind, family, name = match.groups()
    folder = (root or Path(str(files("wardround").joinpath("checks")))) / kind
    if not folder.is_dir():
        raise _bad(check_id, "check_kind", kind=kind)
    if check_id in _existing(folder):
        raise _bad(check_id, "check_exists")
    module, cards = folder / f"{family}.py", folder / f"{family}.yaml"
    source = module.read_text("utf-8") if module.exists() else _MODULE.format(imports=_IMPORTS)
    if re.search(rf"^def {name}\(", source, re.M):
        raise _bad(check_id, "check_exists")
    known = cards.read_text("utf-8") if cards.exists() else ""
    judge = _JUDGE.format(check_id=check_id, name=name)
    try:
        module.write_text(_with_imports(source).rstrip("\n") + "\n" + judge, "utf-8")
        cards.write_text(known + _CARD.format(check_id=check_id), "utf-8")
    except OSError as error:
        raise WardroundError(
            Fault.NOT_PERMITTED, "file_unwritable", where=str(folder), detail=error.strerror or "?"
        ) from None
    return module, cards
