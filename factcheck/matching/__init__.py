"""How alike a text and a claim are, and why; which claims, speakers and sources may be one."""
