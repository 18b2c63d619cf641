"""What a process holds once it has started, it holds for good: modules, tables, rules, compiled statements."""

import gc

NEW = 5_000
"""So many new objects before the collector looks through them; a page makes a few thousand, nearly all of which go by
themselves."""


def settle() -> None:
    """Call it when everything is loaded: the collector does not look through all that again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW)
