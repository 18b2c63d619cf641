"""Forms: they keep what was typed, and say in plain words what to change."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import DataRequired, InputRequired

from course.errors import Refused
from web import seen


class Form(FlaskForm):
    """A form of the site. `refuse` puts a sentence of the domain beside the field it is about."""

    def refuse(self, refused: Refused) -> None:
        if refused.field and refused.field in self._fields:
            field: Field = self._fields[refused.field]
            field.errors = [*field.errors, refused.sentence]
        else:
            self.form_errors.append(refused.sentence)

    def shown(self) -> str:
        """For the button of a second press: what this form holds is what was shown."""
        return seen.mark(self.data)


def needed(sentence: str | None = None) -> DataRequired:
    return DataRequired(sentence or _l("Please fill this in."))


def chosen(sentence: str | None = None) -> InputRequired:
    return InputRequired(sentence or _l("Please choose one."))
