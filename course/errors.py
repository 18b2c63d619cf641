"""What can go wrong in the domain, in three words."""


class NotFound(Exception):
    """Not there, or not yours: whoever asks cannot tell the two apart."""


class Refused(Exception):
    """A verb that cannot be carried out, with a sentence for the person who asked.

    `field` names the form field the sentence belongs to, when there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class WrongSetting(Exception):
    """A setting that stops the start; the message names it and shows an example."""
