"""Context menus: what can be done with what is under the mouse or the cursor, from the registry."""
