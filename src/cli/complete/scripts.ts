// What a shell has to learn: a function that asks `astc complete --line` what may stand at the end of the line. Each
// line of the answer is a value and, behind a tab, a description. Nothing that is being typed is ever evaluated.

/** The names under which the command line is installed. */
const NAMES = 'astc app-server-test-client codex-app-server-test-client';

const bash = `# Bash splits words at = and : and quotes; the line itself is read instead.
_astc() {
    local typed=\${COMP_LINE:0:COMP_POINT} value rest
    local -a words
    read -ra words <<<"$typed"
    [[ $typed == *[[:space:]] ]] && words+=('')
    local last=\${words[-1]}
    # Readline puts in only what follows the last of the characters it breaks at.
    local breaks=\${COMP_WORDBREAKS//[^=:]/} kept=
    [[ -n $breaks ]] && kept=\${last%"\${last##*[$breaks]}"}
    COMPREPLY=()
    while IFS=$'\\t' read -r value rest; do
        COMPREPLY+=("\${value#"$kept"}")
    done < <("$1" complete --line -- "\${words[@]:1}" 2>/dev/null)
    if [[ \${#COMPREPLY[@]} -eq 0 && $last == @* ]]; then
        compopt -o filenames
        while read -r value; do
            COMPREPLY+=("@$value")
        done < <(compgen -f -- "\${last#@}")
    fi
    [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -o nosort -F _astc ${NAMES} 2>/dev/null || complete -o default -F _astc ${NAMES}
`;

const zsh = `#compdef ${NAMES}
_astc() {
    local line value about
    local -a ready open
    for line in "\${(@f)$("\${(Q)words[1]}" complete --line -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        value=\${\${line%%$'\\t'*}//:/\\\\:}
        about=\${line#*$'\\t'}
        if [[ -z $value ]]; then continue
        elif [[ $value == *= ]]; then open+=("$value")
        else ready+=("$value\${about:+:$about}")
        fi
    done
    if (( $#ready + $#open == 0 )); then
        compset -P '@'
        _files
        return
    fi
    (( $#ready )) && _describe -V astc ready
    (( $#open )) && _describe -V astc open -S ''
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _astc ${NAMES}
`;

const fish = `function __astc_offered
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set -l rest
    test (count $words) -gt 1; and set rest $words[2..-1]
    set -l offered ($words[1] complete --line -- $rest "$last" 2>/dev/null)
    if test (count $offered) -gt 0
        printf '%s\\n' $offered
    else if string match -q '@*' -- $last
        printf '@%s\\n' (__fish_complete_path (string sub -s 2 -- $last))
    else
        __fish_complete_path $last
    end
end
for name in ${NAMES}
    complete -c $name -f -k -a '(__astc_offered)'
end
`;

const powershell = `Register-ArgumentCompleter -Native -CommandName ${NAMES.split(' ').join(', ')} -ScriptBlock {
    param($word, $line, $position)
    $words = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -le $position } | ForEach-Object { $_.ToString() })
    if ($word -eq '') { $words += '' }
    $rest = @($words | Select-Object -Skip 1)
    & $words[0] complete --line '--' @rest 2>$null | ForEach-Object {
        $value, $description = $_ -split "\`t", 2
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', "$description ")
    }
}
`;

export const completionScripts: Readonly<
  Record<string, { readonly script: string; readonly install: string }>
> = {
  bash: { script: bash, install: 'source <(astc complete bash)   in ~/.bashrc' },
  zsh: { script: zsh, install: 'source <(astc complete zsh)   in ~/.zshrc, below compinit' },
  fish: { script: fish, install: 'astc complete fish | source   in ~/.config/fish/config.fish' },
  powershell: {
    script: powershell,
    install: 'astc complete powershell | Out-String | Invoke-Expression   in $PROFILE',
  },
};
