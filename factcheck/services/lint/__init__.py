"""The check before publication: is a claim fit to publish, and what is to be done?

One registry of rules, each with the level of its findings, the principle it serves, and
what to type. See docs/decisions/0028-lint.md.
"""

from factcheck.services.lint.checking import Checked, Wanted, check, require_fit
from factcheck.services.lint.fixing import fix
from factcheck.services.lint.registry import RULES, listing
from factcheck.services.lint.rule import LEVELS
from factcheck.services.lint.waivers import lift, waive

__all__ = [
    "LEVELS",
    "RULES",
    "Checked",
    "Wanted",
    "check",
    "fix",
    "lift",
    "listing",
    "require_fit",
    "waive",
]
