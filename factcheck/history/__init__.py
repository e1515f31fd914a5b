"""The log: every change, who made it, when and why, chained so that tampering shows.

``record`` writes it, ``read`` reads it, ``replay`` makes any earlier state
from it again, ``verify`` checks it; ``chain`` is the arithmetic underneath.
"""
