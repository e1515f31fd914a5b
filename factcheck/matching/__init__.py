"""How alike a text and a claim are, and why."""
