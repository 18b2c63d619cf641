"""Course texts as HTML: Markdown without raw HTML, and then only the tags we allow."""

import re
from collections.abc import Callable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "a", "hr"}
INNER = re.compile(r"\[([^\]]*)\]\((card|practice|exercise|week):([a-z0-9-]+)\)")
"""A link from one text of the course to another, such as `[backdraft](card:backdraft)`."""
Addresses = Callable[[str, str], str | None]
"""(what, key) -> where it stands for this reader, or None where it stands nowhere."""
_parser = MarkdownIt("commonmark", {"html": False})


def markdown(text: str, to: Addresses | None = None) -> Markup:
    """`to` says where links to other texts of the course lead; without an address their words stay as plain text."""
    return _cleaned(INNER.sub(lambda link: _led(link, to), text))


def _led(link: re.Match[str], to: Addresses | None) -> str:
    words, what, key = link.groups()
    address = to(what, key) if to else None
    return f"[{words}]({address})" if address else words


@lru_cache(maxsize=1024)
def _cleaned(text: str) -> Markup:
    html = nh3.clean(
        _parser.render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto", "tel"}
    )
    return Markup(html)  # noqa: S704  (cleaned above; this is the one place that makes Markup)
