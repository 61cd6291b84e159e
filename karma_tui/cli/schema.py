"""`karma-tui schema`: an instance's models as text, as JSON, or as a drawing of their references."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from karma_tui.cli.options import options, where
from karma_tui.cli.output import print_chunks
from karma_tui.cli.progress import Progress
from karma_tui.cli.running.outfile import refuse_unwritable, write_out
from karma_tui.cli.schemas import saved_schema
from karma_tui.errors import ExitCode, UsageError
from karma_tui.lang.excerpt import printable
from karma_tui.schema.catalogue import Catalogue
from karma_tui.schema.graph import graph_of
from karma_tui.schema.graph_files import to_dot, to_mermaid, to_svg
from karma_tui.schema.graph_layout import layout
from karma_tui.schema.listing import listing
from karma_tui.schema.model import TaggedModel
from karma_tui.schema.saved import SavedSchema, to_json


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    tags: list[str]
    format: str = "types"
    built_in: bool = False
    save: str = ""
    force: bool = False
    schema: str = ""
    timeout: float | None = None


def run(found: Namespace) -> int:
    """Print or save the models."""
    wanted = options(Wanted, found)
    if wanted.save and wanted.tags:
        raise UsageError(
            "--save writes all models",
            "With a part of them, names that are right would be called wrong.",
            "Leave tags out.",
        )
    if wanted.save:
        refuse_unwritable(Path(wanted.save), wanted.force)
    schema = saved_schema(wanted.schema) if wanted.schema else _asked(found, wanted)
    if wanted.save:
        text = to_json(schema.models, schema.dialect)
        write_out(iter((text.encode("utf-8", "surrogatepass"),)), Path(wanted.save), wanted.force)
        return ExitCode.OK
    print_chunks(piece.encode("utf-8", "surrogatepass") for piece in _printed(schema, wanted))
    return ExitCode.OK


def _asked(found: Namespace, wanted: Wanted) -> SavedSchema:
    from karma_tui.cli.running.bench import bench_for

    place = where(found)
    with Progress("reading the models") as progress, bench_for(place, wanted.timeout, progress) as bench:
        models = bench.models()
        return SavedSchema(bench.workbench.dialect, tuple(models))


def _printed(schema: SavedSchema, wanted: Wanted) -> Iterator[str]:
    chosen = _chosen(schema.models, wanted.tags)
    built_in = wanted.built_in or bool(wanted.tags)
    if wanted.format == "json":
        kept = (model for model in chosen if built_in or not model.tag.startswith("_"))
        yield to_json(kept, schema.dialect)
        return
    whole = Catalogue.of(schema.models)
    if wanted.format == "types":
        # references to models that are not listed keep their names
        listed = Catalogue(Catalogue.of(chosen).models, whole.names)
        for line in listing(listed, built_in=built_in):
            yield printable(line) + "\n"
        return
    graph = graph_of(Catalogue.of(chosen), built_in=built_in)
    if wanted.format == "svg":
        types = {model.model_id: whole.type_text(model) for model in whole.models}
        yield to_svg(layout(graph), types)
    else:
        yield to_mermaid(graph) if wanted.format == "mermaid" else to_dot(graph)


def _chosen(models: Sequence[TaggedModel], tags: Sequence[str]) -> list[TaggedModel]:
    """The models with these tags, or with these ids. Raises UsageError for one that does not exist."""
    if not tags:
        return list(models)
    found: list[TaggedModel] = []
    for tag in tags:
        named = [model for model in models if tag in (model.tag, model.model_id)]
        if not named:
            near = get_close_matches(tag, [model.tag for model in models], 1)
            raise UsageError(
                f"There is no model called {tag}",
                hint=f"Did you mean {near[0]}?" if near else "`karma-tui schema` lists all of them.",
            )
        found += named
    return found
