"""Official wordings that a site has installed, and which words a measure is asked in."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Field, Session, col, select

from course import audit, clock
from course.cohorts import bundle
from course.errors import Refused
from course.store import Row
from course.words import _
from curriculum.loader import wording_for as our_wording_for
from curriculum.measure import Measure, Wording
from curriculum.official import is_official


class InstalledWording(Row, table=True):
    """`licence` is what the site says it is entitled to; `sha256` and `file` are those of what was imported.

    The newest row of a measure and language that was not taken back is the one that is asked.
    """

    __tablename__ = "installed_wording"

    measure_key: str = Field(max_length=64, index=True)
    language: str = Field(max_length=16)
    wording_hash: str = Field(foreign_key="bundle.hash", max_length=64)
    form: str = Field(max_length=200)
    licence: str = Field(max_length=400)
    file: str = Field(max_length=120)
    sha256: str = Field(max_length=64)
    installed_at: datetime
    removed_at: datetime | None = None


def install(
    db: Session,
    wording: Wording,
    *,
    form: str,
    licence: str,
    file: str,
    sha256: str,
    by: int | None = None,
) -> InstalledWording:
    """From now on the measure is asked in these words in their language; runs that have begun keep theirs.

    What is installed already stays as it is, with its day. `by` is None on the command line.
    """
    digest = bundle.pin(db, "wording", wording.measure, wording)
    stands = standing(db, wording.measure, wording.language)
    if stands and (stands.wording_hash, stands.form, stands.licence) == (digest, form, licence):
        return stands
    row = InstalledWording(
        measure_key=wording.measure,
        language=wording.language,
        wording_hash=digest,
        form=form,
        licence=licence,
        file=file,
        sha256=sha256,
        installed_at=clock.real_now(db),
    )
    db.add(row)
    about = f"measure:{wording.measure}"
    audit.record(
        db, "wording.install", about, by=by, language=wording.language, form=form, file=file, sha256=sha256
    )
    db.flush()
    return row


def remove(db: Session, measure_key: str, language: str, *, by: int | None = None) -> None:
    """Back to our own words, whatever was installed before. Refused when nothing is installed in this language."""
    rows = db.exec(
        select(InstalledWording).where(
            InstalledWording.measure_key == measure_key,
            InstalledWording.language == language,
            col(InstalledWording.removed_at).is_(None),
        )
    ).all()
    if not rows:
        sentence = _("No official wording of %(measure)s is installed in %(language)s.")
        raise Refused(sentence % {"measure": measure_key, "language": language})
    for row in rows:
        row.removed_at = clock.real_now(db)
    sha256 = rows[-1].sha256
    audit.record(db, "wording.remove", f"measure:{measure_key}", by=by, language=language, sha256=sha256)
    db.flush()


def standing(db: Session, measure_key: str, language: str) -> InstalledWording | None:
    """What this measure is asked in now, in this language; None while the words are ours."""
    return next((row for row in installed(db, measure_key) if row.language == language), None)


def installed(db: Session, measure_key: str) -> list[InstalledWording]:
    """What is installed now, one row for each language, the newest of each."""
    rows = db.exec(
        select(InstalledWording)
        .where(InstalledWording.measure_key == measure_key, col(InstalledWording.removed_at).is_(None))
        .order_by(col(InstalledWording.id))
    ).all()
    return list({row.language: row for row in rows}.values())


def everything_installed(db: Session) -> dict[str, list[InstalledWording]]:
    """The same for every measure that has any, in one statement."""
    rows = db.exec(
        select(InstalledWording)
        .where(col(InstalledWording.removed_at).is_(None))
        .order_by(col(InstalledWording.id))
    ).all()
    newest = {(row.measure_key, row.language): row for row in rows}
    found: dict[str, list[InstalledWording]] = {}
    for row in newest.values():
        found.setdefault(row.measure_key, []).append(row)
    return found


def wording_for(db: Session, measure_key: str, locale: str) -> Wording:
    """The words for a reader of this locale: official ones where they are installed, else our own.

    Official words in another language than hers are not asked: she reads our own in hers. ContentError when
    there are none at all.
    """
    return wordings_for(db, [measure_key], locale)[measure_key]


def wordings_for(db: Session, measure_keys: Collection[str], locale: str) -> dict[str, Wording]:
    """The same for several measures, in one statement, and in none for no measure."""
    if not measure_keys:
        return {}
    wanted = (locale.replace("_", "-"), locale.replace("_", "-").split("-")[0])
    rows = db.execute(_installed(), {"keys": list(measure_keys)}).scalars()
    official = {(row.measure_key, row.language): row.wording_hash for row in rows}
    return {key: _words(db, official, key, wanted, locale) for key in measure_keys}


@lru_cache
def _installed() -> Select[InstalledWording]:
    return (
        core_select(InstalledWording)
        .where(
            col(InstalledWording.measure_key).in_(bindparam("keys", expanding=True)),
            col(InstalledWording.removed_at).is_(None),
        )
        .order_by(col(InstalledWording.id))
    )


def wording_label(measure: Measure, wording: Wording | None) -> str:
    """Whose words these are, for every place that shows answers or figures; None means answers from elsewhere."""
    if wording is None:
        return _("brought in from elsewhere, the wording is not known")
    if wording.ours:
        return _("our own wording, not the validated form")
    if is_official(measure, wording):
        return _("official wording")
    return _("wording of another form than the key’s")


def _words(
    db: Session, official: Mapping[tuple[str, str], str], key: str, wanted: Iterable[str], locale: str
) -> Wording:
    for language in wanted:
        if (key, language) in official:
            return bundle.read(db, official[key, language], Wording)
    return our_wording_for(key, locale)
