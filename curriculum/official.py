"""What holds for official words alone: published figures are off while the words are ours, or of another form."""

from curriculum.figures import Published
from curriculum.measure import Measure, Wording


def is_official(measure: Measure, wording: Wording | None) -> bool:
    """Whether these are the published words, in the form the key is of. Without a wording (an import) nobody knows."""
    return wording is not None and not wording.ours and (wording.form or "") == measure.form


def published(measure: Measure, wording: Wording | None) -> Published:
    """Bands, cut-offs, reliability, norms and reliable change of what was asked in these words; else none of them."""
    return measure.published if is_official(measure, wording) else Published()
