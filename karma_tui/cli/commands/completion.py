"""`karma-tui completion`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

DESCRIPTION = """\
Print a script that completes commands, options, and the names of profiles, snippets and tags:

  bash  source <(karma-tui completion bash)                     in ~/.bashrc
  zsh   source <(karma-tui completion zsh)                      in ~/.zshrc, after compinit
  fish  karma-tui completion fish > ~/.config/fish/completions/karma-tui.fish
"""
RUNS = "karma_tui.cli.completing.scripts:run"


def add(parser: ArgumentParser) -> None:
    """The shell."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell that is to complete")
