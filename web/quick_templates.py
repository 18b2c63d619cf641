"""Jinja without two questions that it asks hundreds of times a page and that have one answer in this site."""

from types import FunctionType, MethodType
from typing import Any

from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro

PLAIN = (FunctionType, MethodType)


def equip(env: Environment) -> None:
    """Call it before the first template is read."""
    env.template_class, env.context_class = Imported, Calling


class Imported(Template):
    """All templates here share their globals, so an imported file is made ready once and not compared each time."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class Calling(Context):
    """Macros and plain functions are called at once, without looking for marks that they do not have."""

    def call(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        kind = type(obj)
        if kind is not Macro and (kind not in PLAIN or hasattr(obj, "jinja_pass_arg")):
            return super().call(obj, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return obj(self.eval_ctx, *args, **kwargs) if kind is Macro else obj(*args, **kwargs)
