"""Run factcheck from a checkout, without installing it: ``python cli.py list --unverified``.

The libraries that pyproject.toml names must be there. An installed factcheck has the command
``factcheck``, which does the same; this file is not in the wheel.
"""

from factcheck.cli.main import run

if __name__ == "__main__":
    run()
