"""Reading a text while it is being typed: `draft` gives nodes with holes, and all problems at once."""
