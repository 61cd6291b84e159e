"""The registry and what is bound: no action of it is only told."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import karma_tui.tui
from karma_tui.tui.keymap.judge import entries


def _kinds(of: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)


@pytest.fixture(scope="module")
def ours() -> list[type[DOMNode]]:
    """Every screen and widget of the app."""
    for module in pkgutil.walk_packages(karma_tui.tui.__path__, "karma_tui.tui."):
        import_module(module.name)
    return [kind for kind in _kinds(DOMNode) if kind.__module__.startswith("karma_tui.tui.")]


def test_every_action_of_the_registry_is_bound_where_it_can_be_changed(ours: list[type[DOMNode]]) -> None:
    bound = {
        binding.id
        for kind in ours
        for binding in vars(kind).get("BINDINGS", ())
        if isinstance(binding, Binding)
    }
    assert set(entries()) - bound == set()


def test_every_binding_of_ours_is_in_the_registry(ours: list[type[DOMNode]]) -> None:
    strays = {
        (kind.__name__, binding if isinstance(binding, tuple) else binding.key)
        for kind in ours
        for binding in vars(kind).get("BINDINGS", ())
        if not isinstance(binding, Binding) or binding.id not in entries()
    }
    assert strays == set()
