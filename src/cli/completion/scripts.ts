/** The word after `fleetsim` with which scripts of completion ask: a shell, the number of the word in work, the words. */
export const ASK = '--get-completions';

const BASH = `# Completion of fleetsim for bash. To keep it: fleetsim completion bash >> ~/.bashrc
_fleetsim() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case "\${COMP_WORDS[COMP_CWORD]}" in
      [\\"\\']*) COMPREPLY+=("$line") ;;
      *) COMPREPLY+=("$(printf '%q' "$line")") ;;
    esac
  done < <(fleetsim ${ASK} bash $((COMP_CWORD - 1)) "\${COMP_WORDS[@]:1}" 2>/dev/null)
  case "\${COMPREPLY[0]}" in
    *[=/]) compopt -o nospace 2>/dev/null ;;
  esac
}
complete -o default -F _fleetsim fleetsim
`;

const ZSH = `#compdef fleetsim
# Completion of fleetsim for zsh. To keep it: fleetsim completion zsh >> ~/.zshrc, after compinit
_fleetsim() {
  local -a found open closed
  found=("\${(@f)$(fleetsim ${ASK} zsh $((CURRENT - 2)) "\${(@Q)words[2,-1]}" 2>/dev/null)}")
  found=(\${found:#})
  open=(\${(M)found:#*[=/]})
  closed=(\${found:#*[=/]})
  (( \${#open} )) && compadd -S '' -- $open
  (( \${#closed} )) && compadd -- $closed
  (( \${#found} )) || _files
}
if [ "$funcstack[1]" = "_fleetsim" ]; then _fleetsim "$@"; else compdef _fleetsim fleetsim; fi
`;

const FISH = `# Completion of fleetsim for fish. To keep it: fleetsim completion fish > ~/.config/fish/completions/fleetsim.fish
function __fleetsim_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l index (math (count $words) - 1)
    fleetsim ${ASK} fish $index $words[2..-1] "$current" 2>/dev/null
end
complete -c fleetsim -f -a '(__fleetsim_complete)'
`;

const POWERSHELL = `# Completion of fleetsim for PowerShell. To keep it: fleetsim completion powershell >> $PROFILE
Register-ArgumentCompleter -Native -CommandName fleetsim -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        Select-Object -Skip 1 |
        ForEach-Object { $_.Extent.Text.Trim("'", '"') })
    $index = if ($wordToComplete -eq '') { $words.Count } else { $words.Count - 1 }
    fleetsim ${ASK} powershell $index @words 2>$null | ForEach-Object {
        $text = if ($_ -match '[^\\w./:=\\\\-]') { "'" + $_ + "'" } else { $_ }
        [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
    }
}
`;

export const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL } as const;

export type Shell = keyof typeof SCRIPTS;

export const SHELLS = Object.keys(SCRIPTS) as readonly Shell[];
