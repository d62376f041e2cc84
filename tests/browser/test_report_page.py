"""The HTML report in a real browser: wide and narrow, light and dark, both languages."""

from __future__ import annotations

import subprocess

import pytest
from playwright.sync_api import sync_playwright

from tests.sample import sample
from wardround import renderers
from wardround.results.seal import Stamp
from wardround.wording import LANGUAGES

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    results = sample()
    for lang in LANGUAGES:
        data = renderers.render(results, lang, ["html"], Stamp("ab" * 32, "0123456789abcdef"))["html"]
        (folder / f"{lang}.html").write_bytes(data)
    return folder


@pytest.fixture
def opened(browser, pages):
    """Opens a page and collects what the browser complains about."""
    contexts, complaints = [], []

    def opener(lang: str, width: int, scheme: str = "light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.goto((pages / f"{lang}.html").as_uri())
        return page

    yield opener
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (768, "light"), (390, "light")])
def test_nothing_runs_over_the_edge_also_with_everything_open(opened, lang, width, scheme):
    page = opened(lang, width, scheme)
    for state in ("closed", "open"):
        page.evaluate("state => document.querySelectorAll('details').forEach(d => d.open = state === 'open')", state)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state


def test_every_internal_link_resolves(opened):
    page = opened("en", 1440)
    dead = page.evaluate(
        "[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"
        ".filter(h => !h || !h.startsWith('#') || !document.getElementById(h.slice(1)))"
    )
    assert dead == []


def test_a_link_opens_what_is_folded(opened):
    page = opened("en", 1440)
    link = page.locator("article.problem .refs a").first
    target = link.get_attribute("href")
    assert not page.locator(target).is_visible()
    link.click()
    assert page.locator(target).is_visible()


def test_the_styles_are_in_force_under_the_strict_policy(opened):
    page = opened("zh", 1440)
    assert page.evaluate("getComputedStyle(document.querySelector('.toc')).position") == "sticky"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontStyle") == "normal"
    assert page.locator("svg.bar rect").count() >= 8


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_in_both_schemes(opened, scheme):
    """Contrast of chips, soft text and links against what is behind them: at least 4.5 (WCAG 2.2, 1.4.3)."""
    page = opened("en", 1440, scheme)
    poor = page.evaluate(
        """() => {
          const parse = c => c.match(/[\\d.]+/g).map(Number);
          const light = ([r, g, b]) => { const f = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 };
            return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b) };
          const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
            if (c.length < 4 || c[3] > 0) return c } return [255, 255, 255] };
          const poor = new Set();
          for (const e of document.querySelectorAll('.chip, .soft, .card p, .card a, .id, .risk, th, .notice, dt')) {
            const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) poor.add(e.className + ' ' + ((a + 0.05) / (b + 0.05)).toFixed(2));
          }
          return [...poor];
        }"""  # noqa: E501
    )
    assert poor == []


def test_print_shows_what_is_folded_after_a_summary_of_its_own(opened):
    data = opened("en", 1440).pdf(format="A4")

    def text(*pages: str) -> str:
        command = ["pdftotext", *pages, "-", "-"]
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()

    assert "PASS_MAX_DAYS" in text()
    assert "What to do" not in text("-l", "1")
    assert "Do these first" in text("-l", "1")
