"""The KVM language: one node tree for every form of an expression, and what reads, prints and examines it."""
