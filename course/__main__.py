"""The command line: `python -m course`. Whatever goes wrong is one plain sentence and exit code 2."""

from __future__ import annotations

import sys

import typer
from sqlalchemy.exc import DatabaseError

from course.commands.after_restore import after_restore
from course.commands.bounces import bounces
from course.commands.demo import lay_demo
from course.commands.due import due
from course.commands.erase import erase
from course.commands.export_person import export_person
from course.commands.import_measure import import_measure
from course.commands.import_results import import_results
from course.commands.keys import keys
from course.commands.lift_addresses import lift_addresses
from course.commands.measures import measures, remove_wording
from course.commands.migrate import migrate
from course.commands.new_programme import new_programme
from course.commands.papers import papers
from course.commands.pump import pump
from course.commands.rescore import derive_scores
from course.commands.sign_in_links import sign_in_links
from course.commands.tombstones import tombstones
from course.commands.travel import travel
from course.commands.vectors import vectors
from course.errors import NotFound, Refused, WrongSetting
from curriculum.errors import ContentError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Run and look after the course. Every subcommand explains itself with --help.",
)
app.command("migrate")(migrate)
app.command("demo")(lay_demo)
app.command("sign-in-links")(sign_in_links)
app.command("new-programme")(new_programme)
app.command("import-results")(import_results)
app.command("import-measure")(import_measure)
app.command("measures")(measures)
app.command("remove-wording")(remove_wording)
app.command("export-person")(export_person)
app.command("erase")(erase)
app.command("pump")(pump)
app.command("due")(due)
app.command("after-restore")(after_restore)
app.command("bounces")(bounces)
app.command("lift-addresses")(lift_addresses)
app.command("travel")(travel)
app.command("rescore")(derive_scores)
app.command("vectors")(vectors)
app.add_typer(papers, name="print")
app.add_typer(tombstones, name="tombstones")
app.add_typer(keys, name="keys")


def main() -> None:
    try:
        app()
    except (Refused, WrongSetting, ContentError) as error:
        _stop(str(error))
    except NotFound as error:
        _stop(str(error) or "There is nothing of this name here.")
    except DatabaseError as error:
        _stop(f"The database cannot be used: {_first_line(error)}. `python -m course migrate` prepares it.")


def _first_line(error: DatabaseError) -> str:
    return str(error.orig).strip().partition("\n")[0]


def _stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    main()
