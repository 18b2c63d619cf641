"""What pages are made of: readable colours, sheets that parse, templates without inline code, kind words."""

import gzip
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.ext import babel_extract

pytestmark = pytest.mark.one_engine

WEB = Path(__file__).resolve().parents[2] / "web"
STATIC = WEB / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
MACROS = [path for path in TEMPLATES if path.parent.name == "macros" or path.name.startswith("layout")]

# --- colour ---

GROUNDS = ("paper", "surface", "sunk")
INKS = ("ink", "ink-soft", "lake", "heather", "lantern", "moss", "brick")
WORDS = [(ink, ground) for ink in INKS for ground in GROUNDS]
SOFT = [
    (ink, f"{tone}-soft")
    for tone in ("lake", "heather", "lantern", "moss", "brick")
    for ink in (tone, "ink", "ink-soft")
]
FILLED = [
    ("on-lake", "lake"), ("on-deep", "deep"), ("on-deep-soft", "deep"), ("gold", "deep"), ("on-gold", "gold"),
    ("on-brick", "brick"), ("pooled", "surface"),
]  # fmt: skip
LINES = [("control", ground) for ground in GROUNDS] + [("lake", ground) for ground in (*GROUNDS, "lake-soft")]
PAIRS = [(*pair, 4.5) for pair in WORDS + SOFT + FILLED] + [(*pair, 3.0) for pair in LINES]

LIGHT = r":root \{"
DARK_BY_SYSTEM = r"@media \(prefers-color-scheme: dark\) \{\s*:root:not\(\[data-theme=\"light\"\]\) \{"
DARK_BY_CHOICE = r":root\[data-theme=\"dark\"\] \{"
THEMES = {"light": LIGHT, "dark by system": DARK_BY_SYSTEM, "dark by choice": DARK_BY_CHOICE}


@cache
def colours(opening: str) -> dict[str, str]:
    """Names and hex values in the block of tokens.css that opens so."""
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    found = re.search(opening + r"([^}]*)\}", text)
    assert found, f"tokens.css has no block {opening}"
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", found.group(1)))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, of #RRGGBB."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_contrast_of_this_test_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)  # the lightest grey for text


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=str)
def test_a_colour_can_be_read_on_its_ground(theme: str, ink: str, ground: str, least: float) -> None:
    known = colours(theme)
    assert contrast(known[ink], known[ground]) >= least


def test_dark_is_the_same_whether_the_system_or_the_person_asked_for_it() -> None:
    assert colours(DARK_BY_SYSTEM) == colours(DARK_BY_CHOICE)


def test_dark_has_a_value_of_its_own_for_every_colour_of_light() -> None:
    assert colours(LIGHT).keys() == colours(DARK_BY_CHOICE).keys()


# --- sheets ---


def without_comments(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_closes_what_it_opens(sheet: Path) -> None:
    depth = 0
    for character in re.sub(r"\"[^\"]*\"", "", without_comments(sheet)):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_uses_only_tokens_that_exist(sheet: Path) -> None:
    tokens = set(re.findall(r"(--[\w-]+):", without_comments(STATIC / "css" / "tokens.css")))
    own = set(re.findall(r"(--[\w-]+):", without_comments(sheet)))
    assert set(re.findall(r"var\((--[\w-]+)", without_comments(sheet))) <= tokens | own


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name != "fonts.css"], ids=lambda path: path.name)
def test_every_rule_stands_in_a_layer_that_tokens_css_has_put_in_order(sheet: Path) -> None:
    order = re.search(r"@layer ([\w, ]+);", without_comments(STATIC / "css" / "tokens.css"))
    assert order
    layered = "|".join(rf"@layer {name} \{{" for name in order.group(1).split(", "))
    for block in top_level_blocks(sheet):
        assert re.match(rf"(?:@media [^{{]+\{{\s*)?(?:{layered})", block), block[:80]


def top_level_blocks(sheet: Path) -> Iterator[str]:
    """Every outermost rule with its braces; the list of layers in tokens.css is no block."""
    text, depth, start = without_comments(sheet), 0, 0
    for at, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 and character in ";}":
            if character == "}":
                yield text[start : at + 1].strip()
            start = at + 1


@pytest.mark.parametrize(
    "sheet", [s for s in SHEETS if s.name not in ("tokens.css", "print.css")], ids=lambda path: path.name
)
def test_colours_come_from_the_tokens(sheet: Path) -> None:
    inside = re.sub(r"#000 \d+%", "", without_comments(sheet))  # a mask's black is "keep", not a colour
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*[;}])|\brgba?\(|\bhsl", inside)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_points_only_at_files_that_exist(sheet: Path) -> None:
    for target in re.findall(r"url\(\"?([^\")]+)\"?\)", without_comments(sheet)):
        assert (sheet.parent / target).is_file(), target


def test_every_font_has_its_licence_beside_it() -> None:
    fonts = {path.name.split("-")[0] for path in (STATIC / "fonts").glob("*.woff2")}
    licences = {path.name.split("-")[0] for path in (STATIC / "fonts" / "LICENSES").glob("*-OFL.txt")}
    assert fonts == licences


def test_all_scripts_together_weigh_less_than_forty_kilobytes() -> None:
    together = b"".join(path.read_bytes() for path in SCRIPTS)
    assert len(gzip.compress(together)) <= 40_000


# --- templates ---

TAG = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def markup(template: Path) -> str:
    """The template's own HTML, with every Jinja tag put out of the way."""
    return TAG.sub(" ", template.read_text(encoding="utf-8"))


class InlineCode(HTMLParser):
    """Collects style attributes and elements, event handlers, javascript: links, scripts without a src."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.found += [f"{tag} {name}" for name in names if name == "style" or re.match(r"on[a-z]+$", name)]
        links = [value for value in names.values() if (value or "").lower().startswith("javascript:")]
        self.found += [f"{tag} {value}" for value in links]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)


def inline_code(html: str) -> list[str]:
    reader = InlineCode()
    reader.feed(html)
    reader.close()
    return reader.found


def test_inline_code_would_be_found() -> None:
    assert inline_code('<p style="color:red" onclick="x()">a</p><style>b{}</style><script>c()</script>') == [
        "p style", "p onclick", "style", "script",
    ]  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_a_template_holds_no_inline_code(template: Path) -> None:
    # A src written by a Jinja tag leaves src=" " behind, so a script with one still counts as having it.
    assert inline_code(markup(template)) == []


UNKIND = re.compile(
    r"\b(?:streaks?|overdue|missed your|failed|must|don[’']t forget)\b|!",
    re.IGNORECASE,
)


def sentences(template: Path) -> Iterator[str]:
    """What people may read: words outside tags, all that passes gettext, and longer strings inside tags."""
    source = template.read_text(encoding="utf-8")
    yield re.sub(r"<!--.*?-->|<[^>]*>", " ", markup(template), flags=re.DOTALL)
    with template.open("rb") as file:
        for _line, _function, message, _comments in babel_extract(file, ("_", "gettext", "ngettext"), [], {}):
            yield message if isinstance(message, str) else " ".join(filter(None, message or ()))
    for tag in re.findall(r"\{%.*?%\}|\{\{.*?\}\}", source, re.DOTALL):
        yield from (text for text in re.findall(r"'([^'\n]*)'", tag) if re.search(r"\w \w", text))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_a_template_speaks_kindly(template: Path) -> None:
    assert [text.strip() for text in sentences(template) if UNKIND.search(text)] == []


@pytest.mark.parametrize("template", MACROS, ids=lambda path: path.name)
def test_a_macro_says_nothing_that_cannot_be_translated(template: Path) -> None:
    own = re.sub(r"\{% block shell %\}\w+\{% endblock %\}", "", template.read_text(encoding="utf-8"))
    words = re.sub(r"<[^>]*>|[\w-]+=\"[^\"]*\"", " ", TAG.sub(" ", own))
    assert re.findall(r"[A-Za-z]{2,}", words) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_a_template_can_be_read(template: Path) -> None:
    read = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(
        template.read_text(encoding="utf-8")
    )
    assert read.body


def test_every_icon_a_template_asks_for_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    asked = {
        name
        for template in TEMPLATES
        for name in re.findall(r"(?:\bicon\(|picture=)'([\w-]+)'", template.read_text(encoding="utf-8"))
    }
    assert asked
    assert asked <= sprite


def test_the_sprite_holds_drawings_only() -> None:
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"<([a-z]+)", sprite)) <= {"svg", "symbol", "path", "circle", "line", "rect"}
    assert "style" not in sprite
