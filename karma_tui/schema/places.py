"""Where refs stand in the values of a model: what dialect 0.1 does not say in its answers.

There a ref is written as a bare id (spec kvm-0.1 §2), so only the model tells where it leads.
"""

from __future__ import annotations

from collections.abc import Sequence

from karma_tui.lang.nodes import Json
from karma_tui.schema.forms.shape import Model, shape_of


def target_at(model: Json, path: Sequence[str | int]) -> str:
    """The id of the model that a ref at a path of a value leads to; "" if no ref is known to be there.

    The path is one of the value as servers write it: a union is an object whose key is the case.
    """
    shape = shape_of(Model(model))
    steps = list(reversed(path))
    while steps or shape.kind == "optional":
        inner = shape.inner
        if shape.kind != "optional":
            step = steps.pop()
            if shape.kind in ("struct", "union", "tuple"):
                inner = shape.part(str(step))
            elif shape.kind not in ("list", "set", "map"):
                return ""
        if inner is None:
            return ""
        shape = shape_of(inner)
    return shape.target if shape.kind == "ref" else ""
