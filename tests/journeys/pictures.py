"""Pictures of every page, and contact sheets of them: `bin/pictures FOLDER` keeps both there.

One row of a sheet is one page as one reader sees it: at 360 px light and dark, then at 1280 px light and dark.
"""

import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from markupsafe import Markup, escape
from playwright.sync_api import Browser, Page

from tests.real import chromium

ROWS = 3
"""Pages on one sheet: as many as can be made out when it is looked at."""
LOOKS = ("360 light", "360 dark", "1280 light", "1280 dark")
TALLEST = 1_100
"""Pixels. A longer page is cut off below."""
STYLE = Markup("""body { font: 15px system-ui; margin: 16px; background: #fff; }
section { border-top: 1px solid #999; padding: 8px 0; } h2 { font-size: 15px; margin: 0 0 6px; }
div { display: grid; grid-template-columns: 1fr 1fr 2.4fr 2.4fr; gap: 8px; align-items: start; }
img { width: 100%; border: 1px solid #ccc; }""")


@dataclass(frozen=True)
class Pictures:
    """Where they are kept; None: nowhere."""

    folder: Path | None

    def take(self, page: Page, path: str, reader: str, look: str) -> None:
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        size = page.viewport_size or {"width": 0, "height": 0}
        tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
        file = self.folder / f"{reader} {quote(path, safe='')} {look}.png"
        page.screenshot(
            path=file, full_page=True, clip={"x": 0, "y": 0, "width": size["width"], "height": tall}
        )


def sheets(folder: Path, browser: Browser) -> list[Path]:
    """Put the pictures of this folder on sheets beside them, and return these."""
    found: dict[str, dict[str, Path]] = defaultdict(dict)
    for file in sorted(folder.glob("*light.png")) + sorted(folder.glob("*dark.png")):
        who, path, look = file.stem.split(" ", 2)
        found[f"{who} {unquote(path)}"][look] = file
    titles = sorted(found)
    made = []
    with chromium.page_of(browser, width=1_900, height=1_000) as page:
        for number, start in enumerate(range(0, len(titles), ROWS), start=1):
            html = folder / f"sheet-{number:02}.html"
            html.write_text(_sheet({title: found[title] for title in titles[start : start + ROWS]}), "utf-8")
            page.goto(html.resolve().as_uri())
            page.screenshot(path=html.with_suffix(".png"), full_page=True)
            made.append(html.with_suffix(".png"))
    return made


def _sheet(rows: dict[str, dict[str, Path]]) -> str:
    parts = [_row(title, looks) for title, looks in rows.items()]
    head = Markup(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Pages</title><style>{}</style>'
    )
    return head.format(STYLE) + Markup("").join(parts)


def _row(title: str, looks: dict[str, Path]) -> Markup:
    pictures = [
        Markup('<img src="{}" alt="{}">').format(quote(looks[one].name), one)
        if one in looks
        else Markup("<p>")
        for one in LOOKS
    ]
    return Markup("<section><h2>{}</h2><div>{}</div></section>").format(
        escape(title), Markup("").join(pictures)
    )


if __name__ == "__main__":
    with chromium.running() as browser:
        for sheet in sheets(Path(sys.argv[1]), browser):
            sys.stdout.write(f"{sheet}\n")
