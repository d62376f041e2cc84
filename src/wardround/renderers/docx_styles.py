"""Styles, numbering, page and footer of the DOCX report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from wardround.renderers.report import Report
from wardround.renderers.wordml import run

LATIN, CHINESE = "Arial", "Microsoft YaHei"
#: style -> (based on, half points, bold, twips before, twips after, colour, shading)
STYLES: dict[str, tuple[int, bool, int, int, str, str]] = {
    "Title": (38, True, 20, 40, "1C2632", ""),
    "Heading1": (30, True, 360, 140, "1C2632", ""),
    "Heading2": (23, True, 220, 100, "1C2632", ""),
    "Problem": (21, False, 200, 60, "", ""),
    "Notice": (16, False, 20, 30, "8A5A00", "FCF0D4"),
    "Label": (18, False, 50, 30, "", ""),
    "Note": (17, False, 0, 30, "5A6877", ""),
    "Cell": (18, False, 15, 15, "", ""),
    "Gap": (6, False, 0, 0, "", ""),
    "Thin": (2, False, 0, 0, "", ""),
}
NUMBERED = {"Heading1": 0, "Heading2": 1}


def _style(name: str, size: int, bold: bool, before: int, after: int, colour: str, shading: str) -> str:
    level = NUMBERED.get(name)
    outline = "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
    keep = "" if level is None else "<w:keepNext/>"
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{shading}"/>' if shading else ""
    line = '<w:spacing w:before="{}" w:after="{}" w:line="{}" w:lineRule="auto"/>'.format(
        before, after, 20 if name in ("Gap", "Thin") else 264
    )
    depth = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    shown = {"Heading1": "heading 1", "Heading2": "heading 2"}.get(name, name)
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{shown}"/><w:basedOn w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{keep}{outline}{shade}{line}{depth}</w:pPr><w:rPr>{'<w:b/>' if bold else ''}"
        f"{f'<w:color w:val={chr(34)}{colour}{chr(34)}/>' if colour else ''}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _xml(text: str) -> Any:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(re.sub(r"^<[\w:]+", lambda tag: f"{tag[0]} {nsdecls('w')}", text, count=1))


def apply(document: Any, report: Report) -> None:
    """Sets fonts, styles, numbered headings, margins, header and footer."""
    styles = document.styles.element
    for style in list(styles):
        if style.get(_w("styleId")) in {*STYLES, "Heading3"}:
            styles.remove(style)
    for name, row in STYLES.items():
        styles.append(_xml(_style(name, *row)))
    _fonts(document, "zh-CN" if report.lang == "zh" else "en-US")
    _numbering(document)
    _page(document, report)


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _fonts(document: Any, lang: str) -> None:
    """Every style of the template takes these fonts; ``w:eastAsia`` is what Word draws Chinese with."""
    fonts = f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{CHINESE}" w:cs="{LATIN}"/>'
    size = '<w:sz w:val="19"/><w:szCs w:val="19"/>'
    language = f'<w:lang w:val="{lang}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    styles = document.styles.element
    for old in styles.iter(_w("rFonts")):
        for key in list(old.attrib):
            del old.attrib[key]
        for side, font in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", CHINESE), ("cs", LATIN)):
            old.set(_w(side), font)
    defaults = styles.find(_w("docDefaults"))
    if defaults is not None:
        styles.remove(defaults)
    spacing = '<w:spacing w:before="0" w:after="80" w:line="276" w:lineRule="auto"/>'
    styles.insert(
        0,
        _xml(
            f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}{size}{language}</w:rPr></w:rPrDefault>"
            f"<w:pPrDefault><w:pPr>{spacing}</w:pPr></w:pPrDefault></w:docDefaults>"
        ),
    )


def _numbering(document: Any) -> None:
    """Headings number themselves: 1, 1.1."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="{style}"/>'
        f'<w:suff w:val="space"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for level, style, text in ((0, "Heading1", "%1"), (1, "Heading2", "%1.%2"))
    )
    numbering.insert(
        0, _xml(f'<w:abstractNum w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>')
    )
    numbering.append(_xml('<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def _page(document: Any, report: Report) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(18), Mm(16)
    section.different_first_page_header_footer = False
    title = " · ".join(t for t in (report.hospital, report.title, report.as_of) if t)
    number = "".join(
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {field} </w:instrText>'
        f'</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("1", "soft", size=16)}'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{after}'
        for field, after in (("PAGE", run(" / ", "soft", size=16)), ("NUMPAGES", ""))
    )
    for part, inner in ((section.header, run(title, "soft", size=16)), (section.footer, number)):
        part.is_linked_to_previous = False
        element = part._element  # python-docx gives no public way to put XML into a header
        for old in list(element):
            element.remove(old)
        side = '<w:jc w:val="right"/>' if part is section.footer else ""
        element.append(_xml(f"<w:p><w:pPr>{side}</w:pPr>{inner}</w:p>"))


def emptied(document: Any) -> None:
    """Leaves only the section properties in the body."""
    body = document.element.body
    for old in list(body):
        if old is not body.sectPr:
            body.remove(old)


def filled(xml: bytes, parts: Iterable[str]) -> bytes:
    """The main part of an emptied document with its body: as text, which a tree of 20,000 elements would only copy."""
    start, tag, end = xml.partition(b"<w:sectPr")
    if not tag:
        raise ValueError("word/document.xml: no section properties")
    return b"".join((start, *(part.encode() for part in parts), tag, end))
