"""Every sentence of the interface can be translated: no words stand bare in a template."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.lexer import TOKEN_DATA

TEMPLATES = Path(__file__).parent.parent.parent / "web" / "templates"
SPOKEN = re.compile(r'\b(?:aria-label|alt|placeholder|title|content)="([^"{]*[A-Za-z]{3,}[^"{]*)"')
NOT_SPOKEN = re.compile(r"width=|color-scheme|#|light dark|noindex|same-origin")
NAMES = {"Kindly", "participant", "plain", "staff"}  # the product, and the class names of the layouts


def bare_words(source: str) -> list[str]:
    """Words between tags, and in the attributes that are read out, that no gettext call has seen."""
    environment = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701  (nothing is rendered)
    data, inside = [], 0
    tokens = list(environment.lex(source))
    for place, (_line, kind, value) in enumerate(tokens):
        if kind == "name" and value in {"trans", "endtrans"} and tokens[place - 2][1] == "block_begin":
            inside += 1 if value == "trans" else -1
        elif kind == TOKEN_DATA:
            data.append("" if inside else value)
        elif kind in {"variable_begin", "block_begin"}:
            data.append("\x00")
    text = "".join(data)
    spoken = [found for found in SPOKEN.findall(text) if not NOT_SPOKEN.search(found)]
    between = re.sub(r"<[^<>]*>", "\n", text.replace("\x00", ""))
    words = [
        line.strip() for line in between.split("\n") if re.search(r"[A-Za-z]{3,}", line) and '="' not in line
    ]
    return [each for each in spoken + words if each not in NAMES]


@pytest.mark.parametrize(
    "template",
    sorted(path for path in TEMPLATES.rglob("*.html") if path.name != "patterns.html"),
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_no_words_stand_bare(template: Path) -> None:
    assert bare_words(template.read_text()) == []


def test_the_reader_of_templates_finds_bare_words() -> None:
    found = bare_words(
        '<p title="Bare title">Bare words {{ _("not these") }}</p>{% trans %}nor these{% endtrans %}'
    )
    assert found == ["Bare title", "Bare words"]
