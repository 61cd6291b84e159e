"""What an expression of dialect 0.1 means: its types and typing rules, its literals and its JSON.

No second machine: a request becomes the same typed tree as in dialect 1.0 and runs as the same compiled
forms. What differs is here: typing, literals that take the expected type, and types that 1.0 lacks.
"""
