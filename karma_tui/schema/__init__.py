"""Models as people read them: `TaggedModel`, `Catalogue`, `type_text`, `fields`, `references`. No I/O."""

from karma_tui.schema.catalogue import Catalogue, Referrer
from karma_tui.schema.model import TaggedModel
from karma_tui.schema.types import Field, Reference, fields, references, type_text

__all__ = ["Catalogue", "Field", "Reference", "Referrer", "TaggedModel", "fields", "references", "type_text"]
