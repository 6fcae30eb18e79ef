/** The completion scripts for shells. Each calls the CLI, so that the pipelines of a config complete like commands. */

/** The hidden first word with which a shell asks for completions; the words typed so far follow, the unfinished one last. */
export const COMPLETE = '--complete';

const BASH = `# Add to ~/.bashrc:  eval "$(paintbox-deploy completion bash)"
_paintbox_deploy() {
  local line
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do
    COMPREPLY+=("$line")
  done < <(paintbox-deploy ${COMPLETE} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _paintbox_deploy paintbox-deploy
`;

const ZSH = `#compdef paintbox-deploy
# Add to ~/.zshrc, after compinit:  eval "$(paintbox-deploy completion zsh)"
_paintbox_deploy() {
  local -a found
  local word text
  while IFS=$'\\t' read -r word text; do
    found+=("\${word//:/\\\\:}:\${text}")
  done < <(paintbox-deploy ${COMPLETE} "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#found} )) && _describe 'paintbox-deploy' found || _files
}
compdef _paintbox_deploy paintbox-deploy
`;

const FISH = `# Add to ~/.config/fish/config.fish:  paintbox-deploy completion fish | source
function __paintbox_deploy
  set -l typed (commandline -opc) (commandline -ct)
  paintbox-deploy ${COMPLETE} $typed[2..] 2>/dev/null
end
complete -c paintbox-deploy -f -a '(__paintbox_deploy)'
`;

/** The script of each shell, by its name. */
export const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
