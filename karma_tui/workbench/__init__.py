"""The execution core: the one place where an expression becomes a result. No screens, no printing."""
