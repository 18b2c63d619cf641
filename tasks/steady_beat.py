"""Beat, on a machine whose clock may be set back: what ran "later than now" is not waited for, a day or a month."""

from typing import Any

from celery.beat import PersistentScheduler


class SteadyBeat(PersistentScheduler):
    """Celery's own, which goes by the wall clock alone; only the case that it does not foresee is added."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Seconds until the next one. A clock that is set back within a turn is seen in the next, which comes after the
        shortest period of the timetable at the latest; Celery alone would sleep for five minutes."""
        now, lines = self.app.now(), self.schedule.values()
        if any(now < (one.last_run_at or now) for one in lines):
            for one in lines:
                one.last_run_at = now
            self._heap = None  # the order in which entries come up again is worked out anew
        periods: list[Any] = [one.schedule for one in lines]
        wait: float = min(super().tick(*args, **kwargs), *(one.run_every.total_seconds() for one in periods))
        return wait
