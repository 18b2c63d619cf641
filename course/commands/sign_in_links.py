"""`python -m course sign-in-links`"""

from __future__ import annotations

import typer

from course.cohorts.attended import Paper
from course.demo import cast, papers
from course.errors import Refused
from course.people.person import by_address
from course.people.sign_in import dev_link
from course.settings import Settings
from course.store import make_engine, writing

ROLES = {"participant": cast.PARTICIPANT, "facilitator": cast.FACILITATOR, "lead": cast.LEAD}
HOLDS = {Paper.CERTIFICATE: "certificate", Paper.LETTER: "letter"}
"""Somebody whose course is over, by the paper she has."""


def sign_in_links() -> None:
    """Print one sign-in link for each role of the demo world, and for those who hold its papers: good once, in any
    browser, for twelve hours."""
    settings = Settings.from_env()
    with writing(make_engine(settings.database_url)) as db:
        people = {role: by_address(db, address) for role, address in ROLES.items()}
        people |= {HOLDS[paper]: person for paper, person in papers.holders(db).items()}
        for role, person in people.items():
            if person is None:
                raise Refused("The demo world is not there yet. `python -m course demo` lays it out.")
            secret = dev_link(db, settings, person)
            typer.echo(f"{role:<12} {settings.site_url}/sign-in/link/{secret}")
