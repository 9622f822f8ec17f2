// What a script wants done, whatever the app-server calls the tool for it: the wish as it is checked, and the
// call it becomes with the tools that a request offers. Pure.

import { type JsonObject, type ModelRequest, toolsIn } from './model-request.js';
import type { CustomCall, FunctionCall, ShellCall } from './script.js';

/** A command line for a shell. */
interface RunWish {
  readonly kind: 'run';
  readonly command: string;
  readonly workdir?: string;
  /** Asks to run outside the sandbox, and says why. */
  readonly escalate?: string;
  readonly timeoutMs?: number;
  /** Milliseconds until a command that still runs becomes a session. */
  readonly yieldMs?: number;
  readonly tty?: boolean;
  readonly prefixRule?: readonly string[];
  readonly id?: string;
}

interface PatchWish {
  readonly kind: 'patch';
  readonly patch: string;
  readonly id?: string;
}

export type PlanStatus = 'pending' | 'in_progress' | 'completed';

interface PlanWish {
  readonly kind: 'plan';
  readonly steps: readonly { readonly step: string; readonly status: PlanStatus }[];
  readonly explanation?: string;
  readonly id?: string;
}

interface AskWish {
  readonly kind: 'ask';
  readonly question: string;
  readonly header: string;
  readonly options: readonly { readonly label: string; readonly description: string }[];
  readonly questionId: string;
  readonly id?: string;
}

interface ViewImageWish {
  readonly kind: 'viewImage';
  readonly path: string;
  readonly id?: string;
}

/** Input for a command that still runs. */
interface StdinWish {
  readonly kind: 'stdin';
  readonly chars: string;
  /** By default the session that a tool output named last. */
  readonly session?: number;
  readonly yieldMs?: number;
  readonly id?: string;
}

interface PermissionsWish {
  readonly kind: 'permissions';
  readonly permissions: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly id?: string;
}

/** A tool of an MCP server. */
interface McpWish {
  readonly kind: 'mcp';
  readonly server: string;
  readonly tool: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

export type ToolWish =
  | RunWish
  | PatchWish
  | PlanWish
  | AskWish
  | ViewImageWish
  | StdinWish
  | PermissionsWish
  | McpWish;

/** The call that a wish becomes. */
export type ToolCall =
  | ({ readonly kind: 'call' } & FunctionCall)
  | ({ readonly kind: 'customCall' } & CustomCall)
  | ({ readonly kind: 'shellCall' } & ShellCall);

/** Chooses among the tools of the request. Where none fits, the usual name is called: the server shall say so. */
export function callFor(wish: ToolWish, request: ModelRequest): ToolCall {
  switch (wish.kind) {
    case 'run':
      return runCall(wish, offered(request));
    case 'patch':
      return patchCall(wish, offered(request));
    case 'plan': {
      const { explanation, steps } = wish;
      return call('update_plan', wish.id, { explanation, plan: steps });
    }
    case 'ask': {
      const { questionId, header, question, options } = wish;
      return call('request_user_input', wish.id, {
        questions: [{ id: questionId, header, question, options }],
      });
    }
    case 'viewImage':
      return call('view_image', wish.id, { path: wish.path });
    case 'stdin':
      return call('write_stdin', wish.id, {
        session_id: wish.session ?? lastSession(request) ?? 0,
        chars: wish.chars,
        yield_time_ms: wish.yieldMs,
      });
    case 'permissions':
      return call('request_permissions', wish.id, { permissions: wish.permissions, reason: wish.reason });
    case 'mcp':
      return mcpCall(wish, offered(request));
  }
}

function runCall(wish: RunWish, tools: Tools): ToolCall {
  const { id, command, workdir, timeoutMs, yieldMs, tty, escalate, prefixRule } = wish;
  const permission = {
    sandbox_permissions: escalate === undefined ? undefined : 'require_escalated',
    justification: escalate,
    prefix_rule: prefixRule,
  };
  if (!tools.has('exec_command')) {
    if (tools.has('shell_command')) {
      return call('shell_command', id, { command, workdir, timeout_ms: timeoutMs, ...permission });
    }
    for (const name of ['shell', 'container.exec']) {
      if (!tools.has(name)) continue;
      return call(name, id, { command: inShell(command), workdir, timeout_ms: timeoutMs, ...permission });
    }
    if (tools.has('local_shell')) {
      return { kind: 'shellCall', command: inShell(command), id, workingDirectory: workdir, timeoutMs };
    }
  }
  return call('exec_command', id, { cmd: command, workdir, yield_time_ms: yieldMs, tty, ...permission });
}

function patchCall({ id, patch }: PatchWish, tools: Tools): ToolCall {
  // A model that writes scripts may call by itself what it is not told of.
  switch (tools.get('apply_patch') ?? tools.get('exec')) {
    case 'custom':
      return { kind: 'customCall', name: 'apply_patch', input: patch, id };
    case undefined:
      // A server without the tool takes patches from a shell.
      return runCall({ kind: 'run', command: `apply_patch <<'ASTC_PATCH'\n${patch}\nASTC_PATCH`, id }, tools);
    default:
      return call('apply_patch', id, { input: patch });
  }
}

/** In the server's namespace, unless the tool is offered by its whole name; servers may hold tools back. */
function mcpCall({ server, tool, arguments: given, id }: McpWish, tools: Tools): ToolCall {
  const safe = (word: string): string => word.replace(/\W/g, '_');
  const [namespace, name] = [safe(`mcp__${server}`), safe(tool)] as const;
  const qualified = `${namespace}__${name}`;
  return tools.has(qualified)
    ? call(qualified, id, given ?? {})
    : { ...call(name, id, given ?? {}), namespace };
}

function inShell(command: string): string[] {
  return ['bash', '-lc', command];
}

/** Members that are undefined are not sent. */
function call(
  name: string,
  id: string | undefined,
  members: JsonObject,
): { readonly kind: 'call' } & FunctionCall {
  return {
    kind: 'call',
    name,
    id,
    arguments: Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
  };
}

/** Name to type; tools that the provider hosts go by their type alone. */
type Tools = ReadonlyMap<string, string>;

function offered({ body, input }: ModelRequest): Tools {
  return new Map(
    toolsIn(body, input).map((tool) => {
      const type = String(tool.type);
      return [typeof tool.name === 'string' ? tool.name : type, type];
    }),
  );
}

function lastSession({ input }: ModelRequest): number | undefined {
  for (const item of [...input].reverse()) {
    const found = /session ID (\d+)/.exec(JSON.stringify(item.output ?? ''));
    if (found !== null) return Number(found[1]);
  }
  return undefined;
}
