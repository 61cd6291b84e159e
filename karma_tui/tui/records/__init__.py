"""Making, changing and deleting records: the form, its dialogues, and the actions that open them."""
