"""Every address a letter points at, in one place; a test of the site proves that each one is a route.

`site` is the site's own address without a slash at the end (settings.site_url): a letter never trusts the
host name of a request.
"""


def invitation(site: str, secret: str) -> str:
    return f"{site}/invitation/{secret}"


def week(site: str, secret: str) -> str:
    """Opens one week, without signing in."""
    return f"{site}/open/week/{secret}"


def questions(site: str, secret: str) -> str:
    """Opens the questions of one wave, without signing in."""
    return f"{site}/open/questions/{secret}"


def no_more(site: str, secret: str) -> str:
    """Says no to the questions of one wave: a page on GET, one press on POST."""
    return f"{site}/open/questions/{secret}/no-more"


def away(site: str, secret: str) -> str:
    """Says that she cannot come to one meeting, or can after all: a page on GET, one press on POST."""
    return f"{site}/open/away/{secret}"


def address(site: str, secret: str) -> str:
    """Says that letters still reach her: a page on GET, one press on POST."""
    return f"{site}/open/address/{secret}"


def new_address(site: str, secret: str) -> str:
    """Takes a new address: a page on GET, one press on POST."""
    return f"{site}/new-address/{secret}"


def stop(site: str, secret: str) -> str:
    """Stops one kind of letter: a page on GET, one click on POST (RFC 8058)."""
    return f"{site}/stop/{secret}"


def sign_in(site: str, secret: str) -> str:
    return f"{site}/sign-in/link/{secret}"


def certificate(site: str, enrolment_id: int) -> str:
    """Her certificate of attendance, or letter of participation, behind sign-in."""
    return f"{site}/certificates/{enrolment_id}"


def answer(site: str, enrolment_id: int) -> str:
    """What a person answered to what she told at joining, behind sign-in."""
    return f"{site}/welcome/{enrolment_id}/answer"


def choices(site: str) -> str:
    """Her choices: what has stopped and the way back, behind sign-in."""
    return f"{site}/me/leaving"


def agreed(site: str, enrolment_id: int) -> str:
    """What she agreed to, each on its own, behind sign-in."""
    return f"{site}/welcome/{enrolment_id}"


def certificate_check(site: str) -> str:
    """Where anybody who holds such a paper may check it."""
    return f"{site}/certificate"


def help_page(site: str) -> str:
    return f"{site}/help"


def today(site: str) -> str:
    return f"{site}/today"


def journal(site: str) -> str:
    """Her journal, behind sign-in and its own door."""
    return f"{site}/journal"


def board(site: str, cohort_id: int) -> str:
    """This week of a cohort, behind sign-in."""
    return f"{site}/cohorts/{cohort_id}"


def group_desk(site: str, cohort_id: int) -> str:
    """What is written on a group's page, for whoever runs the group."""
    return f"{site}/cohorts/{cohort_id}/group"


def joining(site: str, cohort_id: int) -> str:
    """Who joins a group and waits for an answer, for whoever runs it."""
    return f"{site}/cohorts/{cohort_id}/joining"


def own_questions(site: str, cohort_id: int) -> str:
    """How the work is for whoever runs a cohort, behind sign-in and her second door."""
    return f"{site}/cohorts/{cohort_id}/my-forms/questions"


def concerns(site: str, programme_id: int) -> str:
    """The safety list of a programme, behind sign-in."""
    return f"{site}/programmes/{programme_id}/concerns"


def home(site: str) -> str:
    """Leads everybody to their own first page."""
    return f"{site}/"
