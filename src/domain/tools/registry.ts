// The tools of the agent, and what is kept of each thread while it is loaded. A call of a tool nobody has, or of one
// that refuses, is answered in words.

import { type CodeDeps, CodeSession } from '../code-mode/code-session.js';
import { codeMode, codeTools, directTools, withDeclaration } from '../code-mode/code-tools.js';
import { type CodeToolDeps, execTool, waitTool } from '../code-mode/exec.js';
import { RESOURCE_TOOLS } from '../mcp/mcp-resource-tools.js';
import { outputLimit, shortenedOutput, wholeLimit } from '../output-limit.js';
import type { ToolCall, ToolOutput, ToolRunner, ToolThread } from '../ports.js';
import { unsupported } from '../turn/tool-calls.js';
import { agentTools } from './agents/index.js';
import { Grants } from './approval/grants.js';
import { currentTime } from './current-time.js';
import { callDynamic, deferredDefinitions, dynamicDefinitions, isDynamic } from './dynamic-tools.js';
import { CommandSessions } from './exec/command-sessions.js';
import { execCommand } from './exec/exec-command.js';
import { shellTools } from './exec/shell-command.js';
import { runForUser } from './exec/user-shell.js';
import { writeStdin } from './exec/write-stdin.js';
import { extraTool } from './extra-tools.js';
import { createGoal, getGoal, updateGoal } from './goal-tools.js';
import { listDir } from './list-dir.js';
import { HostApprovals } from './network/host-approvals.js';
import { patchTools } from './patch/patch-tool.js';
import { requestPermissions } from './permissions/request-permissions.js';
import { requestUserInput } from './request-user-input.js';
import { requestUserInputAsync } from './request-user-input-async.js';
import { searchTools, TOOL_SEARCH } from './search/tool-search.js';
import { sleep } from './sleep.js';
import { teamTools } from './team/index.js';
import { testSync } from './test-sync.js';
import { namespaceOf, type Tool, ToolRefusal } from './tool.js';
import type { ThreadTools, ToolDeps, ToolPorts } from './tool-deps.js';
import type { ToolRules } from './tool-rules.js';
import { updatePlan } from './update-plan.js';
import { viewImage } from './view-image.js';
import { webSearchOffer } from './web-search.js';

export function createTools(ports: ToolPorts, rules: ToolRules): ToolRunner {
  const threads = new Map<string, ThreadTools>();
  const deps: ToolDeps = {
    ...ports,
    rules,
    of(threadId) {
      const known = threads.get(threadId);
      if (known !== undefined) return known;
      const made: ThreadTools = {
        grants: new Grants(),
        sessions: new CommandSessions(ports.random),
        hosts: new HostApprovals(),
        diffs: new Map(),
        userCommands: new Set(),
        scripts: null,
      };
      threads.set(threadId, made);
      return made;
    },
  };
  // In the order they are offered.
  const commandTools = [execCommand(deps), writeStdin(deps), ...shellTools(deps)].map(
    (tool): Tool => ({
      ...tool,
      offered: (thread) =>
        ports.catalog.facts(thread.settings.model).runsCommands === false ? null : tool.offered(thread),
    }),
  );
  const extra = (name: string, tool: Tool): Tool => extraTool(name, tool, deps);
  const forQuestions = [
    updatePlan(deps),
    requestUserInput(rules),
    extra('request_user_input_async', requestUserInputAsync),
  ];
  const forTime = [currentTime(deps), extra('clock', sleep(ports))];
  const otherTools = [
    requestPermissions(deps),
    ...patchTools(deps),
    extra('list_dir', listDir(deps)),
    extra('test_sync_tool', testSync()),
  ];
  const forSight = [viewImage(deps)];
  const forTeams = teamTools(deps);
  const forGoals = [getGoal, createGoal, updateGoal];
  const forAgents = agentTools(deps);
  let generations = 0;
  const scriptDeps: CodeDeps = {
    ...ports,
    isForeign: (call, context) => isDynamic(call, context) || ports.mcp.knows(call, context),
  };
  const codeDeps: CodeToolDeps = {
    toolsOf: (thread) => scriptTools(thread),
    sessionOf({ threadId }) {
      const kept = deps.of(threadId);
      if (kept.scripts === null) generations += 1;
      kept.scripts ??= new CodeSession(scriptDeps, generations);
      return kept.scripts;
    },
  };
  const forScripts = [execTool(codeDeps), waitTool(codeDeps)];
  const tools = [
    ...forScripts,
    ...[...commandTools, ...forQuestions, ...forTime, ...otherTools, ...forSight],
    ...[...forTeams, ...forGoals, ...forAgents],
  ];
  const toolFor = (call: ToolCall, thread: ToolThread): Tool | undefined =>
    tools.find(
      (tool) =>
        tool.name === call.name &&
        namespaceOf(tool, thread) === call.namespace &&
        tool.kind === call.kind &&
        (tool.takesUnoffered?.(thread) || tool.offered(thread) !== null),
    );

  /** Whether the tool is called in another way than it is offered. */
  const isKnownOtherwise = (call: ToolCall, thread: ToolThread): boolean =>
    (['function', 'custom'] as const).some((kind) => toolFor({ ...call, kind }, thread) !== undefined);

  const searches = ({ settings }: ToolThread): boolean => {
    const { known, searchesTools = known } = ports.catalog.facts(settings.model);
    return rules.toolsAreSearched && searchesTools;
  };
  const agentGroup = (thread: ToolThread): unknown[] =>
    grouped(forAgents, thread, 'Starts and steers sub-agents.');
  const putAway = (thread: ToolThread): unknown[] => [
    ...agentGroup(thread),
    ...ports.mcp.definitions(thread),
    ...deferredDefinitions(thread),
  ];
  /** Told without making what the agents' tools say of the roles: a thread that has agents is offered them all. */
  const isAnyPutAway = (thread: ToolThread): boolean =>
    thread.agents !== null ||
    ports.mcp.definitions(thread).length > 0 ||
    deferredDefinitions(thread).length > 0;

  const directly = (thread: ToolThread): unknown[] => {
    const isSearched = searches(thread);
    const web = [webSearchOffer(thread, deps)].filter((offer) => offer !== null);
    return [
      ...offeredOf(commandTools, thread),
      ...ports.mcp.resourceTools(thread),
      ...offeredOf(forQuestions, thread),
      ...grouped(forTime, thread, 'Tells the time, and waits.'),
      ...offeredOf(otherTools, thread),
      ...(rules.webSearchFindsPictures ? [] : web),
      ...offeredOf(forSight, thread),
      ...(isSearched ? [] : agentGroup(thread)),
      ...grouped(forTeams, thread, 'Starts agents that work as a team, and lets them write to each other.'),
      ...offeredOf(forGoals, thread),
      ...(isSearched ? [] : ports.mcp.definitions(thread)),
      ...dynamicDefinitions(thread, { all: !rules.toolsAreSearched }),
      ...(isSearched && isAnyPutAway(thread) ? [TOOL_SEARCH] : []),
      ...(rules.webSearchFindsPictures ? web : []),
    ];
  };
  const modeOf = ({ settings }: ToolThread): ReturnType<typeof codeMode> =>
    rules.scriptsCallTools ? codeMode(ports.catalog.facts(settings.model).toolMode, settings.features) : null;
  const scriptTools: CodeToolDeps['toolsOf'] = (thread) => {
    const mode = modeOf(thread);
    if (mode === null) return null;
    const isAllowed = ({ name }: { readonly name: string }): boolean => thread.mayCall?.(name) ?? true;
    const told = [...directly(thread), ...(mode === 'only' ? RESOURCE_TOOLS : [])];
    const team = teamGroup(thread);
    return {
      all: codeTools([...told, ...putAway(thread)], team).filter(isAllowed),
      described: mode === 'only' ? codeTools(told, team).filter(isAllowed) : [],
    };
  };
  const fitted = (answer: ToolOutput, { settings }: ToolThread): ToolOutput => {
    const facts = ports.catalog.facts(settings.model);
    if (facts.outputsFitAtOnce !== true) return answer;
    return { ...answer, output: shortenedOutput(answer.output, wholeLimit(outputLimit(settings, facts))) };
  };

  return {
    open: (host) => ports.mcp.open(host),
    ready: (threadId) => ports.mcp.ready(threadId),
    apps: {
      ready: (threadId) => ports.mcp.appsReady(threadId),
      text: (threadId, isKnownModel) => ports.mcp.appsText(threadId, isKnownModel),
    },
    offered(thread) {
      const mode = modeOf(thread);
      const direct = directly(thread);
      if (mode === null) return direct;
      const beside =
        mode === 'only'
          ? directTools(direct, teamGroup(thread))
          : direct.map((one) => withDeclaration(one, teamGroup(thread)));
      return [...offeredOf(forScripts, thread), ...beside];
    },
    putAway(thread) {
      if (searches(thread)) return putAway(thread);
      // Those of clients stay put away from models that look for nothing.
      return rules.toolsAreSearched ? deferredDefinitions(thread) : [];
    },
    async run(call, context) {
      try {
        if (call.kind === 'function' && isDynamic(call, context)) {
          return await callDynamic(call, context, ports);
        }
        if (call.kind === 'search' && searches(context)) return searchTools(call, putAway(context));
        if (call.kind === 'search') return { output: [] };
        const mcp = ports.mcp.run(call, context);
        if (mcp !== null) return fitted(await mcp, context);
        const tool = toolFor(call, context);
        return tool === undefined ? { output: unsupported(call) } : await tool.run(call, context);
      } catch (thrown) {
        if (thrown instanceof ToolRefusal) return { output: thrown.message, isRefused: true };
        throw thrown;
      }
    },
    async rehearse(call, context) {
      const mcp = ports.mcp.rehearse(call, context);
      if (mcp !== null) return mcp;
      const tool = toolFor(call, context);
      if (tool?.isRehearsable !== true) {
        const isKnown = tool !== undefined || this.knows(call, context) || isKnownOtherwise(call, context);
        return { type: isKnown ? 'unsupported' : 'unavailable' };
      }
      try {
        await tool.run(call, context);
        return { type: 'nothing' };
      } catch (thrown) {
        if (thrown instanceof ToolRefusal) return { type: 'refused', message: plainReason(thrown) };
        throw thrown;
      }
    },
    knows: (call, thread) =>
      (call.kind === 'function' && isDynamic(call, thread)) ||
      ports.mcp.knows(call, thread) ||
      toolFor(call, thread) !== undefined,
    runForUser(command, context) {
      const { userCommands } = deps.of(context.threadId);
      const stop = new AbortController();
      const signal = AbortSignal.any([context.signal, stop.signal]);
      const done = runForUser(command, deps, { ...context, signal });
      const entry = { stop, done };
      userCommands.add(entry);
      return done.finally(() => userCommands.delete(entry));
    },
    terminals: (threadId) => deps.of(threadId).sessions,
    stopped: (call, seconds) => ({ output: stoppedText(call, seconds, tools) }),
    attend: (threadId, context) => threads.get(threadId)?.scripts?.attend(context()),
    turnStarted: (threadId, settings) => ports.mcp.turnStarted(threadId, settings),
    turnEnded(threadId, turnId) {
      const kept = threads.get(threadId);
      kept?.diffs.delete(turnId);
      kept?.grants.turnEnded(turnId);
      kept?.scripts?.turnEnded(turnId);
    },
    async release(threadId) {
      const kept = threads.get(threadId);
      threads.delete(threadId);
      kept?.scripts?.close();
      for (const { stop } of kept?.userCommands ?? []) stop.abort();
      await Promise.allSettled([...(kept?.userCommands ?? [])].map(({ done }) => done));
      await Promise.all([kept?.sessions.killAll(), ports.mcp.close(threadId)]);
    },
  };
}

/** Why a call is refused, without what the model is told around it. */
function plainReason(refusal: ToolRefusal): string {
  return refusal.cause instanceof ToolRefusal ? refusal.cause.message : refusal.message;
}

function offeredOf(tools: readonly Tool[], thread: ToolThread): unknown[] {
  return tools.map((tool) => tool.offered(thread)).filter((definition) => definition !== null);
}

/** The group of the team's tools. */
function teamGroup({ team }: ToolThread): string | null {
  return team?.configured.tools.namespace ?? null;
}

/** Tools of a namespace as one offer, by their names. */
function grouped(tools: readonly Tool[], thread: ToolThread, description: string): unknown[] {
  const name = tools[0] === undefined ? null : namespaceOf(tools[0], thread);
  if (name === null) return offeredOf(tools, thread);
  const offers = offeredOf(
    tools.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    thread,
  );
  if (offers.length === 0) return offers;
  return [{ type: 'namespace', name, description, tools: offers }];
}

function stoppedText(
  { name, kind }: ToolCall,
  seconds: number,
  tools: readonly Tool[],
): ToolOutput['output'] {
  const time = (Math.round(seconds * 10) / 10).toFixed(1);
  const tool = tools.find((one) => one.name === name && one.kind === kind);
  return tool?.stopped === 'timed'
    ? `Wall time: ${time} seconds\naborted by user`
    : `aborted by user after ${time}s`;
}
