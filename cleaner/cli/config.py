"""`cleaner config`."""

import json
from typing import Annotated

import typer

from cleaner.cli import deciding
from cleaner.cli.status import ending, show_data


def config(  # noqa: PLR0913, PLR0917  each parameter is an option
    preset: deciding.Preset = None,
    keep: deciding.Keep = None,
    drop: deciding.Drop = None,
    lang: deciding.Language = None,
    near: deciding.Near = None,
    disable: deciding.Disable = None,
    rules: deciding.Rules = None,
    extractor: deciding.Extractor = None,
    config_file: deciding.ConfigFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print every setting, its value and where it came from.

    The command line counts more than the environment, that more than a file, and that more than the defaults.

    \b
    Examples:
      cleaner config
      CLEANER_PRESET=recall cleaner config --json | jq .settings.preset

    Exit status: 0 printed, 2 a setting cannot be used.
    """  # noqa: D301
    with ending():
        from cleaner.cli.options import config_of, settings_of  # noqa: PLC0415  `--help` must not wait for it
        from cleaner.settings import plain  # noqa: PLC0415
        from cleaner.terminal import safe_text  # noqa: PLC0415

        choices = deciding.Choices(preset, keep, drop, lang, near, disable, extractor, config_file, rules)
        fingerprint = config_of(choices).fingerprint()
        settings = {
            key: {"value": plain(one.value), "from": safe_text(one.origin)} for key, one in settings_of(choices).items()
        }
        if as_json:
            show_data(json.dumps({"settings": settings, "fingerprint": fingerprint}, indent=2) + "\n")
            return
        rows = [(key, json.dumps(one["value"]), one["from"]) for key, one in settings.items()]
        rows.append(("fingerprint", json.dumps(fingerprint), "all of these"))
        first, second = (max(len(row[at]) for row in rows) for at in (0, 1))
        show_data("".join(f"{key:{first}}  {value:{second}}  {origin}\n" for key, value, origin in rows))
