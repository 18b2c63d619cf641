"""What a process holds once it has started, it holds for good: modules, tables, rules, compiled statements."""

import gc


def settle() -> None:
    """Call it when everything is loaded: the collector does not look through all that again and again."""
    gc.collect()
    gc.freeze()
