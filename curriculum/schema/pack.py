"""A pack: practices, exercises and cards beside the course's own, open together with one of its units."""

from curriculum.text import Content, Key, Line, Markdown


class Pack(Content):
    """`opens_with` is the key of a unit."""

    key: Key
    title: Line
    text: Markdown
    opens_with: Key
    practices: tuple[Key, ...] = ()
    exercises: tuple[Key, ...] = ()
    cards: tuple[Key, ...] = ()
