// One call of an MCP server as the model makes it: an item with a beginning and an end, consent in between, and what
// the model reads of it.

import type { ThreadItem } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import { jsonProblem } from '../../util/json-problem.js';
import { isRecord } from '../../util/peek.js';
import type { ModelCatalog, Rehearsal, ToolCall, ToolContext, ToolOutput } from '../ports.js';
import { readableContent } from '../turn/pictures-and-sounds.js';
import { type AppOfTool, appCallMeta, appContextOf, pageOf } from './app-tools.js';
import { askForConsent, type Consent, consentWithoutAsking, type McpWish, questions } from './mcp-consent.js';
import type { NamedTool } from './mcp-names.js';
import { outputFor } from './mcp-output.js';
import { type McpCallResult, McpFailure, type McpTool } from './mcp-ports.js';
import type { McpRules } from './mcp-rules.js';
import { callFailureText, unknownServerText } from './mcp-texts.js';
import type { McpThread } from './mcp-thread.js';

export interface CallDeps {
  readonly clock: Clock;
  readonly rules: McpRules;
  readonly catalog: Pick<ModelCatalog, 'facts'>;
  /** Consents that hold as long as the thread is loaded, as `server/tool`. */
  readonly grants: Set<string>;
  /** Keeps a consent for good. */
  readonly allow: (tool: Pick<NamedTool, 'server' | 'tool' | 'app'>) => Promise<void>;
}

type McpItem = Extract<ThreadItem, { type: 'mcpToolCall' }>;
type Ended = Pick<McpItem, 'status' | 'result' | 'error'>;

interface Calling {
  readonly thread: McpThread;
  readonly named: NamedTool;
  readonly context: ToolContext;
}

/** As ToolRunner.rehearse. */
export async function rehearseMcpTool(
  call: ToolCall,
  { thread, named, context }: Calling,
  deps: CallDeps,
): Promise<Rehearsal> {
  const problem = argumentsProblem(call.input);
  if (problem !== null) return { type: 'refused', message: problem };
  const consent = await consentFor(
    { call, named, given: argumentsOf(call.input) },
    { thread, context, deps },
  );
  return consent.type === 'refused' ? consent : { type: 'nothing' };
}

export async function callMcpTool(
  call: ToolCall,
  { thread, named, context }: Calling,
  deps: CallDeps,
): Promise<ToolOutput> {
  const { clock, rules, catalog } = deps;
  const facts = catalog.facts(context.settings.model);
  const calledAt = clock.monotonic();
  const seconds = (): number => (clock.monotonic() - calledAt) / 1000;
  const refusal = (error: string): ToolOutput => ({
    output: outputFor({ result: null, error, seconds: seconds() }, rules),
    value: { content: [{ type: 'text', text: error }], isError: true },
    isRefused: true,
  });
  const problem = argumentsProblem(call.input);
  if (problem !== null) return refusal(`err: ${problem}`);
  const given = argumentsOf(call.input);
  const item = startItem(context, {
    callId: call.callId,
    server: named.server,
    tool: named.tool,
    app: named.app,
    pluginId: thread.config(named.server)?.plugin?.key ?? null,
    arguments: given ?? null,
    readOnlyHint: named.tool.annotations?.readOnlyHint ?? null,
  });
  let ranSince: number | null = null;
  const complete = endOnce(context, item, () => (ranSince === null ? 0 : clock.monotonic() - ranSince));
  const refuse = (message: string): ToolOutput => {
    complete({ status: 'failed', result: null, error: { message } });
    return refusal(message);
  };

  const consent = await consentFor({ call, named, given }, { thread, context, deps });
  if (consent.type === 'refused') return refuse(consent.message);
  ranSince = clock.monotonic();
  try {
    const told = await run({ thread, named, context }, { given, callId: call.callId, rules });
    const result = { ...told, content: readableContent(facts, told.content) };
    complete({
      status: result.isError === true ? 'failed' : 'completed',
      result: {
        content: [...result.content],
        structuredContent: result.structuredContent ?? null,
        _meta: result._meta ?? null,
      },
      error: null,
    });
    const output = outputFor({ result, error: null, seconds: seconds() }, rules, facts.pictureDetail);
    const answer = { output, value: result };
    return result.isError === true ? { ...answer, isRefused: true } : { ...answer, said: result };
  } catch (thrown) {
    if (!(thrown instanceof McpFailure)) throw thrown;
    return refuse(callFailureText(named.server, named.tool.name, thrown));
  }
}

async function run(
  { thread, named, context }: Calling,
  { given, callId, rules }: { readonly given: unknown; readonly callId: string; readonly rules: McpRules },
): Promise<McpCallResult> {
  const connection = await thread.connection(named.server);
  if (connection === null) throw new McpFailure({ type: 'other', message: unknownServerText(named.server) });
  if (given !== undefined && !isRecord(given)) throw notAnObject(given);
  const { threadId, turnId, rootTurnId, signal, settings } = context;
  const ofCall = rules.appCallsNameTurn ? { call_id: callId, root_turn_id: rootTurnId } : null;
  return thread.asking(
    questions(context, () => settings.approvalPolicy),
    () =>
      connection.call({
        tool: named.tool.name,
        arguments: given,
        meta: {
          threadId,
          callId,
          ...(named.app === null ? {} : appCallMeta(named.tool, ofCall)),
          'x-codex-turn-metadata': {
            session_id: threadId,
            thread_id: threadId,
            turn_id: turnId,
            model: settings.model,
          },
        },
        signal,
      }),
  );
}

export function notAnObject(given: unknown): McpFailure {
  return new McpFailure({
    type: 'other',
    message: `MCP tool arguments must be a JSON object, got ${JSON.stringify(given)}`,
  });
}

async function consentFor(
  wish: McpWish,
  {
    thread,
    context,
    deps,
  }: { readonly thread: McpThread; readonly context: ToolContext; readonly deps: CallDeps },
): Promise<Consent> {
  const { rules, grants, allow } = deps;
  const { named } = wish;
  const config = thread.config(named.server);
  if (config === null) return { type: 'given', keep: null };
  const key = `${named.server}/${named.tool.name}`;
  if (grants.has(key)) return { type: 'given', keep: null };
  const known = consentWithoutAsking(named, config, { settings: context.settings, rules });
  if (known !== null) return known;
  const permit = await context.permit(null);
  if (permit.type === 'allow') return { type: 'given', keep: null };
  if (permit.type === 'deny') return { type: 'refused', message: permit.message };
  const consent = await askForConsent(wish, { context, rules, config });
  if (consent.type === 'given' && consent.keep !== null) {
    grants.add(key);
    if (consent.keep === 'always') await allow(named);
  }
  return consent;
}

export interface StartedItem {
  readonly callId: string;
  readonly server: string;
  readonly tool: Pick<McpTool, 'name' | '_meta'>;
  readonly app: AppOfTool | null;
  /** Of the plug-in that brings the server. */
  readonly pluginId: string | null;
  readonly arguments: unknown;
  readonly readOnlyHint: boolean | null;
}

export function startItem(context: ToolContext, started: StartedItem): McpItem {
  const { callId, server, tool, app, pluginId, readOnlyHint } = started;
  const page = pageOf(tool);
  const item: McpItem = {
    type: 'mcpToolCall',
    id: callId,
    server,
    tool: tool.name,
    status: 'inProgress',
    arguments: started.arguments,
    appContext: appContextOf(app, tool),
    ...(app === null || page === null ? {} : { mcpAppResourceUri: page }),
    mcpAppUi: null,
    pluginId,
    readOnlyHint,
    result: null,
    error: null,
    durationMs: null,
  };
  context.startItem(item);
  return item;
}

/** Completes the item once; a turn that ends first does. */
export function endOnce(context: ToolContext, item: McpItem, ranMs: () => number): (ended: Ended) => void {
  let hasEnded = false;
  const complete = (ended: Ended): void => {
    if (hasEnded) return;
    hasEnded = true;
    context.signal.removeEventListener('abort', onAbort);
    context.completeItem({ ...item, ...ended, durationMs: Math.round(ranMs()) });
  };
  const onAbort = (): void =>
    complete({ status: 'failed', result: null, error: { message: 'the turn was interrupted' } });
  context.signal.addEventListener('abort', onAbort, { once: true });
  return complete;
}

/** What is wrong with the arguments of a call as JSON; null: nothing, or there are none. */
export function argumentsProblem(input: string): string | null {
  return input.trim() === '' ? null : jsonProblem(input);
}

/** Undefined where there are none. */
export function argumentsOf(input: string): unknown {
  return input.trim() === '' ? undefined : JSON.parse(input);
}
