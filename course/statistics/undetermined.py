class Undetermined(ValueError):
    """The numbers do not determine an answer: too few, all alike, or a wave that nobody answered. Says which."""
