"""Help with the language while one types, for every face: problems, completions, signatures, hover.

It holds what is known of the instance, the user's snippets and what is often taken; all answers are
computed from that and a text, and none of them touches a server. Answers may take a while for a big
text: faces ask in a thread. Knowledge is replaced as a whole, so a thread always sees one state of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from karma_tui.errors import Cancelled, ExpressionError
from karma_tui.lang.check.findings import MOST_PROBLEMS
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.study import Study, study
from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.check.world import NOWHERE, Snapshot, WithNames, World
from karma_tui.lang.complete.items import Completions, Extra, Hover, Item, Reference, Signature
from karma_tui.lang.dangers import dangers
from karma_tui.lang.nodes import Dialect, Function, Node
from karma_tui.lang.recognise import Form, Source
from karma_tui.lang.tolerant.result import Draft
from karma_tui.library.uses import Uses
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.parts import readable, readable_at
from karma_tui.workbench.placing import in_place
from karma_tui.workbench.telling import (
    as_problem,
    comment_before_json,
    escaped_json,
    markdown_fence,
    no_json,
    of_reading,
    of_types,
    with_widths,
)

if TYPE_CHECKING:
    from karma_tui.lang.check.labels import TypeLabel
    from karma_tui.lang.parameters.header import Header

ShouldStop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known at a moment. With no instance nothing is unknown, so nothing is called wrong."""

    world: World = NOWHERE
    dialect: Dialect = Dialect.V1
    snippets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    warns_of_dangers: bool = True
    """False for the local instance, which has cured what they are about."""
    samples: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    """A value for each parameter of the text, where one is needed to go on."""


@dataclass(frozen=True, slots=True)
class Page:
    """A text as the checker sees it."""

    body: str
    """The text with blanks for its header."""
    known: Knowledge
    header: Header | None = None
    tags: frozenset[str] = frozenset()
    """The parameters that stand for tags."""

    def is_header(self, offset: int) -> bool:
        """Whether a place is in the header."""
        if self.header is None:
            return False
        end = self.header.span.end
        return offset < end or (offset == end and not self.body[:end].endswith("\n"))

    def problems(self, found: list[Problem]) -> list[Problem]:
        """What was found in the body, with what is wrong in the header."""
        if self.header is None and "$" not in self.body:
            return found
        from karma_tui.workbench.assist_header import with_header_problems

        return with_header_problems(found, self)


@dataclass(frozen=True, slots=True)
class Findings:
    """What there is to say about one text."""

    text: str
    problems: tuple[Problem, ...]
    study: Study
    """Of the text as written, or of its translation into the instance's dialect."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What a server would refuse."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What it would not, but should be known before."""
        return tuple(problem for problem in self.problems if problem.severity is not Severity.ERROR)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more problems than these: nobody reads so many."""
        return len(self.problems) >= MOST_PROBLEMS

    @property
    def result_text(self) -> str:
        """The type of the whole in one line; "" if it is not known."""
        text = type_text(self.study.result_type, self.study.world.names)
        return "" if text == "unknown" else text

    def label(self, path: tuple[str | int, ...]) -> TypeLabel | None:
        """The type of a place in the result; None where nothing is known of it."""
        from karma_tui.lang.check.labels import label_at

        return label_at(self.study.result_type, path, self.study.world.names)


class Assist:
    """Knowledge of one instance and one user, and what follows from it for a text."""

    def __init__(self, uses: Uses | None = None) -> None:
        self._uses = uses
        self._last_page: Page | None = None
        self.knowledge = Knowledge()

    def learn(self, models: Iterable[TaggedModel], dialect: Dialect, *, is_local: bool = False) -> None:
        """The instance's models, read anew."""
        listed = [(model.tag, model.model_id, model.model) for model in models]
        self.knowledge = replace(
            self.knowledge, world=Snapshot(listed, dialect), dialect=dialect, warns_of_dangers=not is_local
        )

    def forget(self) -> None:
        """Nothing is known of the instance any more."""
        self.knowledge = replace(self.knowledge, world=NOWHERE)

    def learn_snippets(self, snippets: Mapping[str, str]) -> None:
        """The names of saved expressions, each with its text."""
        self.knowledge = replace(self.knowledge, snippets=MappingProxyType(dict(snippets)))

    def took(self, item: Item) -> None:
        """A proposal was accepted."""
        if self._uses is not None:
            self._uses.add(item.label)

    def study(
        self, text: str, should_stop: ShouldStop | None = None, before: Findings | None = None
    ) -> Findings:
        """Everything that is wrong with a text, and its types. Raises Cancelled once `should_stop` says so.

        `before` are the findings about an earlier state of the text, which make this quicker.
        """
        page = self._page(text)
        known = page.known
        earlier = before.study if before is not None and before.study.world is known.world else None
        parts = readable(page.body, known.dialect)
        first, problems = _studied(next(parts), known, should_stop, earlier)
        for part in parts:
            if len(problems) >= MOST_PROBLEMS:
                break
            if should_stop is not None and should_stop():
                raise Cancelled("The check was stopped")
            problems += _studied(part, known, should_stop, None)[1]
        return Findings(text, _in_order(page.problems(problems)), first)

    def complete(self, text: str, offset: int) -> Completions:
        """What may stand at a place, best first."""
        from karma_tui.lang.complete.engine import complete

        page = self._page(text)
        if page.is_header(offset):
            from karma_tui.lang.complete.header import complete_header

            return complete_header(text, offset, self.knowledge.world)
        known = page.known
        use = self._uses.counted if self._uses is not None else {}
        return complete(page.body, offset, known.world, known.dialect, Extra(known.snippets, use))

    def signature(self, text: str, offset: int) -> Signature | None:
        """The call around a place and which of its parameters the place is in."""
        from karma_tui.lang.complete.signature import signature_help

        page = self._page(text)
        at = readable_at(page.body, offset, page.known.dialect)
        return signature_help(at, offset, page.known.world, page.known.dialect)

    def hover(self, text: str, offset: int) -> Hover | None:
        """What stands at a place, with its type."""
        from karma_tui.lang.complete.hover import hover

        page = self._page(text)
        at = readable_at(page.body, offset, page.known.dialect)
        return hover(at, offset, page.known.world, page.known.dialect)

    def _page(self, text: str) -> Page:
        """The text with what is known for it: a header declares parameters."""
        if not text.lstrip().startswith("//"):
            return Page(text, self.knowledge)
        # a module of its own: few texts have a header
        from karma_tui.workbench.assist_header import page_of

        self._last_page = page_of(text, self.knowledge, self._last_page)
        return self._last_page

    def reference(self, name: str) -> Reference | None:
        """The whole help on a function of the instance's dialect."""
        from karma_tui.lang.complete.reference import reference

        return reference(name, self.knowledge.dialect)


def _studied(
    text: str, known: Knowledge, should_stop: ShouldStop | None, earlier: Study | None
) -> tuple[Study, list[Problem]]:
    """One text that is read as a whole: what was found out, and all that is wrong with it."""
    read = _draft(text, known.dialect)
    problems = of_reading(read.problems, text)
    node, world, dialect = read.node, known.world, read.dialect
    if dialect is not known.dialect:
        world = WithNames(NOWHERE, known.world.given) if known.world.given else NOWHERE
        if node is not None and not problems:
            try:
                node, world, dialect = _translated(read, text, known), known.world, known.dialect
            except ExpressionError as error:
                problems.append(as_problem(error, text))
    found = study(node, world, dialect, should_stop=should_stop, before=earlier)
    if node is not None and "$" in text:
        problems += _undeclared(node, dialect, known)
    is_text = read.form is Form.KVM_TEXT
    if isinstance(node, Function) and is_text and not (node.body or node.params or problems):
        return found, []  # nothing but blanks and comments is no mistake before somebody runs it
    cured = set() if known.warns_of_dangers or node is None else _warnings_of_dangers(node, dialect)
    typed = [problem for problem in found.problems if problem.title not in cured]
    problems = [*with_widths(problems, found, text), *in_place(of_types(typed, problems, text), text)]
    if not problems and read.dialect is Dialect.V1 and is_text:
        problems += no_json(read, text)
    if problems and not is_text:
        from karma_tui.workbench.json_hints import in_json

        problems = list(in_json(problems, read.dialect))
    frame = _frame(text) if problems and is_text else None
    if frame is not None:
        problems = [frame]
    if not problems and dialect is Dialect.V01 and isinstance(node, Function):
        problems += _not_one_expression(read, text)
    return found, problems


def _frame(text: str) -> Problem | None:
    """What is around a query that was pasted, and makes nonsense of all of it."""
    return comment_before_json(text) or markdown_fence(text) or escaped_json(text)


def _undeclared(node: Node, dialect: Dialect, known: Knowledge) -> list[Problem]:
    """Parameters where a plain word is wanted; elsewhere they are names, which the checker looks after."""
    from karma_tui.lang.parameters.places import open_words

    declared = {name[1:] for name in known.world.given}
    return [
        Problem(Severity.ERROR, f'No name "${name}" here', "", "A plain text is wanted here.", span)
        for name, span in open_words(node, dialect, declared).items()
    ]


def _warnings_of_dangers(node: Node, dialect: Dialect) -> set[str]:
    return {danger.message for danger in dangers(node, dialect) if not danger.fatal}


def _draft(text: str, dialect: Dialect) -> Draft:
    from karma_tui.lang.tolerant.draft import draft

    return draft(text, dialect)


def _translated(read: Draft, text: str, known: Knowledge) -> Function:
    from karma_tui.lang.translate import to_v01, to_v1

    root = read.node
    assert isinstance(root, Function)
    if known.world.given:
        from karma_tui.workbench.assist_header import with_samples

        root = with_samples(root, known, read.dialect)
    return (to_v1 if known.dialect is Dialect.V1 else to_v01)(root, text)


def _not_one_expression(read: Draft, text: str) -> list[Problem]:
    """Dialect 0.1 has one expression and no more, which the reader cannot know of KVM text."""
    assert isinstance(read.node, Function)
    if len(read.node.body) == 1 and not read.node.params:
        return []
    try:
        Source(text, read.form, Dialect.V01, read.node, read.bare).body()
    except ExpressionError as error:
        return [as_problem(error)]
    return []


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """In the order of the text, each once; those without a place first."""
    distinct = {(problem.span, problem.title): problem for problem in reversed(list(problems))}
    return tuple(sorted(distinct.values(), key=_place))


def _place(problem: Problem) -> tuple[int, int]:
    return (problem.span.start, problem.span.end) if problem.span is not None else (-1, -1)
