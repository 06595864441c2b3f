"""What commands are made of: groups, commands, options and words that explain themselves in two languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import click

from webapp.console import Misused, ask_for_json, spoken
from workflows.store.text import Text

_Function = TypeVar("_Function", bound=Callable[..., Any])


class _Speaking(click.Command):
    """A command whose help is said in the language of the process, and which answers in JSON when asked."""

    def __init__(self, *words: Any, says: Text, **named: Any) -> None:
        super().__init__(*words, **{**named, "add_help_option": False})
        self.says = says
        self.allow_extra_args = True
        for name, says_option, callback in (("--json", _JSON, _in_json), ("--help", _HELP, _show_help)):
            self.params.append(
                Option((name,), is_flag=True, expose_value=False, is_eager=True, callback=callback, says=says_option)
            )

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help."""
        return spoken(self.says).partition("\n")[0]

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Read the words; refuses those that mean nothing here."""
        rest = super().parse_args(context, args)
        if context.args and not isinstance(self, click.Group):
            raise Misused(_TOO_MUCH.with_parameters(words=" ".join(context.args), path=context.command_path))
        return rest

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        pieces = self.collect_usage_pieces(context)
        formatter.write_usage(context.command_path, " ".join(pieces), prefix=spoken(_USAGE))

    def format_help_text(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command is for."""
        for paragraph in spoken(self.says).split("\n"):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(paragraph)

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands of a group."""
        records = [record for each in self.get_params(context) if (record := each.get_help_record(context))]
        with formatter.section(spoken(_OPTIONS)):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(context, formatter)


class Command(_Speaking):
    """One command."""


class Group(_Speaking, click.Group):
    """Several commands under one word."""

    def __init__(self, *words: Any, says: Text, **named: Any) -> None:
        super().__init__(*words, says=says, no_args_is_help=False, subcommand_metavar=spoken(_COMMAND), **named)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their first sentences."""
        rows = []
        for name in self.list_commands(ctx):
            found = self.get_command(ctx, name)
            if found is not None and not found.hidden:
                rows.append((name, found.get_short_help_str()))
        with formatter.section(spoken(_COMMANDS)):
            formatter.write_dl(rows)


class Option(click.Option):
    """An option that says what it is for in two languages."""

    def __init__(self, *words: Any, says: Text, **named: Any) -> None:
        super().__init__(*words, **named)
        self.says = says

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and what it is for."""
        self.help = spoken(self.says)
        record = super().get_help_record(ctx)
        return record and (record[0], record[1].replace("[required]", spoken(_REQUIRED)))


def command(name: str, says: Text, *, parent: click.Group | None = None) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command; what it returns is the exit code, nothing means 0."""

    def make(function: Callable[..., Any]) -> Command:
        made = click.command(name, cls=Command, says=says)(function)
        if parent is not None:
            parent.add_command(made)
        return made

    return make


def option(*names: str, says: Text, **named: Any) -> Callable[[_Function], _Function]:
    """Add an option to a command."""
    return click.option(*names, cls=Option, says=says, **named)


def said_of(error: click.UsageError) -> Text:
    """Return what a mistake of usage means, with the way out."""
    text = Text("{what} {out}", "{what} {out}", what=_what(error))
    path = error.ctx.command_path if error.ctx is not None else "beffroi"
    return text.with_parameters(out=_SEE.with_parameters(path=path))


def _what(error: click.UsageError) -> Text | str:
    hint = error.param.get_error_hint(error.ctx) if _has_param(error) else ""  # type: ignore[attr-defined]
    match error:
        case click.NoSuchOption():
            return _NO_OPTION.with_parameters(name=error.option_name)
        case click.exceptions.NoSuchCommand():
            return _NO_COMMAND.with_parameters(name=error.command_name)
        case click.MissingParameter():
            return _MISSING.with_parameters(hint=_plain(hint))
        case click.BadParameter():
            return Text("{hint}\u00a0: {why}", "{hint}: {why}", hint=_plain(hint), why=error.message)
        case click.BadOptionUsage():
            return _NO_VALUE.with_parameters(name=error.option_name)
    return _MISSING_COMMAND if "Missing command" in error.message else error.message


def _has_param(error: click.UsageError) -> bool:
    return isinstance(error, click.BadParameter) and error.param is not None


def _plain(hint: str | Sequence[str]) -> str:
    return (hint if isinstance(hint, str) else " / ".join(hint)).replace("'", "")


def _in_json(_context: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        ask_for_json()


def _show_help(context: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(context.get_help())
        context.exit()


_USAGE: Final = Text("Usage\u00a0: ", "Usage: ")
_COMMAND: Final = Text("COMMANDE …", "COMMAND …")
_REQUIRED: Final = Text("[obligatoire]", "[required]")
_OPTIONS: Final = Text("Options\u00a0", "Options")
_COMMANDS: Final = Text("Commandes\u00a0", "Commands")
_JSON: Final = Text("Répondre par un seul objet JSON.", "Answer with one JSON object.")
_HELP: Final = Text("Montrer cette aide.", "Show this help.")
_SEE: Final = Text("Voir {path} --help.", "See {path} --help.")
_TOO_MUCH: Final = Text("En trop\u00a0: {words}. Voir {path} --help.", "Too much: {words}. See {path} --help.")
_NO_OPTION: Final = Text("L’option {name} n’existe pas.", "There is no option {name}.")
_NO_COMMAND: Final = Text("La commande {name} n’existe pas.", "There is no command {name}.")
_MISSING_COMMAND: Final = Text("Il manque une commande.", "A command is missing.")
_MISSING: Final = Text("Il manque {hint}.", "{hint} is missing.")
_NO_VALUE: Final = Text("L’option {name} attend une valeur.", "The option {name} needs a value.")
