"""What an instance tells about its models: the model value as it was read, with tag and id.

Kept as the server's own JSON (spec kvm-1.0 §2, kvm-0.1 §6), so that nothing is lost; readable text and
references are derived elsewhere in this room.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from karma_tui.lang.nodes import Json


@dataclass(frozen=True, slots=True)
class TaggedModel:
    """A model of an instance. `tag` is "" for a model that no tag names; `model` is its `_model` value."""

    tag: str
    model_id: str
    model: Json = field(hash=False)

    @property
    def name(self) -> str:
        """What to call it: its tag, else its id."""
        return self.tag or self.model_id
