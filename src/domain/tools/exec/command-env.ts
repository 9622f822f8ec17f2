// The environment of the agent's commands: nothing asks for a terminal's talents, nothing pages, output is plain.

const ADDED: Readonly<Record<string, string>> = {
  NO_COLOR: '1',
  TERM: 'dumb',
  LANG: 'C.UTF-8',
  LC_CTYPE: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  COLORTERM: '',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GH_PAGER: 'cat',
  CODEX_CI: '1',
};

export function commandEnv(env: Readonly<Record<string, string>>, threadId: string): Record<string, string> {
  return { ...env, ...ADDED, CODEX_THREAD_ID: threadId };
}
