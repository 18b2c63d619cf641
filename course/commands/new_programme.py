"""`python -m course new-programme`: the first programme of a new site, and its first lead."""

from typing import Annotated

import typer

from course.access import programmes_for
from course.cohorts import programme
from course.errors import Refused
from course.people import person
from course.settings import Settings
from course.store import make_engine, writing


def new_programme(
    name: Annotated[str, typer.Option(help="The programme's name, for example 'Linden House'.")],
    zone: Annotated[str, typer.Option(help="Its time zone, for example Europe/Lisbon.")],
    lead: Annotated[str, typer.Option(help="The address of its first lead, who signs in with it.")],
    called: Annotated[str, typer.Option(help="The name of its first lead.")],
    country: Annotated[str, typer.Option(help="Two letters, for example PT.")] = "",
) -> None:
    """Make a programme and its first lead, who then signs in on the site and does the rest there."""
    settings = Settings.from_env()
    engine = make_engine(settings.database_url)
    with writing(engine) as db:
        who = person.welcome(db, email=lead, name=called, zone=zone)
        if name in {one.name for one in programmes_for(db, who)}:
            raise Refused(f"{who.called} leads a programme of this name already.")
        made = programme.create(db, name=name, zone=zone, country=country, by=who)
    typer.echo(f"{made.name} is made. {who.called} signs in at {settings.site_url}/sign-in with {who.email}.")
