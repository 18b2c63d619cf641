"""What leaves the house from the pages: names with a reason, answers without names, and who may take them."""

import csv
import io
import zipfile

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from course import store
from course.audit import AuditEvent
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import enrol
from course.people import consent
from course.people.consent import ConsentTo
from course.people.person import welcome
from tests.cast import NOW, Cast
from tests.site import SignIn


def agreed(engine: Engine, cast: Cast, people: int) -> None:
    with store.writing(engine) as db:
        cohort = db.get_one(Cohort, cast.here.cohort)
        for number in range(people):
            person = welcome(db, email=f"r{number}@example.org", name=f"Researched {number}", zone="UTC")
            place = enrol(db, cohort_id=cohort.stored_id, person=person, now=NOW)
            for purpose in (ConsentTo.MEASURES, ConsentTo.RESEARCH):
                consent.answer(
                    db, enrolment_id=place.stored_id, purpose=purpose, given=True, text="x", locale="en"
                )


def audited(engine: Engine, what: str) -> list[AuditEvent]:
    with Session(engine) as db:
        return list(db.exec(select(AuditEvent).where(AuditEvent.what == what)).all())


def test_the_list_with_names_needs_a_reason_holds_no_answer_and_is_audited(
    app: Flask, cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.lena)
    address = f"/programmes/{cast.here.programme}/exports"
    assert browser.post(address, data={"reason": "  why  "}).status_code == 422
    assert audited(site_engine, "participation.export") == []
    answer = browser.post(address, data={"reason": "Certificates for the training office"})
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {row["name"] for row in rows} >= {"Maya", "Ben", "Dani"}
    assert set(rows[0]) == {
        "name", "called", "cohort", "joined on", "left on", "meetings attended", "wave", "questions",
    }  # fmt: skip
    [line] = audited(site_engine, "participation.export")
    assert line.actor_id == cast.lena
    assert line.detail["reason"] == "Certificates for the training office"


def test_leading_a_programme_is_not_the_right_to_its_answers_until_it_is_given_and_after_it_has_ended(
    app: Flask, cast: Cast, signed_in_as: SignIn
) -> None:
    browser, programme = signed_in_as(cast.lena), cast.here.programme
    address = f"/programmes/{programme}/analysis"
    assert browser.get(address).status_code == 404
    browser.post(f"/programmes/{programme}/exports/right/{cast.lena}")
    assert browser.get(address).status_code == 200
    browser.post(f"/programmes/{programme}/exports/right/{cast.lena}/end")
    assert browser.get(address).status_code == 404


def test_the_right_is_only_for_people_who_work_in_the_programme(
    app: Flask, cast: Cast, signed_in_as: SignIn
) -> None:
    browser = signed_in_as(cast.lena)
    answer = browser.post(f"/programmes/{cast.here.programme}/exports/right/{cast.maya}")
    assert answer.status_code == 404
    assert signed_in_as(cast.maya).get(f"/programmes/{cast.here.programme}/analysis").status_code == 404


def test_an_analysis_export_holds_nobody_by_name_and_is_audited(
    app: Flask, cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    agreed(site_engine, cast, 9)
    address = f"/programmes/{cast.here.programme}/analysis"
    answer = signed_in_as(cast.sam).post(address, data={"form": "csv"})
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as zipped:
        files = {name: zipped.read(name).decode("utf-8-sig") for name in zipped.namelist()}
    assert set(files) == {"READ-ME.txt", "long.csv", "long-codebook.csv", "wide.csv", "wide-codebook.csv"}
    assert not any("Researched" in text or "example.org" in text for text in files.values())
    assert len(list(csv.DictReader(io.StringIO(files["wide.csv"])))) >= 9
    [line] = audited(site_engine, "analysis.export")
    assert (line.actor_id, line.detail["form"]) == (cast.sam, "csv")


def test_too_few_people_are_told_and_nothing_leaves(app: Flask, cast: Cast, signed_in_as: SignIn) -> None:
    answer = signed_in_as(cast.sam).post(f"/programmes/{cast.here.programme}/analysis", data={"form": "csv"})
    assert answer.status_code == 422
    assert "8 people who agreed to research" in answer.text


def test_every_format_is_a_zip_with_a_read_me(
    app: Flask, cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    agreed(site_engine, cast, 9)
    browser, address = signed_in_as(cast.sam), f"/programmes/{cast.here.programme}/analysis"
    for form, inside in (
        ("spss", "wide.sav"),
        ("stata", "long.dta"),
        ("redcap", "1-data-dictionary.csv"),
        ("fhir", "questionnaire-responses.json"),
    ):
        answer = browser.post(address, data={"form": form})
        with zipfile.ZipFile(io.BytesIO(answer.data)) as zipped:
            assert {inside, "READ-ME.txt"} <= set(zipped.namelist())
    assert browser.post(address, data={"form": "xlsx"}).status_code == 422
