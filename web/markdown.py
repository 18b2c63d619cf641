"""Course texts as HTML: Markdown without raw HTML, and then only the tags we allow."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "a", "hr"}
_parser = MarkdownIt("commonmark", {"html": False})


@lru_cache(maxsize=1024)
def markdown(text: str) -> Markup:
    html = nh3.clean(
        _parser.render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto", "tel"}
    )
    return Markup(html)  # noqa: S704  (cleaned above; this is the one place that makes Markup)
