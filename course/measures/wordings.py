"""Official wordings that a site has installed, and which words a measure is asked in."""

from datetime import datetime

from sqlmodel import Field, Session, col, select

from course import clock
from course.cohorts import bundle
from course.store import Row
from curriculum.loader import wording_for as our_wording_for
from curriculum.measure import Wording


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
    db: Session, wording: Wording, *, form: str, licence: str, file: str, sha256: str
) -> InstalledWording:
    """From now on the measure is asked in these words in their language; runs that have begun keep theirs."""
    row = InstalledWording(
        measure_key=wording.measure,
        language=wording.language,
        wording_hash=bundle.pin(db, "wording", wording.measure, wording),
        form=form,
        licence=licence,
        file=file,
        sha256=sha256,
        installed_at=clock.real_now(db),
    )
    db.add(row)
    db.flush()
    return row


def installed(db: Session, measure_key: str) -> list[InstalledWording]:
    """What is installed now, one row for each language, the newest of each."""
    rows = db.exec(
        select(InstalledWording)
        .where(InstalledWording.measure_key == measure_key, col(InstalledWording.removed_at).is_(None))
        .order_by(col(InstalledWording.id))
    ).all()
    return list({row.language: row for row in rows}.values())


def wording_for(db: Session, measure_key: str, locale: str) -> Wording:
    """The words for a reader of this locale: official ones where they are installed, else our own.

    Official words in another language than hers are not asked: she reads our own in hers. ContentError when
    there are none at all.
    """
    wanted = (locale.replace("_", "-"), locale.replace("_", "-").split("-")[0])
    official = {row.language: row for row in installed(db, measure_key)}
    for language in wanted:
        if language in official:
            return bundle.read(db, official[language].wording_hash, Wording)
    return our_wording_for(measure_key, locale)
