"""One light module for each command: its words, its help, and the name of what carries it out.

`add(parser)` adds the words, `DESCRIPTION` (and `EPILOG`) stand around them in the help, `RUNS` names the
function, as `module:function`, that is imported once the words are read; `RAW` passes them on unread.
"""
