"""Taking a result along: to the clipboard, or into a file."""
