"""How others write claims down, and how we do: pure, streaming, without a database."""
