"""Every format from the same result document: frozen bytes, hostile text, links that lead somewhere, one page first."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from html.parser import HTMLParser

import docx
import msgspec
import openpyxl
import pytest

from tests.sample import sample
from wardround import renderers, wording
from wardround.renderers import terminal
from wardround.renderers.composing import compose
from wardround.renderers.steps import STEPS, step_of
from wardround.results import Evidence, Results, Says
from wardround.results.seal import Stamp
from wardround.verdicts import Conformity, Outcome
from wardround.wording import LANGUAGES

STAMP = Stamp("ab" * 32, "0123456789abcdef", "Example hospital")
RESULTS = sample()
SMALL = sample(checks=60, hosts=1, names=50)
EVERY = tuple(renderers.FORMATS)


@pytest.fixture(scope="module")
def documents():
    return {lang: renderers.render(RESULTS, lang, EVERY, STAMP) for lang in LANGUAGES}


def pdf_text(data: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def docx_text(data: bytes) -> str:
    return "\n".join("".join(p.itertext()) for p in docx.Document(io.BytesIO(data)).element.body.iter("{*}p"))


def xlsx_cells(data: bytes) -> list:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def texts(documents: dict[str, bytes]) -> dict[str, str]:
    return {
        "html": documents["html"].decode(),
        "docx": docx_text(documents["docx"]),
        "pdf": pdf_text(documents["pdf"]),
        "xlsx": "\n".join(str(c.value) for c in xlsx_cells(documents["xlsx"])),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rendering_again_gives_the_same_bytes(lang):
    once, again = (renderers.render(SMALL, lang, EVERY, STAMP) for _ in range(2))
    for name in EVERY:
        assert again[name] == once[name], name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_format_says_the_numbers_the_problems_and_the_key(documents, lang):
    found = texts(documents[lang])
    worst = RESULTS.checks[RESULTS.problems[0].check].title[lang]
    score = next(s for c in RESULTS.catalogues for s in c.scores)
    for name, text in found.items():
        flat = re.sub(r"\s+", "", text)
        wanted = (worst, STAMP.fingerprint, RESULTS.hospital, f"{score.lower:.2f} – {score.upper:.2f}", "emr-web-04")
        for each in wanted:
            assert re.sub(r"\s+", "", each) in flat, (name, each)


def test_both_languages_have_the_same_numbers_and_no_string_of_the_other():
    english, chinese = (compose(RESULTS, lang, STAMP) for lang in LANGUAGES)
    for field in ("figures", "severities", "steps", "evidence"):
        pick = lambda r, f=field: [(getattr(x, "key", None), getattr(x, "count", None)) for x in getattr(r, f)]  # noqa: E731
        assert pick(english) == pick(chinese)
    assert english.words.keys() == chinese.words.keys()
    assert not [w for w in english.words.values() if re.search(r"[\u4e00-\u9fff]", w)]


def test_unknown_stays_visible_in_the_score_line():
    line = compose(RESULTS, "en", STAMP).scores[0]
    verified = next(s for c in RESULTS.catalogues for s in c.scores)
    assert f"({verified.verified} of 135)" in line.coverage
    assert line.conclusion == "open: not enough is verified"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_is_one_page_of_the_pdf(documents, lang):
    data = documents[lang]["pdf"]
    first, second = pdf_text(data, "-f", "1", "-l", "1"), pdf_text(data, "-f", "2", "-l", "2")
    assert STAMP.results[:20] in first.replace("\u200b", "")
    words = compose(RESULTS, lang, STAMP).words
    assert words["problems"] in second
    assert words["problems"] not in first


def test_the_pdf_is_an_archive_format_with_its_fonts_and_working_links(documents, tmp_path):
    data = documents["zh"]["pdf"]
    assert b"pdfaid:part" in data
    path = tmp_path / "r.pdf"
    path.write_bytes(data)
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(re.search(r"NotoSansSC.*yes yes", row) for row in fonts)
    command = ["pdftohtml", "-xml", "-stdout", "-i", "-l", "3", path]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert shown.count('<a href="') > 30


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_of_the_page_leads_to_a_place(documents, lang):
    page = documents[lang]["html"].decode()
    places = re.findall(r' id="([^"]+)"', page)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(places)
    assert not re.findall(r'(?:href|src)="(?!#)', page)


def test_the_page_runs_and_loads_nothing(documents):
    page = documents["en"]["html"].decode()
    assert "default-src 'none'" in page
    assert "unsafe-inline" not in page
    assert not re.search(r"<script|<img|<link|<iframe|@import|url\(| style=| on\w+=", page)


def test_the_word_document_has_styles_repeated_headers_links_and_fonts(documents):
    document = docx.Document(io.BytesIO(documents["zh"]["docx"]))
    headings = [p for p in document.paragraphs if p.style.name == "Heading 1"]
    assert len(headings) >= 9
    body = document.element.body.xml
    assert body.count("<w:tblHeader/>") >= 10
    anchors = set(re.findall(r'w:anchor="([^"]+)"', body))
    names = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body)
    assert anchors <= set(names)
    assert len(names) == len(set(names))
    assert all(len(name) <= 40 for name in names)
    assert 'w:eastAsia="Microsoft YaHei"' in document.styles.element.xml
    assert document.core_properties.created.isoformat().startswith("2026-01-31")


def test_the_workbook_has_its_sheets_filters_and_whole_evidence(documents):
    book = openpyxl.load_workbook(io.BytesIO(documents["en"]["xlsx"]))
    assert book.sheetnames == ["Summary", "Problems", "Clauses", "Verdicts", "Evidence"]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
    assert book["Verdicts"].max_row == 1 + len(RESULTS.verdicts)
    lines = {e.id for v in RESULTS.verdicts for e in v.evidence}
    assert book["Evidence"].max_row == 1 + len(lines)
    assert book["Clauses"].max_row == 1 + sum(len(c.answers) for c in RESULTS.catalogues)


@pytest.mark.parametrize("name", ["docx", "xlsx"])
def test_an_office_file_knows_no_time_of_day(documents, name):
    with zipfile.ZipFile(io.BytesIO(documents["en"][name])) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-01-31T00:00:00Z" in archive.read("docProps/core.xml")


def test_fifty_offending_things_stay_readable_and_complete(documents):
    fifty = next(v for v in RESULTS.problems if len(v.says.args["found"]) == 50)
    case = next(c for p in compose(RESULTS, "en", STAMP).problems for c in p.cases if len(c.names) == 50)
    assert len(case.says) < 300
    assert case.names == tuple(fifty.says.args["found"])
    for name, text in texts(documents["en"]).items():
        flat = re.sub(r"[\s\u200b]+", "", text)
        assert fifty.says.args["found"][49] in flat, name


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="x',
    "formula": '=HYPERLINK("http://example.invalid","x")',
    "override": "user\u202egnp.exe",
    "control": "\x1b]0;title\x07\x00\x08",
    "typst": "#sys.inputs $x$ @ref <label> *b* \\",
    "xml": "]]><w:p/>&amp;&#0;\ufffe",
    "format": "{found} {0.__class__} %s",
    "other scripts": "\U0001f600 \u0628 \u0e01 \U00020000",
    "long": "A" * 100_000,
}


SAFE = {
    "html", "head", "meta", "title", "style", "body", "div", "nav", "p", "ol", "ul", "li", "a", "b", "span", "main",
    "section", "header", "article", "h1", "h2", "h3", "svg", "rect", "table", "thead", "tbody", "tr", "th", "td",
    "dl", "dt", "dd", "details", "summary", "code",
}  # fmt: skip


def parsed(page: str) -> tuple[set[str], set[str]]:
    """The elements and attributes that a browser would see."""
    names, attributes = set(), set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            names.add(tag)
            attributes.update(key for key, _ in attrs)

    Reader().feed(page)
    return names, attributes


def hostile(text: str) -> Results:
    """The small sample with that text wherever a target could have put it."""
    results = sample(checks=20, hosts=1)
    bad = msgspec.structs.replace
    verdicts = []
    for v in results.verdicts:
        says = bad(v.says, en=text, zh=text, args={"found": [text] * 20, "count": 20})
        evidence = tuple(Evidence(e.id, text, text) for e in v.evidence)
        verdicts.append(bad(v, asset=text, says=says, evidence=evidence))
    assets = (bad(results.assets[0], name=text, platform=text, target=text), *results.assets[1:])
    observations = tuple(bad(o, asset=text, gaps=(text,) * 5, collector=text) for o in results.observations)
    checks = dict(results.checks)
    checks.pop(next(iter(checks)))
    return bad(
        results, hospital=text, verdicts=tuple(verdicts), assets=assets, observations=observations, checks=checks
    )


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_escaped_and_bounded_in_every_format(kind, capsys):
    text = HOSTILE[kind]
    documents = renderers.render(hostile(text), "en", EVERY, Stamp("ab" * 32, "0123", text[:100]))
    assert all(len(data) < 3_000_000 for data in documents.values()), {n: len(d) for n, d in documents.items()}
    page = documents["html"].decode()
    names, attributes = parsed(page)
    assert names <= SAFE
    assert not [a for a in attributes if a.startswith("on") or a == "style"]
    for name, shown in texts(documents).items():
        assert "\u202e" not in shown, name
        assert not re.search(r"[\x00-\x08\x0b\x0e-\x1f\ufffe]", shown.replace("\x0c", "")), name
        assert "A" * 30_000 not in shown, name
    for cell in xlsx_cells(documents["xlsx"]):
        assert cell.data_type in ("s", "n"), cell.value
    terminal.show(hostile(text), "en", STAMP)
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_judged_still_makes_every_document(lang):
    empty = sample(checks=0, hosts=0)
    documents = renderers.render(empty, lang, EVERY, Stamp("ab" * 32))
    words = compose(empty, lang, Stamp("ab" * 32)).words
    assert words["unsigned"] in pdf_text(documents["pdf"], "-l", "1")
    assert all(documents.values())


def test_the_terminal_is_plain_text_in_a_pipe(capsys):
    terminal.show(SMALL, "zh", STAMP)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "问题清单" in out
    assert out.count("\n") > 30


def test_an_asset_read_only_in_part_shows_its_counts_and_why():
    failure = RESULTS.assets[-1].failure
    part = msgspec.structs.replace(SMALL.assets[0], failure=failure)
    results = msgspec.structs.replace(SMALL, assets=(part,), interrupted=True)
    report = compose(results, "en", STAMP)
    assert report.assets[0].failure == f"Read only in part: {failure.en}"
    assert sum(f.count for f in report.assets[0].figures) == len(SMALL.verdicts)
    assert len(report.notices) == 2
    for name, text in texts(renderers.render(results, "en", EVERY, STAMP)).items():
        assert "Read only in part" in re.sub(r"\s+", " ", text), name
        assert "interrupted" in text, name


def test_what_could_not_be_judged_is_told_by_what_to_do():
    report = compose(RESULTS, "en", STAMP)
    assert sum(s.count for s in report.steps) == RESULTS.count(Outcome.UNKNOWN)
    assert {s.key for s in report.steps} == {"root", "lists", "beyond"}
    waiting = [k.check for s in report.steps for c in s.causes for k in c.checks]
    assert set(waiting) == {v.check for v in RESULTS.verdicts if v.outcome is Outcome.UNKNOWN}
    for name, text in texts(renderers.render(RESULTS, "en", EVERY, STAMP)).items():
        flat = re.sub(r"\s+", " ", text)
        assert all(s.title in flat for s in report.steps), name


def test_every_reason_for_unknown_leads_to_a_step():
    """A new sentence has to be put under a step; the steps name no sentence that is gone."""
    known = {message.removeprefix("unknown.") for message in wording.catalogue() if message.startswith("unknown.")}
    assert known == {message for messages in STEPS.values() for message in messages}


@pytest.mark.parametrize(
    ("detail", "step"),
    [("package verification", "verify"), ("the walk of the file system", "walk"), ("sudo version", "beyond")],
)
def test_what_a_run_leaves_out_leads_to_the_option_that_asks_for_it(detail, step):
    assert step_of(Says("unknown.not_collected", {"detail": detail}, "", "")) == step


def test_the_headline_is_as_bad_as_the_worst_problem():
    report = compose(RESULTS, "en", STAMP)
    assert report.headline_key == RESULTS.problems[0].severity
    assert str(sum(v.severity == "critical" for v in RESULTS.problems)) in report.headline
    unread = msgspec.structs.replace(RESULTS, verdicts=())
    assert compose(unread, "en", STAMP).headline_key == "unknown", "nothing judged is no pass"


def test_the_same_said_of_many_assets_is_said_once():
    found = next(v for v in RESULTS.problems if len(v.says.args["found"]) < 9)
    many = tuple(msgspec.structs.replace(found, asset=f"host-{n}") for n in range(30))
    (problem,) = compose(msgspec.structs.replace(RESULTS, verdicts=many), "en", STAMP).problems
    assert [c.asset for c in problem.cases] == ["all 30 assets"]


class Tty(io.StringIO):
    def isatty(self):
        return True


def test_a_person_is_shown_the_worst_in_the_width_of_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    stream = Tty()
    terminal.show(RESULTS, "en", STAMP, stream)
    rows = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue()).splitlines()
    report = compose(RESULTS, "en", STAMP)
    assert max(map(len, rows)) <= 80
    assert sum(bool(re.match(r" F\d+ ", row)) for row in rows) == terminal.MOST
    assert f"{len(report.problems) - terminal.MOST} more kinds of problem" in "\n".join(rows)


def test_a_pipe_gets_every_problem_on_a_line_of_its_own():
    stream = io.StringIO()
    terminal.show(RESULTS, "en", STAMP, stream)
    rows = stream.getvalue().splitlines()
    for v in RESULTS.problems:
        assert f"  [{v.severity}] {v.asset} {v.check}: {v.says.en}" in rows


def test_every_clause_is_shown_with_its_answer():
    for catalogue, shown in zip(RESULTS.catalogues, compose(RESULTS, "en", STAMP).catalogues, strict=True):
        rows = [r for k in shown.categories for r in k.rows]
        assert sorted(r.id for r in rows) == sorted(a.id for a in catalogue.answers)
        assert sum(f.count for f in shown.figures) == len(rows)
        assert catalogue.count(Conformity.NOT_VERIFIED) == sum(r.outcome == "not_verified" for r in rows)
