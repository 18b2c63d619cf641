"""Beat, on a machine whose clock may be set back: what ran "later than now" is not waited for, a day or a month."""

from typing import Any

from celery.beat import PersistentScheduler


class SteadyBeat(PersistentScheduler):
    """Celery's own, which goes by the wall clock alone; only the case that it does not foresee is added."""

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        now = self.app.now()
        if any(now < (entry.last_run_at or now) for entry in self.schedule.values()):
            for entry in self.schedule.values():
                entry.last_run_at = now
            self._heap = None  # the order in which entries come up again is worked out anew
        return super().tick(*args, **kwargs)
