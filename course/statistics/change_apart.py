"""How much more one group changed than another: d_ppc2 (Morris 2008, Org Res Methods 11:364-386)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from course.statistics.effects import hedges_j
from course.statistics.two_groups import Apart, Group


@dataclass(frozen=True)
class ChangeApart:
    """Scores of the course and of those compared with it, before and after."""

    before: Group
    after: Group
    others_before: Group
    others_after: Group

    @property
    def d_ppc2(self) -> float | None:
        """J(n1 + n2 - 2) (change - the others' change) / pooled sd before, with the exact J where Morris approximates.

        None when nobody's first score differs.
        """
        sd = Apart(self.before, self.others_before).sd_pooled
        if not sd:
            return None
        change = self.after.mean - self.before.mean
        others_change = self.others_after.mean - self.others_before.mean
        return self._j * (change - others_change) / sd

    def variance(self, *, r: float) -> float | None:
        """J^2 a df/(df - 2) (1 + d^2/a) - d^2, with a = 2 (1 - r) (1/n1 + 1/n2) and df = n1 + n2 - 2.

        `r` is the correlation of before with after in the population, below 1. None for fewer than five people.
        """
        if not -1 <= r < 1:
            raise ValueError("a correlation lies from -1 to below 1")
        if self.d_ppc2 is None or self._df <= 2:
            return None
        a = 2 * (1 - r) * (1 / self.before.n + 1 / self.others_before.n)
        return self._j**2 * a * self._df / (self._df - 2) * (1 + self.d_ppc2**2 / a) - self.d_ppc2**2

    def se(self, *, r: float) -> float | None:
        variance = self.variance(r=r)
        return None if variance is None else sqrt(variance)

    @property
    def _df(self) -> int:
        return self.before.n + self.others_before.n - 2

    @property
    def _j(self) -> float:
        return float(hedges_j(self._df))
