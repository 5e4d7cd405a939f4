"""Makes the keywords of methods visible: in their signatures, and in the docstrings that `help` prints."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar, get_args

T = TypeVar("T", bound=Callable[..., Any])

_PLACE = re.compile(r"^( *)\*\*\w+: .*$", re.MULTILINE)


def documented(thing: T) -> T:
    """Spells out the keywords of a function, or of the methods that a class defines itself.

    They are declared as `**kwargs: Unpack[Keywords]`, where `Keywords` is a TypedDict whose fields are annotated with
    their descriptions. In the docstring they take the place of the line that begins with `**kwargs:`.
    """
    whole: Any = thing
    for member in vars(whole).values() if isinstance(whole, type) else [whole]:
        function = getattr(member, "__func__", member)
        if inspect.isfunction(function):
            _spell_out(function)
    return thing


def keywords_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The keywords that a function takes by a TypedDict, with their annotated types."""
    for annotation in function.__annotations__.values():
        if isinstance(annotation, str) and annotation.startswith("Unpack["):
            keywords: dict[str, Any] = function.__globals__[annotation[7:-1]].__annotations__
            return keywords
    return {}


def _spell_out(function: Any) -> None:
    keywords = keywords_of(function)
    if not keywords:
        return
    signature = inspect.signature(function)
    *others, rest = signature.parameters.values()
    others += [
        # `None` is as if a keyword was left out.
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=get_args(kind)[0])
        for name, kind in keywords.items()
    ]
    function.__signature__ = signature.replace(parameters=[*others, rest])
    # Without docstrings, under `python -OO`, there is nothing to complete.
    if function.__doc__:
        lines = [f"{name}: {get_args(kind)[1]}" for name, kind in keywords.items()]
        function.__doc__ = _PLACE.sub(lambda place: "\n".join(place[1] + line for line in lines), function.__doc__)
