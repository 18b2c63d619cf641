"""Time zones to choose from, by place: "Europe/Lisbon" is one, an offset is none."""

from functools import lru_cache

from course.people.person import zones

CONTINENTS = {
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
}  # fmt: skip


@lru_cache(maxsize=64)
def zone_choices(*also: str) -> dict[str, str]:
    """{zone: what people read}, sorted: every place, UTC, and those named in `also` (one somebody has already)."""
    places = {zone for zone in zones() if zone.partition("/")[0] in CONTINENTS and "/" in zone}
    return {zone: zone.replace("_", " ") for zone in sorted({*places, "UTC", *also})}
