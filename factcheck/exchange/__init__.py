"""Import and export: what others wrote, and what we hand on, record by record."""
