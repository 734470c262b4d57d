"""How commands stand together: in the order of the work, their errors as one line and an exit code."""

from __future__ import annotations

import errno
from typing import Any

import click

from frankpledge import errors


class Commands(click.Group):
    """Commands in the order of the work, and our errors shown as one line with their exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order they are written below."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn our errors into a message on the error stream and a documented exit code."""
        try:
            return super().invoke(ctx)
        except errors.FrankpledgeError as error:
            click.echo(click.style("Error: ", fg="red", bold=True) + str(error), err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("Stopped. Nothing half-written is kept; the same command starts again.", err=True)
            ctx.exit(130)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # the reader of our output has gone; click ends quietly
            place = f"{error.filename}: " if error.filename else ""
            reason = error.strerror or type(error).__name__
            text = f"{place}the system would not do this ({reason}). Check the disk and your rights."
            click.echo(click.style("Error: ", fg="red", bold=True) + text, err=True)
            ctx.exit(errors.ENVIRONMENT)


def example(*lines: str) -> str:
    """Return a help page's closing examples, one a line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
