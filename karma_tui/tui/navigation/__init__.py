"""Moving among results: pages of a model, following refs, back and forward, the trail of where one was."""
