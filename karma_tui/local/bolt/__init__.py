"""Reading bbolt files, the key-value store in which the real servers keep everything.

Pages, trees and buckets with every bound checked, because the files come from outside; no writing, and
no idea of what the keys and values mean (spec dump-format section 2).
"""

from karma_tui.local.bolt.bucket import Bucket, Item
from karma_tui.local.bolt.file import BoltFile, open_bolt

__all__ = ["BoltFile", "Bucket", "Item", "open_bolt"]
