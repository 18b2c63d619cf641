"""Words as a participant reads them: marks of other systems taken out, and each change named."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
STARS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
PLACEHOLDER = re.compile(r"\[[a-z][a-z0-9_:-]*\]|\$\{[^}]*\}|\{\{[^}]*\}\}")
UNSEEN = frozenset({"script", "style"})
NOT_WORDS = dict.fromkeys(
    map(ord, "\u00ad\u200b\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
"""Soft hyphens, marks without width and turns of direction; joiners stay, since some scripts need them."""
BLOCKS = frozenset({"br", "p", "div", "li", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6"})


def plain(text: str) -> tuple[str, tuple[str, ...]]:
    """One line of plain text, and what was changed to make it that."""
    changed: list[str] = []
    if HTML.search(text):
        text = _without_html(text)
        changed.append("HTML is taken out")
    if STARS.search(text):
        text = STARS.sub(r"\1", text)
        changed.append("marks for bold are taken out")
    if "\n" in text.strip():
        changed.append("line breaks have become spaces")
    return _one_line(text), tuple(changed)


def words(text: str) -> str:
    """The same without saying what was changed, for labels of answers and headings."""
    return plain(text)[0]


def placeholder(text: str) -> str | None:
    """The first place where another system would put in something of its own, such as [first_name]."""
    found = PLACEHOLDER.search(text)
    return found[0] if found else None


def same(text: str) -> str:
    """For comparing labels: without case and outer punctuation."""
    return words(text).casefold().strip(" .:")


def _one_line(text: str) -> str:
    seen = text.translate(NOT_WORDS)
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in seen).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in UNSEEN
        if tag in BLOCKS:
            self.found.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in UNSEEN and self.unseen > 0
        if tag in BLOCKS:
            self.found.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.found.append(data)


def _without_html(text: str) -> str:
    parser = _Words()
    parser.feed(text)
    parser.close()
    return "".join(parser.found)
