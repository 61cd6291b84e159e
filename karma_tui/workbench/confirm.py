"""Asks a server for the type of an expression without running it.

`signature(() => e)` answers with parameter and result models, runs nothing and changes nothing (spec
kvm-1.0 §4.7); `modelOf` would damage the server's copy of a model, and is never used. Dialect 0.1 has
nothing of the kind.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from karma_tui.client.freshness import Epoch
from karma_tui.errors import DangerousRequest, ExpressionError, NotKarmaError, UntranslatableError
from karma_tui.lang.jsontext import dump_json, read_json
from karma_tui.lang.nodes import Call, Dialect, Function, Json
from karma_tui.workbench.prepare import Prepared, prepare

if TYPE_CHECKING:
    from karma_tui.workbench.parameters import Given


def prepare_confirm(text: str, dialect: Dialect, epoch: Epoch, given: Given | None = None) -> Prepared:
    """The request that has a server type `text`. Raises what `prepare` raises, and DangerousRequest for
    what would do damage even so, UntranslatableError on an instance of dialect 0.1.
    """
    prepared = prepare(text, dialect, epoch, given=given)
    if dialect is not Dialect.V1:
        raise UntranslatableError(
            "The server cannot check this",
            "Dialect 0.1 cannot type an expression without running it.",
            "The editor's own check is all there is here.",
        )
    if prepared.messages:
        raise DangerousRequest("Not checked on the server", prepared.messages[0])
    inner = prepared.sent.root
    root = Function((), (Call("signature", (inner,), span=inner.span),), span=inner.span)
    sent = replace(prepared.sent, root=root, bare=False)
    return replace(prepared, sent=sent, body=dump_json(sent.body()).encode(), writes=False)


def read_confirmed(body: bytes) -> Json:
    """The model of the result in a server's answer. Raises NotKarmaError if it holds none."""
    try:
        answer = read_json(body.decode()).value
    except (UnicodeDecodeError, ExpressionError) as failure:
        raise NotKarmaError("The server's answer cannot be understood") from failure
    if not isinstance(answer, list) or len(answer) != 2:
        raise NotKarmaError("The server's answer cannot be understood", "It is no signature.")
    return answer[1]
