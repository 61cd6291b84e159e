"""What editing does to a text, decided from the text alone: pure, without widgets."""
