/** `lazaret completion bash|zsh|fish`: scripts made from the command tree itself, so that they cannot fall behind it. */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';

export type Shell = 'bash' | 'zsh' | 'fish';

interface Entry {
  /** Words of the command path after the program's name: empty for the root. */
  readonly path: readonly string[];
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly { readonly flag: string; readonly description: string }[];
}

function entries(root: CommandUnknownOpts): Entry[] {
  const all: Entry[] = [];
  const visit = (command: CommandUnknownOpts, path: readonly string[]) => {
    const commands = command.commands.filter((sub) => sub.name() !== 'help');
    all.push({
      path,
      commands: commands.map((sub) => ({ name: sub.name(), description: sub.summary() || sub.description() })),
      options: command.options.flatMap((option) =>
        option.long ? [{ flag: option.long, description: option.description }] : [],
      ),
    });
    for (const sub of commands) visit(sub, [...path, sub.name()]);
  };
  visit(root, []);
  return all;
}

function quote(text: string): string {
  return `'${text.split('\n')[0]?.replaceAll("'", '’')}'`;
}

function bash(name: string, all: readonly Entry[]): string {
  const cases = all.map((entry) => {
    const words = [...entry.commands.map((c) => c.name), ...entry.options.map((o) => o.flag)];
    return `    ${quote(entry.path.join(' '))}) words=${quote(words.join(' '))} ;;`;
  });
  return `_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in -*) ;; *) path="\${path:+$path }\${COMP_WORDS[i]}" ;; esac
  done
  while :; do
    case "$path" in
${cases.join('\n')}
    esac
    [[ -n "$words" || -z "$path" ]] && break
    [[ "$path" == *' '* ]] && path="\${path% *}" || path=""
  done
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name} ${name}
`;
}

function zsh(name: string, all: readonly Entry[]): string {
  const cases = all.map((entry) => {
    const items = [
      ...entry.commands.map((c) => `${c.name}:${c.description}`),
      ...entry.options.map((o) => `${o.flag}:${o.description}`),
    ];
    return `    ${quote(entry.path.join(' '))}) items=(${items.map(quote).join(' ')}) ;;`;
  });
  return `#compdef ${name}
_${name}() {
  local -a items
  local path="" word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ "$word" == -* ]] || path="\${path:+$path }$word"
  done
  while true; do
    case "$path" in
${cases.join('\n')}
    esac
    (( \${#items} )) && break
    [[ -z "$path" ]] && break
    [[ "$path" == *' '* ]] && path="\${path% *}" || path=""
  done
  _describe '${name}' items
  _files
}
compdef _${name} ${name}
`;
}

function fish(name: string, all: readonly Entry[]): string {
  const lines: string[] = [];
  for (const entry of all) {
    const condition =
      entry.path.length === 0
        ? '__fish_use_subcommand'
        : entry.path.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    for (const command of entry.commands)
      lines.push(`complete -c ${name} -n ${quote(condition)} -a ${command.name} -d ${quote(command.description)}`);
    for (const option of entry.options)
      lines.push(
        `complete -c ${name} -n ${quote(condition)} -l ${option.flag.slice(2)} -d ${quote(option.description)}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

export function completionScript(shell: Shell, root: CommandUnknownOpts): string {
  const all = entries(root);
  const name = root.name();
  switch (shell) {
    case 'bash':
      return bash(name, all);
    case 'zsh':
      return zsh(name, all);
    case 'fish':
      return fish(name, all);
  }
}
