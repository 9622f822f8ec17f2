// What commands find in their environment besides the server's own variables.

import type { ToolContext } from '../../ports.js';
import type { ToolDeps } from '../tool-deps.js';

type Variables = Readonly<Record<string, string>>;

/** Nothing asks for a terminal's talents, nothing pages, output is plain. */
const PLAIN: Variables = {
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

type Caller = Pick<ToolContext, 'threadId' | 'sessionId'>;

/** Of a command the model may go on talking to. A login shell brings back what the server's own environment says. */
export function plainEnv(
  deps: Pick<ToolDeps, 'env' | 'rules'>,
  caller: Caller,
  { callId, isLogin }: { readonly callId: string; readonly isLogin: boolean },
): Variables {
  const { env, rules } = deps;
  return {
    ...(isLogin ? { ...PLAIN, ...env } : { ...env, ...PLAIN }),
    ...callerEnv(deps, caller),
    ...(rules.commandsAreToldOf === null ? {} : { CODEX_TOOL_CALL_ID: callId }),
  };
}

/** Of any other command. */
export function ownEnv(deps: Pick<ToolDeps, 'env' | 'rules'>, caller: Caller): Variables {
  return { ...deps.env, ...callerEnv(deps, caller) };
}

function callerEnv({ rules }: Pick<ToolDeps, 'rules'>, { threadId, sessionId }: Caller): Variables {
  const version = rules.commandsAreToldOf;
  if (version === null) return { CODEX_THREAD_ID: threadId };
  return {
    CODEX_THREAD_ID: threadId,
    CODEX_SESSION_ID: sessionId,
    CODEX_VERSION: version,
    CODEX_APPLY_PATCH_PRESERVE_LINE_ENDINGS: '1',
  };
}
