"""What the shells load. Each script asks `karma-tui __complete` and knows no command by itself.

An answer is a line for each proposal: the word, a tab, what it means. A line `:files` asks the shell for file
names, `:files=` for those behind the `=` of the word. bash takes words as they are, so they are quoted.
Whatever goes wrong there is silent: completion must never get in the way of a command line.
"""

from __future__ import annotations

from argparse import Namespace

from karma_tui.cli.output import print_chunks

_BASH = r"""# bash completion for karma-tui
_karma_tui() {
    local line word upto="${COMP_LINE:0:COMP_POINT}" cur="${COMP_WORDS[COMP_CWORD]}"
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :files* ]]; then
            if [[ $cur == [=:] ]]; then cur=""; fi
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$cur")
        else
            COMPREPLY+=("$line")
        fi
    done < <(command "${COMP_WORDS[0]/#\~/$HOME}" __complete --bash "$upto" "$cur" 2>/dev/null </dev/null)
}
complete -F _karma_tui karma-tui
"""

_ZSH = r"""#compdef karma-tui
_karma_tui() {
    local line word typed="${(Q)PREFIX}"
    local -a proposals
    if [[ $QIPREFIX == *\' ]]; then typed="$PREFIX"; fi
    typed="$IPREFIX$typed"
    while IFS= read -r line; do
        if [[ $line == :files* ]]; then
            if [[ $line == :files= ]]; then compset -P '*='; fi
            _files
        else
            word="${line%%$'\t'*}"
            word="${word//\\/\\\\}"
            word="${word//:/\\:}"
            if [[ $line == *$'\t'* ]]; then word="$word:${line#*$'\t'}"; fi
            proposals+=("$word")
        fi
    done < <(command "${words[1]/#\~/$HOME}" __complete "${(@Q)words[2,CURRENT-1]}" "$typed" \
        2>/dev/null </dev/null)
    (( $#proposals )) && _describe 'karma-tui' proposals
}
compdef _karma_tui karma-tui
"""

_FISH = r"""# fish completion for karma-tui
function __karma_tui_complete
    set -l words (commandline -opc)
    set -l typed (string unescape -- (commandline -ct))
    set -l command (string replace -r '^~' $HOME -- $words[1])
    for line in (command $command __complete $words[2..-1] "$typed" 2>/dev/null </dev/null)
        if test "$line" = ":files"
            __fish_complete_path "$typed"
        else if test "$line" = ":files="
            set -l parts (string split -m 1 = -- "$typed") ""
            for path in (__fish_complete_path "$parts[2]")
                printf '%s\n' "$parts[1]=$path"
            end
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
