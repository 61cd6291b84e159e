"""Results on the terminal: in every format, paged where they are long."""
