"""Reports as mail servers write them, from the two RFCs and from what is seen in the wild; and mailboxes of them."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from course import store
from course.commands.bounces import bounces
from course.delivery.channels.smtp import Smtp
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.delivery.returns.mail import reports
from course.delivery.returns.report import Report
from course.people import preference
from course.people.preference import Kind
from course.people.suppressed import suppressed
from tests.course.delivery.returns.reporting import EVENING
from tests.course.delivery.world import World

ID = "<ours@example.org>"
MAYA = "maya@example.org"

NOT_ARRIVED = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: course@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_1"

--=_1
Content-Type: text/plain; charset=us-ascii

We could not bring your letter.

--=_1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Wed, 24 Feb 2027 18:00:02 +0000

{about}
--=_1
Content-Type: {kind}

{letter}
--=_1--
"""
LETTER = f"""\
From: "Ines" <course@example.org>
To: maya@example.org
Message-ID: {ID}
Subject: Thursday 18:30

The words of it.
"""
FAILED = """\
Final-Recipient: rfc822; maya@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <maya@example.org>: Recipient address rejected
"""
NOT_WANTED = """\
From: <abuse@mail.example.net>
To: course@example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=_2"

--=_2
Content-Type: text/plain

Somebody pressed a button.

--=_2
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Example/1.0
Version: 1
{more}
--=_2
Content-Type: message/rfc822

{letter}
--=_2--
"""


def came(about: str, *, letter: str = LETTER, kind: str = "message/rfc822") -> bytes:
    return NOT_ARRIVED.format(about=about, letter=letter, kind=kind).replace("\n", "\r\n").encode()


def unwanted(kind: str = "abuse", more: str = "", letter: str = LETTER) -> bytes:
    return NOT_WANTED.format(kind=kind, more=more, letter=letter).encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers"])
def test_a_report_names_the_letter_its_reader_and_the_code(kind: str) -> None:
    assert reports(came(FAILED, kind=kind)) == [Report(ID, MAYA, "5.1.1")]


def test_a_letter_that_is_only_late_has_not_come_back() -> None:
    late = FAILED.replace("failed", "delayed").replace("5.1.1\n", "4.4.7\n", 1)
    assert reports(came(late)) == []
    assert reports(came(FAILED.replace("failed", "relayed"))) == []


def test_where_the_status_says_little_what_the_other_side_said_counts() -> None:
    assert reports(came(FAILED.replace("Status: 5.1.1", "Status: 5.0.0"))) == [Report(ID, MAYA, "5.1.1")]
    about = FAILED.replace("Status: 5.1.1", "Status: 5.2.2")
    assert reports(came(about)) == [Report(ID, MAYA, "5.2.2")]
    assert reports(came("Final-Recipient: rfc822; maya@example.org\nAction: failed\n")) == [Report(ID, MAYA)]


def test_a_letter_that_was_forwarded_is_reported_under_both_names() -> None:
    about = "Original-Recipient: rfc822;maya@example.org\n" + FAILED.replace(
        "rfc822; maya@example.org", "rfc822; m.novak@elsewhere.example.net"
    )
    assert {one.recipient for one in reports(came(about))} == {MAYA, "m.novak@elsewhere.example.net"}


def test_several_recipients_are_several_reports() -> None:
    about = FAILED + "\n" + FAILED.replace("maya@", "ben@").replace("5.1.1", "5.2.1")
    assert reports(came(about)) == [Report(ID, MAYA, "5.1.1"), Report(ID, "ben@example.org", "5.2.1")]


def test_a_complaint_names_its_reader_by_the_report_or_by_the_letter() -> None:
    assert reports(unwanted(more="Original-Rcpt-To: <maya@example.org>\n")) == [
        Report(ID, MAYA, is_complaint=True)
    ]
    assert reports(unwanted()) == [Report(ID, MAYA, is_complaint=True)]


@pytest.mark.parametrize("kind", ["not-spam", "virus", "other", ""])
def test_what_is_no_complaint_stops_nothing(kind: str) -> None:
    assert reports(unwanted(kind)) == []


def _plain() -> bytes:
    paper = EmailMessage()
    paper["From"], paper["To"], paper["Message-ID"] = MAYA, "course@example.org", ID
    paper.set_content("Final-Recipient: rfc822; maya@example.org\nAction: failed\nStatus: 5.1.1\n")
    return paper.as_bytes()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        _plain(),
        came(FAILED, letter="Subject: no number\n\nwords"),
        came(FAILED).replace(b"multipart/report", b"multipart/mixed"),
        came(FAILED).replace(b'boundary="=_1"', b'boundary="=_other"'),
        came(""),
        came("Status: 5.1.1\nAction: failed\n"),
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n",
    ],
)
def test_what_is_no_report_says_nothing_and_breaks_nothing(raw: bytes) -> None:
    assert reports(raw) == []


def test_a_report_inside_the_letter_that_comes_back_is_part_of_that_letter() -> None:
    """Else whoever writes to somebody through us could put words into a server's mouth."""
    inner = came(FAILED.replace("maya@", "ben@")).decode().replace("\r\n", "\n").replace("=_1", "=_inner")
    outer = came(FAILED, letter=f"Message-ID: {ID}\n{inner}")
    assert reports(inner.encode())
    assert {one.recipient for one in reports(outer)} == {MAYA}


@pytest.fixture
def sent(world: World, smtp: Smtp) -> list[Delivery]:
    world.at(EVENING)
    pump(world.engine, world.settings, smtp)
    return [row for row in world.rows() if row.status == Status.SENT and row.person_id in world.people]


def about(letter: Delivery, number: int, status: str = "5.1.1") -> bytes:
    to = f"person-{number}@example.org"
    return came(
        FAILED.replace(MAYA, to).replace("5.1.1", status), letter=LETTER.replace(ID, letter.message_id)
    )


def complained(letter: Delivery, number: int) -> bytes:
    to = f"person-{number}@example.org"
    return unwanted(letter=LETTER.replace(ID, letter.message_id).replace(MAYA, to))


@pytest.mark.parametrize("shape", ["maildir", "mbox", "folder"])
def test_a_mailbox_is_taken_twice_and_counts_once(
    world: World,
    sent: list[Delivery],
    environ: dict[str, str],
    tmp_path: Path,
    shape: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    papers = [
        about(sent[0], 1),
        complained(sent[1], 2),
        about(sent[2], 1),
        about(sent[2], 3, "5.7.1"),
        _plain(),
    ]
    path = _laid(tmp_path / "box", shape, papers)
    before = sorted(one.read_bytes() for one in _files(path))
    said = [_typed(world, environ, path, monkeypatch) for _twice in range(2)]
    assert said == [
        "messages 5, addresses suppressed 1, kinds of letters stopped for 1, noted 0, known already 0, "
        "no matter of an address 1, not about a letter of ours 1",
        "messages 5, addresses suppressed 0, kinds of letters stopped for 0, noted 0, known already 2, "
        "no matter of an address 1, not about a letter of ours 1",
    ]
    assert sorted(one.read_bytes() for one in _files(path)) == before
    with store.reading(world.engine) as db:
        assert set(suppressed(db, [f"person-{n}@example.org" for n in (1, 2, 3)])) == {"person-1@example.org"}
        assert preference.stopped(db, world.people[1]) == frozenset(Kind)


def test_one_message_may_be_given_by_itself(
    world: World,
    sent: list[Delivery],
    environ: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "one.eml"
    file.write_bytes(about(sent[0], 1))
    assert "addresses suppressed 1," in _typed(world, environ, file, monkeypatch)


def test_a_path_with_nothing_there_is_one_sentence(
    world: World, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AssertionError, match="neither a file nor a folder"):
        _typed(world, environ, tmp_path / "nowhere", monkeypatch)


def _laid(path: Path, shape: str, papers: list[bytes]) -> Path:
    if shape == "folder":
        path.mkdir()
        for number, paper in enumerate(papers):
            (path / f"{number}.eml").write_bytes(paper)
        return path
    box = mailbox.Maildir(path) if shape == "maildir" else mailbox.mbox(path)
    for paper in papers:
        box.add(paper)
    box.close()
    return path


def _files(path: Path) -> list[Path]:
    return [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]


def _typed(world: World, environ: dict[str, str], path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in {**environ, "DATABASE_URL": world.settings.database_url}.items():
        monkeypatch.setenv(name, value)
    app = typer.Typer()
    app.command()(bounces)
    result = CliRunner().invoke(app, [str(path)])
    assert result.exception is None, str(result.exception)
    return result.output.strip()
