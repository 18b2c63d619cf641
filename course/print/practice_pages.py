"""A practice, and the words to read along, as a participant sees them."""

from collections.abc import Iterator

from course.print.tree import Node, paragraph, plain, section, strong, tree
from course.words import _, ngettext
from curriculum.schema import Practice, Script, Variant


def minutes(number: int) -> str:
    return ngettext("%(num)s minute", "%(num)s minutes", number) % {"num": number}


def practice(one: Practice) -> Node:
    """One practice with its steps, its other ways and what to do when it is hard."""
    return {
        "name": one.name,
        "kind": _("A meditation") if one.kind == "formal" else _("For daily life"),
        "length": _length(one),
        "purpose": one.purpose,
        "permission": one.permission,
        "sections": list(_sections(one)),
        "hard": section(_("If it is hard"), tree(one.hard_note)),
    }


def script(one: Practice, words: Script) -> Node:
    """The read-along text of one length. A pause is a kind sentence for the ear and the eye, in whole seconds."""
    return {
        "name": one.name,
        "length": minutes(words.minutes),
        "how": _("Read slowly, and rest where it says so. You can stop at any line."),
        "paragraphs": [
            {"body": tree(each.text), "pause": pause(each.pause) if each.pause else ""}
            for each in words.paragraphs
        ],
    }


def pause(seconds: int) -> str:
    """How long a silence is, in the unit that is easier to feel."""
    if seconds < 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds) % {"num": seconds}
    if seconds % 60:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": seconds // 60, "seconds": seconds % 60}
    return minutes(seconds // 60)


def _length(one: Practice) -> str:
    if not one.short_minutes:
        return minutes(one.minutes)
    return _("%(long)s, or %(short)s") % {"long": minutes(one.minutes), "short": one.short_minutes}


def _sections(one: Practice) -> Iterator[Node]:
    texts = (
        (_("Why"), one.why),
        (_("What it asks of you"), one.before),
        (_("Steps"), one.steps),
        (_("In one minute"), one.one_minute),
    )
    yield from (section(title, tree(text)) for title, text in texts if text)
    if one.variants:
        yield section(_("Other ways to do it"), [_way(variant) for variant in one.variants])
    more = (
        (_("Longer"), one.longer),
        (_("What people often meet"), one.often_met),
        (_("When not to"), one.not_when),
    )
    yield from (section(title, tree(text)) for title, text in more if text)


def _way(variant: Variant) -> Node:
    return paragraph(strong(f"{variant.title}."), plain(f" {variant.text}"))
