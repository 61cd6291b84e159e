"""What an expression means: values, types, the checker, and the closures that a typed expression becomes.

Pure, and in no hurry to know where records come from: whoever checks or runs an expression hands in
what the database looks like. The local instance runs expressions by it; the editor checks them by it.
"""
