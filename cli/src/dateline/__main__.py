"""`python -m dateline` is the `dateline` command."""

from dateline.main import app

if __name__ == "__main__":
    app(prog_name="dateline")
