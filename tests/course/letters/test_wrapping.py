"""Lines of plain text, beside the ones that Jinja's own filter makes."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from jinja2.filters import do_wordwrap

from course.letters.wrapping import wrapped

PLAIN = Environment()  # noqa: S701  (nothing is rendered)
SPACES = " \t\n\x0b\x0c\r\x1c\x85\u00a0\u2009\u2028\u200b"
WORDS = st.sampled_from(
    ["a", "well-being", "—", "--", "é" * 30, "x" * 71, "x" * 72, "x" * 73, "מאיה", "👩‍🦰", "don’t"]
)


def test_a_line_ends_at_the_last_space_before_its_seventy_third_character() -> None:
    assert wrapped(f"{'x' * 70} a b c") == f"{'x' * 70} a\nb c"
    assert wrapped(f"{'x' * 70} ab c") == f"{'x' * 70}\nab c"
    assert wrapped("x" * 80) == f"{'x' * 72}\n{'x' * 8}"


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=400),
        st.text(alphabet=f"ab-{SPACES}", max_size=400),
        st.lists(WORDS, max_size=60).map(" ".join),
    )
)
@example(f"{'x' * 60} well-being for all")
@example(f"ab {'x' * 73}")
@example(f"{'x' * 70}  {'y' * 10}")
@example(f" {'x' * 72}")
def test_any_words_stand_in_the_lines_that_jinja_would_make(text: str) -> None:
    assert wrapped(text) == do_wordwrap(PLAIN, text, 72)
