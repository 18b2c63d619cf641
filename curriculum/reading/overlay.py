"""A translation laid over the original: only texts are written again, keys, minutes and order stay as they are."""

from typing import Any

from curriculum.errors import ContentError


def overlaid(original: dict[str, Any], translated: dict[str, Any], file: str) -> dict[str, Any]:
    """The original's fields with the texts that the translation has. ContentError where it changes anything else."""
    merged: dict[str, Any] = _merged(original, translated, file, "")
    return merged


def _merged(original: Any, translated: Any, file: str, field: str) -> Any:
    if isinstance(original, dict) and isinstance(translated, dict):
        return _fields(original, translated, file, field)
    if isinstance(original, list) and isinstance(translated, list):
        return _items(original, translated, file, field)
    if isinstance(original, str) and isinstance(translated, str):
        return _text(original, translated, file, field)
    if original != translated:
        raise ContentError(
            file, field, f"is {translated!r}, and the original has {original!r}; a translation keeps it."
        )
    return original


def _fields(original: dict[str, Any], translated: dict[str, Any], file: str, field: str) -> dict[str, Any]:
    merged = dict(original)
    for name, value in translated.items():
        here = f"{field}.{name}" if field else str(name)
        if name not in original:
            raise ContentError(file, here, "stands only in the translation; the original has no such field.")
        merged[name] = _merged(original[name], value, file, here)
    return merged


def _items(original: list[Any], translated: list[Any], file: str, field: str) -> list[Any]:
    """Things with a key are found by it, so a translation may leave some out; other lists match one by one."""
    if original and all(isinstance(one, dict) and "key" in one for one in original):
        return _keyed(original, translated, file, field)
    if len(original) != len(translated):
        counts = f"has {len(translated)} items, and the original has {len(original)}."
        raise ContentError(file, field, counts)
    pairs = enumerate(zip(original, translated, strict=True))
    return [_merged(one, other, file, f"{field}.{at}") for at, (one, other) in pairs]


def _keyed(original: list[Any], translated: list[Any], file: str, field: str) -> list[Any]:
    known = {one["key"]: one for one in original}
    written: dict[str, Any] = {}
    for one in translated:
        key = str(one.get("key")) if isinstance(one, dict) else ""
        if key not in known:
            raise ContentError(file, field, f"there is no {key} in the original.")
        written[key] = _merged(known[key], one, file, f"{field}, {key}")
    return [written.get(key, one) for key, one in known.items()]


STAYS = {
    "key", "kind", "unit", "practice", "practices", "exercise", "exercises", "cards", "units", "guides", "serves",
    "when", "audience", "repeats", "tier", "pack", "opens_with", "lineage", "direction", "components", "counts",
    "per", "field", "value", "language", "called", "borrows", "closes_by", "measures", "version", "asks", "instead",
}  # fmt: skip
"""Fields whose text is a name of the format or of another file, so that a translation never changes it."""
LEVELS = ("gentle", "moderate", "strong")
"""`safety` is a level in a practice or exercise, and a text in a unit."""


def _text(original: str, translated: str, file: str, field: str) -> str:
    steps = [step for step in field.replace(", ", ".").split(".") if not step.isdigit()]
    last = steps[-1] if steps else ""
    if original != translated and (last in STAYS or (last == "safety" and original in LEVELS)):
        raise ContentError(file, field, f"is {translated!r}; a translation keeps {original!r}.")
    return translated
