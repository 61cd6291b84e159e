"""What the user owns on disk: settings, snippets, drafts, and where secrets come from. No network."""
