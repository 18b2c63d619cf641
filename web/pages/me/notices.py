"""Short notices instead of mail: which kinds, and where they go."""

import base64
import json
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course.delivery.channels.chosen import ways
from course.errors import NotFound, Refused
from course.letters.notices import KINDS
from course.people import notice_choice, notice_errand, notice_place
from course.people.notice_errand import Errand
from course.people.notice_place import NoticePlace
from course.people.signed_in import Device
from course.words import _
from web import request
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places


@pages.route("/notices", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def notices() -> ResponseReturnValue:
    if http.method == "POST":
        wanted = {kind for kind in KINDS if kind.value in http.form.getlist("kind")}
        request.once_landed(request.person())
        notice_choice.choose(request.db(), _me(), wanted)
        flash(_("Kept. This counts from the next letter on."))
        return redirect(url_for(".notices"))
    return _page()


@pages.post("/notices/device")
@door(Door.SIGNED_IN)
def add_notice_device() -> ResponseReturnValue:
    """What the browser got from its push service, as the page's script hands it in."""
    web_push, visit = request.settings().web_push, request.visit()
    if web_push is None or visit is None or visit.row.device == Device.SHARED:
        raise NotFound
    try:
        endpoint, keys = _subscription(http.form.get("subscription", ""))
        if not web_push.serves(endpoint):
            raise Refused(_no_device(), field="subscription")
        notice_place.add_device(
            request.db(), _me(), endpoint=endpoint, keys=keys, signed_in_id=visit.row.stored_id
        )
    except Refused as refused:
        return _page(refused), 422
    flash(_("Notices come to this device from now on."))
    return redirect(url_for(".notices"))


@pages.post("/notices/number")
@door(Door.SIGNED_IN)
def add_notice_number() -> ResponseReturnValue:
    way = http.form.get("way", "")
    template = request.settings().notices.get(way)
    if template is None:
        raise NotFound
    try:
        place = notice_place.add_number(
            request.db(), _me(), way=way, wants=template.wants, typed=http.form.get("address", "")
        )
        _ask(place, Errand.CODE)
    except Refused as refused:
        return _page(refused, way=way), 422
    flash(_("A code is on its way. It can take a minute."))
    return redirect(url_for(".notices"))


@pages.post("/notices/place")
@door(Door.SIGNED_IN)
def change_notice_place() -> ResponseReturnValue:
    """One of hers: type its code, have another one sent, try it, or take it away."""
    place, act = notice_place.mine(request.db(), _me(), _number("place")), http.form.get("act", "")
    try:
        flash(_changed(place, act))
    except Refused as refused:
        return _page(refused), 422
    return redirect(url_for(".notices"))


def _changed(place: NoticePlace, act: str) -> str:
    if act == "remove":
        request.once_landed(request.person())
        notice_place.remove(request.db(), place)
        return _("Taken away. What came there comes by mail.")
    if act == "try" and place.confirmed_at is not None:
        _ask(place, Errand.TRY)
        return _("A notice is on its way. It can take a minute.")
    if act == "again" and place.confirmed_at is None:
        _ask(place, Errand.CODE)
        return _("A new code is on its way. It can take a minute.")
    if act == "confirm" and place.confirmed_at is None:
        fits = notice_place.confirm(request.db(), place, code=http.form.get("code", ""))
        return _("Confirmed. Notices come there from now on.") if fits else _no_fit()
    raise NotFound


def _ask(place: NoticePlace, what: Errand) -> None:
    notice_errand.ask(request.db(), _me(), place.stored_id, what)
    request.after_commit(request.wake)


def _page(refused: Refused | None = None, *, way: str = "") -> str:
    db, settings, visit = request.db(), request.settings(), request.visit()
    if refused is not None:
        db.rollback()
    return render_template(
        "me/notices.html",
        is_offered=bool(ways(settings)),
        wanted={kind.value for kind in notice_choice.chosen(db, _me())},
        places=notice_place.of(db, _me()),
        errands=notice_errand.last(db, _me()),
        push_key=settings.web_push.public_key if settings.web_push else None,
        is_shared=visit is not None and visit.row.device == Device.SHARED,
        templates=settings.notices,
        typed=http.form.get("address", ""),
        way=way,
        refused=refused,
        way_back=(url_for(".letters"), _("Letters")),
        **frame(places()),
    )


def _me() -> int:
    return request.person().stored_id


def _number(name: str) -> int:
    words = http.form.get(name, "")
    if not (words.isascii() and words.isdigit() and len(words) <= 9):
        raise NotFound
    return int(words)


def _subscription(given: str) -> tuple[str, dict[str, str]]:
    """(address, keys) of a subscription as a browser writes it; Refused for anything else."""
    try:
        read: Any = json.loads(given)
        endpoint, keys = read["endpoint"], {name: read["keys"][name] for name in ("p256dh", "auth")}
        sizes = [len(_raw(keys[name])) for name in ("p256dh", "auth")]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(_no_device(), field="subscription") from error
    if not isinstance(endpoint, str) or len(endpoint) > 1000 or sizes != [65, 16]:
        raise Refused(_no_device(), field="subscription")
    return endpoint, keys


def _raw(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _no_device() -> str:
    return _("This browser’s notices cannot be used here. Letters keep coming by mail.")


def _no_fit() -> str:
    return _("This code does not fit, or it has ended. You can have a new one sent.")
