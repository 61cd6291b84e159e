"""What the shells load. Each script asks `karma-tui __complete` and knows no command by itself.

An answer is a line for each proposal: the word, a tab, what it means. A line `:files` asks the shell for file
names. Whatever goes wrong there is silent: completion must never get in the way of a command line.
"""

from __future__ import annotations

from argparse import Namespace

from karma_tui.cli.output import print_chunks

_BASH = r"""# bash completion for karma-tui
_karma_tui() {
    local cur="${COMP_WORDS[COMP_CWORD]}" line word upto="${COMP_LINE:0:COMP_POINT}"
    COMPREPLY=()
    # bash parts words at = and :, and replaces only the last part
    if [[ $cur == [=:] ]]; then cur=""; fi
    local typed="${upto##*[[:space:]]}"
    local kept="${typed%"$cur"}"
    while IFS= read -r line; do
        if [[ $line == ":files" ]]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$cur")
        else
            word="${line%%$'\t'*}"
            word="${word#"$kept"}"
            COMPREPLY+=("$(printf '%q' "$word")")
        fi
    done < <(command "${COMP_WORDS[0]/#\~/$HOME}" __complete --line "$upto" 2>/dev/null </dev/null)
}
complete -F _karma_tui karma-tui
"""

_ZSH = r"""#compdef karma-tui
_karma_tui() {
    local line word
    local -a proposals
    while IFS= read -r line; do
        if [[ $line == ":files" ]]; then
            _files
        else
            word="${line%%$'\t'*}"
            word="${word//:/\\:}"
            if [[ $line == *$'\t'* ]]; then word="$word:${line#*$'\t'}"; fi
            proposals+=("$word")
        fi
    done < <(command "${words[1]/#\~/$HOME}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)
    (( $#proposals )) && _describe 'karma-tui' proposals
}
compdef _karma_tui karma-tui
"""

_FISH = r"""# fish completion for karma-tui
function __karma_tui_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l command $words[1]
    for line in (command $command __complete $words[2..-1] 2>/dev/null </dev/null)
        if test "$line" = ":files"
            __fish_complete_path (commandline -ct)
        else
            printf '%s\n' $line
        end
    end
end
complete -c karma-tui -f -a '(__karma_tui_complete)'
"""

_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def run(found: Namespace) -> int:
    """Print the script of a shell."""
    print_chunks((_SCRIPTS[found.shell].encode(),))
    return 0
