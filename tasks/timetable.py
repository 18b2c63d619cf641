"""All recurring work in one table. The time of a tick means nothing, so none expires: a worker would go by its own
clock, and one that is a few minutes before the beat's would drop them all."""

from typing import Any

PUMP_EVERY = 30.0
"""Seconds. A letter leaves at most this long after it fell due; sign-in letters wake the pump themselves."""

VOICES_EVERY = 15.0
"""Seconds. A recording that was kept begins to be prepared at most this long afterwards."""

FIGURES_EVERY = 900.0
"""Seconds. Figures stand at most this long after the questions of a wave have closed."""

KEEPING_EVERY = 3600.0
"""Seconds. What is kept for a stated time is removed at most this long after it is over."""

TIMETABLE: dict[str, dict[str, Any]] = {
    "pump": {"task": "kindly.pump", "schedule": PUMP_EVERY},
    "voices": {"task": "kindly.voices", "schedule": VOICES_EVERY},
    "figures": {"task": "kindly.figures", "schedule": FIGURES_EVERY},
    "keeping": {"task": "kindly.keeping", "schedule": KEEPING_EVERY},
}
