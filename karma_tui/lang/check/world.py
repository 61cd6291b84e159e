"""What the checker asks of the connected instance, answered from a copy of its models.

Nothing is fetched here: a face hands over what it has read. An instance that is not connected, or of
which nothing has been read yet, is `NOWHERE`: every tag and model exists there and nothing is known of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from karma_tui.lang.machine.decode import decoder
from karma_tui.lang.machine.defaults import model_type
from karma_tui.lang.machine.models import parse_model
from karma_tui.lang.machine.refusal import Refused, model_not_found
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.types import UNKNOWN, Type
from karma_tui.lang.nodes import Dialect, Json

META_TAG: Final = "_model"
_ASSUMED: Final = "?"
"""What the ids begin with that `NOWHERE` gives to models; no server's ids do."""


_DEEPEST: Final = 150
"""Levels of JSON of a model that this process's stack has room for."""


class World(Protocol):
    """Tags and models of an instance; what `machine.infer.World` and its twin of dialect 0.1 ask for."""

    @property
    def known(self) -> bool:
        """Whether the instance has been read, so that what is not here does not exist."""

    @property
    def meta(self) -> str:
        """The id of `_model`."""

    @property
    def tags(self) -> Mapping[str, str]:
        """Every tag and the id of its model."""

    @property
    def names(self) -> Mapping[str, str]:
        """Every model id that has a tag, and that tag."""

    @property
    def given(self) -> Mapping[str, Type]:
        """Names that are known before the first statement: the parameters of the text, sign included."""

    def tag(self, name: str) -> str | None:
        """The model id that a tag names."""

    def default(self, tag: str) -> str:
        """The id of a default model."""

    def model(self, model: str) -> Type:
        """The type of a model; refuses unknown ones with modelNotFoundError."""


@dataclass(frozen=True, slots=True)
class Nowhere:
    """An instance of which nothing is known."""

    @property
    def known(self) -> bool:
        """Nothing is."""
        return False

    @property
    def meta(self) -> str:
        """A stand-in for the id of `_model`."""
        return _ASSUMED + META_TAG

    @property
    def tags(self) -> Mapping[str, str]:
        """None that could be named."""
        return MappingProxyType({})

    @property
    def names(self) -> Mapping[str, str]:
        """None that could be named."""
        return MappingProxyType({})

    @property
    def given(self) -> Mapping[str, Type]:
        """None."""
        return MappingProxyType({})

    def tag(self, name: str) -> str:
        """A stand-in for the id that the tag names."""
        return _ASSUMED + name

    def default(self, tag: str) -> str:
        """A stand-in for the id of a default model."""
        return _ASSUMED + tag

    def model(self, model: str) -> Type:
        """Unknown."""
        return UNKNOWN


NOWHERE: Final = Nowhere()


def _deeper(model: Json, levels: int) -> bool:
    """Whether JSON is nested deeper than that."""
    stack = [(model, 0)]
    while stack:
        value, level = stack.pop()
        if level > levels:
            return True
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        stack.extend([(item, level + 1) for item in inner])
    return False


class Snapshot:
    """The models of an instance as they were when they were read; types are made when asked for."""

    __slots__ = ("_dialect", "_meta", "_models", "_names", "_tags", "_types")

    def __init__(self, models: Iterable[tuple[str, str, Json]], dialect: Dialect) -> None:
        """`models`: tag ("" for none), id and `_model` value of each, the JSON in that dialect."""
        self._dialect = dialect
        listed = list(models)
        self._models = {model: value for _, model, value in listed}
        self._tags = MappingProxyType({tag: model for tag, model, _ in listed if tag})
        self._names = MappingProxyType({model: tag for tag, model, _ in reversed(listed) if tag})
        self._meta = self._tags.get(META_TAG, _ASSUMED + META_TAG)
        self._types: dict[str, Type] = {}

    @property
    def known(self) -> bool:
        """The instance has been read."""
        return True

    @property
    def meta(self) -> str:
        """The id of `_model`."""
        return self._meta

    @property
    def tags(self) -> Mapping[str, str]:
        """Every tag and the id of its model."""
        return self._tags

    @property
    def names(self) -> Mapping[str, str]:
        """Every model id that has a tag, and that tag."""
        return self._names

    @property
    def given(self) -> Mapping[str, Type]:
        """None."""
        return MappingProxyType({})

    def tag(self, name: str) -> str | None:
        """The model id that a tag names."""
        return self._tags.get(name)

    def default(self, tag: str) -> str:
        """The id of a default model."""
        return self._tags.get(tag, "")

    def model(self, model: str) -> Type:
        """The type of a model, unknown if its value makes no sense; refuses one that does not exist."""
        found = self._types.get(model)
        if found is None:
            found = self._types[model] = self._read(model)
        return found

    def _read(self, model: str) -> Type:
        if model not in self._models and model != self._meta:
            raise model_not_found(self._meta, model)
        if _deeper(self._models.get(model), _DEEPEST):
            return UNKNOWN
        if self._dialect is Dialect.V01:
            return self._read_v01(model)
        if model == self._meta:
            return model_type(model)
        try:
            return parse_model(decoder(model_type(self._meta), {})(self._models[model]), show)
        except (Refused, ValueError, LookupError, TypeError, AttributeError):
            return UNKNOWN

    def _read_v01(self, model: str) -> Type:
        # Not at the top: most instances speak the other dialect.
        from karma_tui.lang.machine.dialect01.decode import Undecodable, decode
        from karma_tui.lang.machine.dialect01.models import Parser
        from karma_tui.lang.machine.dialect01.models import model_type as model_type_v01
        from karma_tui.lang.machine.dialect01.types import LANGUAGE

        of_models = model_type_v01(self._meta)
        if model == self._meta:
            return of_models
        if model == self._tags.get("_expression"):
            return LANGUAGE
        try:
            return Parser().parse(decode(of_models, self._models[model]))
        except (Refused, Undecodable):
            return UNKNOWN


@dataclass(frozen=True, slots=True, eq=False)
class WithNames:
    """An instance, and names that a text may use besides."""

    world: World
    given: Mapping[str, Type]
    """As `World.given`."""

    @property
    def known(self) -> bool:
        """As the instance says."""
        return self.world.known

    @property
    def meta(self) -> str:
        """As the instance says."""
        return self.world.meta

    @property
    def tags(self) -> Mapping[str, str]:
        """As the instance says."""
        return self.world.tags

    @property
    def names(self) -> Mapping[str, str]:
        """As the instance says."""
        return self.world.names

    def tag(self, name: str) -> str | None:
        """As the instance says."""
        return self.world.tag(name)

    def default(self, tag: str) -> str:
        """As the instance says."""
        return self.world.default(tag)

    def model(self, model: str) -> Type:
        """As the instance says."""
        return self.world.model(model)
