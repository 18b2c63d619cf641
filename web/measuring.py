"""The numbers of the ledger in the words of Prometheus.

Asked of the database at each scrape, so any process of the site may answer and all say the same. Labels come from
lists in the code; none names a person, a cohort or an address.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from course.delivery.numbers import Beat, Numbers

COUNTED = {
    "turns": "How often this work was done.",
    "looked_at": "Subjects that a turn asked what they are due.",
    "entered": "Letters that a turn wrote into the ledger.",
}


def exposition(found: Numbers) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Found(found))
    return generate_latest(registry)


class _Found(Collector):
    def __init__(self, found: Numbers) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        found = self._found
        yield _deliveries(found)
        yield _seconds("kindly_lag", "How long the oldest letter that may leave has waited.", found.pulse.lag)
        yield _seconds(
            "kindly_behind", "How long the first subject has waited to be looked at.", found.behind
        )
        yield _seconds(
            "kindly_mail_down",
            "For how long the mail server has not answered, or not let us in; 0 while it takes letters.",
            found.pulse.mail_down,
        )
        if found.oldest_transmitting is not None:
            words = "How long the oldest letter has been on its way to the mail server."
            yield _seconds("kindly_oldest_transmitting", words, found.oldest_transmitting)
        yield from _beats(found.beats)


def _deliveries(found: Numbers) -> Metric:
    metric = GaugeMetricFamily(
        "kindly_deliveries", "Rows of the ledger of letters.", labels=["letter", "state"]
    )
    for (letter, status), number in sorted(found.by_state.items()):
        metric.add_metric([letter, status.value], number)
    return metric


def _seconds(name: str, words: str, value: timedelta) -> Metric:
    return GaugeMetricFamily(f"{name}_seconds", words, value=value.total_seconds())


def _beats(beats: Mapping[str, Beat]) -> Iterator[Metric]:
    age = GaugeMetricFamily("kindly_heartbeat_age_seconds", "Since this work was last done.", labels=["work"])
    for work, beat in sorted(beats.items()):
        age.add_metric([work], beat.age.total_seconds())
    yield age
    for name, words in COUNTED.items():
        counted = CounterMetricFamily(f"kindly_{name}", words, labels=["work"])
        for work, beat in sorted(beats.items()):
            counted.add_metric([work], getattr(beat, name))
        yield counted
