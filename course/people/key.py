"""A data key per person: what she writes is encrypted with it, and it is wrapped by a key kept outside the database.

AES-256-GCM throughout (NIST SP 800-38D), 96-bit random nonces. Destroying a data key makes everything written
with it unreadable here at once, and in an older backup from the day the key that wrapped it is replaced there.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Field, Session, col, select

from course import clock
from course.errors import NotFound
from course.people.person import Person
from course.store import Row

NONCE = 12


class DataKey(Row, table=True):
    __tablename__ = "data_key"

    person_id: int = Field(foreign_key="person.id", index=True)
    wrapping_id: str = Field(max_length=32)
    wrapped: bytes | None
    created_at: datetime
    destroyed_at: datetime | None = None


class Keyring:
    """Opens and seals with the wrapping keys of the settings: {key id: 32 bytes}, the first one wraps."""

    def __init__(self, wrapping_keys: Mapping[str, bytes]) -> None:
        self._wrapping = dict(wrapping_keys)
        self._current = next(iter(wrapping_keys))

    def seal(self, db: Session, person: Person, text: str, *, place: str) -> tuple[int, bytes]:
        """(key id, nonce + ciphertext). `place` names table, column and row: sealed text cannot be moved."""
        key = _living_key(db, person) or self._new_key(db, person)
        nonce = secrets.token_bytes(NONCE)
        return key.stored_id, nonce + AESGCM(self._open(key)).encrypt(nonce, text.encode(), place.encode())

    def open(self, db: Session, key_id: int, sealed: bytes, *, place: str) -> str:
        key = _held(db, key_id)
        if key is None or key.wrapped is None:
            raise NotFound
        try:
            return AESGCM(self._open(key)).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode()).decode()
        except InvalidTag as error:
            raise NotFound from error

    def lock(self, text: str, *, place: str) -> tuple[str, bytes]:
        """(wrapping key id, nonce + ciphertext), of what belongs to nobody with a key of her own any more."""
        nonce = secrets.token_bytes(NONCE)
        wrapping = AESGCM(self._wrapping[self._current])
        return self._current, nonce + wrapping.encrypt(nonce, text.encode(), place.encode())

    def unlock(self, wrapping_id: str, sealed: bytes, *, place: str) -> str:
        if wrapping_id not in self._wrapping:
            raise NotFound
        try:
            wrapping = AESGCM(self._wrapping[wrapping_id])
            return wrapping.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode()).decode()
        except InvalidTag as error:
            raise NotFound from error

    def rewrap(self, db: Session) -> int:
        """Wrap every key that an older wrapping key still holds with the current one; returns how many."""
        older = select(DataKey).where(DataKey.wrapping_id != self._current, col(DataKey.wrapped).is_not(None))
        keys = db.exec(older).all()
        for key in keys:
            key.wrapped, key.wrapping_id = self._wrap(self._open(key), key.person_id), self._current
        return len(keys)

    def _new_key(self, db: Session, person: Person) -> DataKey:
        key = DataKey(
            person_id=person.stored_id,
            wrapping_id=self._current,
            wrapped=self._wrap(secrets.token_bytes(32), person.stored_id),
            created_at=clock.real_now(db),
        )
        db.add(key)
        db.flush()
        return key

    def _wrap(self, plain: bytes, person_id: int) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        wrapping = AESGCM(self._wrapping[self._current])
        return nonce + wrapping.encrypt(nonce, plain, _owner(person_id))

    def _open(self, key: DataKey) -> bytes:
        if key.wrapped is None or key.wrapping_id not in self._wrapping:
            raise NotFound
        wrapping = AESGCM(self._wrapping[key.wrapping_id])
        return wrapping.decrypt(key.wrapped[:NONCE], key.wrapped[NONCE:], _owner(key.person_id))


def destroy(db: Session, person: Person) -> None:
    """Make everything this person wrote unreadable for ever."""
    for key in db.exec(select(DataKey).where(DataKey.person_id == person.id)).all():
        key.wrapped, key.destroyed_at = None, clock.real_now(db)


def _held(db: Session, key_id: int) -> DataKey | None:
    """The key of this number, asked for once in a session: a list of what she wrote is opened with one statement."""
    held: dict[int, DataKey] = db.info.setdefault("data_keys", {})
    key = held.get(key_id)
    if key is None or key not in db:  # a session forgets rows that nobody holds
        key = db.get(DataKey, key_id)
    if key is not None:
        held[key_id] = key
    return key


def _living_key(db: Session, person: Person) -> DataKey | None:
    living = select(DataKey).where(DataKey.person_id == person.id, col(DataKey.wrapped).is_not(None))
    return db.exec(living.order_by(col(DataKey.id).desc())).first()


def _owner(person_id: int) -> bytes:
    return f"data_key|wrapped|{person_id}".encode()
