"""The keys of the catalogue and of the drawing of models."""

from __future__ import annotations

from karma_tui.tui.action import MAIN, Action, Scope

CATALOGUE = Scope(
    "catalogue_pane",
    "Catalogue",
    "in the catalogue",
    (
        Action("search_models", "slash", "Look for", "Look for tags, fields and types.", in_footer=True,
               does="look"),
        Action("show_all", "escape", "Show all", "Show all models again."),
    ),
    within=MAIN,
)  # fmt: skip

MODELS = Scope(
    "models",
    "Models in the catalogue",
    "in the catalogue",
    (
        Action("insert", "i", "Insert name", "Put the name into the editor.", in_footer=True),
        Action("count", "c", "Count", "Count the records of the model.", in_footer=True),
        Action("count_models", "C", "Count all", "Count the records of every model.", does="count_all"),
        Action("graph", "g", "Graph", "Draw the model with its neighbours.", in_footer=True),
        Action("model_graph", "G", "Graph of all", "Draw all models.", does="graph_all"),
        Action("open", "right", "Open", "Open the row, or go into it.", does="open_or_enter"),
        Action("close", "left", "Close", "Close the row, or go to what it is in.", does="close_or_leave"),
    ),
    within="catalogue_pane",
    menu=("insert", "count", "graph", "create_record", "", "count_models", "model_graph", "search_models",
          "reconnect"),
)  # fmt: skip

GRAPH = Scope(
    "graph",
    "Model graph",
    "in the model graph",
    (
        Action("leave", "escape,q", "Close", "Close the drawing.", in_footer=True),
        Action("near", "n", "Neighbours", "Draw the model with its neighbours only.", in_footer=True),
        Action("all", "a", "All", "Draw all models.", in_footer=True),
        Action("built_in", "b", "Built-in models", "Draw the built-in models too, or not.", in_footer=True),
        Action("save", "s", "Save", "Save the drawing to a file.", in_footer=True),
    ),
    menu=("near", "all", "built_in", "save", "", "leave"),
)  # fmt: skip

DRAWING = Scope(
    "drawing",
    "Moving in the model graph",
    "in the model graph",
    (
        *(
            Action(name, name, name.capitalize(), f"Go to the model {where}.", does=f"step('{name}')")
            for name, where in (
                ("up", "above"), ("down", "below"), ("left", "to the left"), ("right", "to the right"),
            )
        ),
        Action("choose", "enter", "Open", "Go to the model in the catalogue."),
        Action("next", "tab", "Next model", "Go to the next model.", does="next(1)"),
        Action("previous", "shift+tab", "Model before", "Go to the model before.", does="next(-1)"),
    ),
    within="graph",
)  # fmt: skip
