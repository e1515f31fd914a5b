"""Pages of the web, fetched with care: public addresses only, capped, by a deadline.

``pages.fetch`` is the door. It needs nothing but the standard library.
"""
