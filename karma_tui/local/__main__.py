"""`python -m karma_tui.local`: the local instance as a process of its own."""

import sys

from karma_tui.local.process import main

if __name__ == "__main__":
    sys.exit(main())
