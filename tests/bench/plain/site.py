"""A page of five queries as one writes it with Flask, SQLModel and Jinja alone: who is signed in, her place, the
meetings, her marks and what she logged. It reads the tables of the site, and decides and hides nothing."""

import os
from datetime import date, datetime
from hashlib import sha256

from flask import Flask, render_template, request
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class Person(SQLModel, table=True):
    id: int = Field(primary_key=True)
    name: str
    called: str
    email: str | None
    zone: str
    locale: str


class SignedIn(SQLModel, table=True):
    __tablename__ = "signed_in"

    id: int = Field(primary_key=True)
    hash: str
    person_id: int = Field(foreign_key="person.id")
    seen_at: datetime
    ended_at: datetime | None


class Cohort(SQLModel, table=True):
    id: int = Field(primary_key=True)
    name: str
    zone: str
    place: str


class Enrolment(SQLModel, table=True):
    id: int = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    cohort_id: int = Field(foreign_key="cohort.id")
    joined_at: datetime
    left_at: datetime | None


class Meeting(SQLModel, table=True):
    id: int = Field(primary_key=True)
    cohort_id: int = Field(foreign_key="cohort.id")
    unit_key: str
    starts_at: datetime
    minutes: int
    cancelled_at: datetime | None


class Attendance(SQLModel, table=True):
    meeting_id: int = Field(primary_key=True)
    enrolment_id: int = Field(primary_key=True)
    mark: str


class PracticeLog(SQLModel, table=True):
    __tablename__ = "practice_log"

    id: int = Field(primary_key=True)
    enrolment_id: int
    practice_key: str | None
    minutes: int | None
    practised_on: date
    taken_back_at: datetime | None


def create_app() -> Flask:
    app, engine = Flask(__name__), create_engine(os.environ["DATABASE_URL"])

    @app.get("/today")
    def today() -> str:
        digest = sha256(request.cookies.get("kindly", "").encode()).hexdigest()
        with Session(engine) as db:
            hers = select(SignedIn, Person).join(Person).where(SignedIn.hash == digest)
            _row, person = db.exec(hers).one()
            places = select(Enrolment, Cohort).join(Cohort).where(Enrolment.person_id == person.id)
            enrolment, cohort = db.exec(places.order_by(col(Enrolment.id).desc())).first() or (None, None)
            assert enrolment is not None
            assert cohort is not None
            dates = select(Meeting).where(Meeting.cohort_id == cohort.id).order_by(col(Meeting.starts_at))
            marks = select(Attendance).where(Attendance.enrolment_id == enrolment.id)
            logs = select(PracticeLog).where(
                PracticeLog.enrolment_id == enrolment.id, col(PracticeLog.taken_back_at).is_(None)
            )
            return render_template(
                "today.html",
                person=person,
                cohort=cohort,
                meetings=db.exec(dates).all(),
                marks={one.meeting_id: one.mark for one in db.exec(marks).all()},
                logs=db.exec(logs.order_by(col(PracticeLog.id).desc()).limit(10)).all(),
            )

    return app
