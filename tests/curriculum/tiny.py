"""Two courses of one meeting each, small enough to know by heart; `second` borrows from `first`."""

from pathlib import Path

FIRST = {
    "course.yaml": """\
key: first
title: First steps
subtitle: One hour
version: "1"
language: en
style_note: A fixture.
called: day
cadence_days: 2
about: {provenance: Made up for tests., tier: T3, review_months: 18}
units: [day-1]
exercises: [note]
guides: [settle]
cards: [about, anchor]
waves: []
packs:
  - key: more
    title: More
    text: Some more.
    opens_with: day-1
    practices: [stone]
    cards: [stones]
""",
    "day-1/unit.yaml": """\
key: day-1
kind: session
number: 1
title: Rest
theme: Rest
aim: To rest.
minutes: 60
key_ideas: [Rest is allowed.]
practices: [breath]
exercises: [list]
if_hard: Rest.
safety: Stop when you like.
""",
    "day-1/outline.yaml": """\
agenda:
  - key: rest
    title: Resting
    kind: informal
    minutes: {45: 30, 60: 40}
    practices: [breath]
    exercises: [list]
    cues: [Begin., Wait.]
    say: Rest now.
  - key: end
    title: The end
    kind: closing
    minutes: {45: 15, 60: 20}
    guards: true
""",
    "day-1/handout.md": "---\ntitle: Rest\nminutes: 1\n---\nRest is allowed.\n",
    "day-1/letter-before.md": "---\nsubject: Before we meet\n---\nBring nothing.\n",
    "practices/breath.md": """\
---
key: breath
name: One breath
kind: informal
minutes: 2
safety: moderate
purpose: To rest.
permission: You can stop.
variants:
  - {serves: eyes-open, title: Looking, text: Look about.}
---
## What it asks of you

A breath.

## Steps

1. Breathe.

## If it is hard

Stop.
""",
    "practices/stone.md": """\
---
key: stone
name: A stone
kind: informal
minutes: 2
safety: gentle
purpose: To hold.
permission: You can stop.
---
## What it asks of you

A stone.

## Steps

1. Hold it.

## If it is hard

Put it down.
""",
    "exercises/list.md": """\
---
key: list
name: A list
kind: exercise
minutes: 5
safety: gentle
purpose: To see.
permission: Leave it out.
---
## What it asks of you

A pen.

## Steps

1. Write.

## If it is hard

Stop.
""",
    "exercises/note.md": """\
---
key: note
name: A note
kind: log
audience: facilitator
minutes: 5
safety: gentle
purpose: To see.
permission: Leave it out.
fields:
  - {key: what, kind: line, label: What}
  - key: how
    kind: choice
    label: How
    choices: [{key: "yes", label: "Yes"}, {key: not-yet, label: Not yet}]
---
## What it asks of you

A pen.

## Steps

1. Write.

## If it is hard

Stop.
""",
    "cards/about.md": "---\nkey: about\ntitle: About\nkind: about\n---\nOne hour.\n",
    "cards/anchor.md": (
        "---\nkey: anchor\ntitle: Anchors\nkind: concept\ntier: T2\nprovenance: A paper of 2019.\nunit: day-1\n---\n"
        "An anchor.\n"
    ),
    "cards/stones.md": "---\nkey: stones\ntitle: Stones\nkind: concept\n---\nStones.\n",
    "guides/settle.md": "---\nkey: settle\ntitle: Settling\nkind: settle\nminutes: 2\n---\nBreathe out.\n",
    "goals.yaml": """\
goals:
  - key: rest
    title: More rest
    concern: Hurry
    statement: I rest three times a week.
    weeks: 4
    counts: practice
    practices: [breath]
    times: 3
    mechanism: Rest.
    framing: One is fine.
""",
}

SECOND = {
    "course.yaml": """\
key: second
title: Second steps
subtitle: One more hour
version: "1"
language: en
style_note: A fixture that borrows.
borrows: first
about: {provenance: Made up for the second course., tier: none}
units: [day-1]
cards: [about, anchor]
guides: [settle]
waves: []
""",
    "day-1/unit.yaml": FIRST["day-1/unit.yaml"].replace("practices: [breath]", "practices: []"),
    "day-1/outline.yaml": FIRST["day-1/outline.yaml"],
    "cards/about.md": "---\nkey: about\ntitle: About the second\nkind: about\n---\nOne more hour.\n",
}


def write(root: Path, course: str, files: dict[str, str]) -> Path:
    """The files below courses/<course>; returns that folder."""
    folder = root / "courses" / course
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
