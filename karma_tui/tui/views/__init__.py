"""The ways to look at one result, each a widget over `results`, made when it is wanted."""
