// What a configuration says of teams of agents: `[features.multi_agent_v2]`, which is a switch or says more, and
// `[agents]`; and what it cannot say, in the words of 0.169.0, which alone has them.

import { type TeamConfiguration, USUAL_TEAM } from '../../domain/agents/team-limits.js';
import { RESERVED_NAMESPACES } from '../../util/reserved-namespaces.js';
import { ConfigProblem, type ConfigVersion } from './config-problem.js';
import { isTree, type Tree } from './tree.js';

export function teamIn({ agents, features }: Tree): TeamConfiguration {
  const {
    enabled,
    max_threads,
    max_concurrent_threads_per_session: all,
  }: Tree = isTree(agents) ? agents : {};
  const team = tableIn(features);
  const { maxAgents, wait, tools } = USUAL_TEAM;
  // There the root counts as well.
  const withRoot = numberIn(team.max_concurrent_threads_per_session);
  return {
    isOn: enabled !== false,
    maxAgents: withRoot === null ? (numberIn(all) ?? numberIn(max_threads) ?? maxAgents) : withRoot - 1,
    wait: {
      least: numberIn(team.min_wait_timeout_ms) ?? wait.least,
      usual: numberIn(team.default_wait_timeout_ms) ?? wait.usual,
      most: numberIn(team.max_wait_timeout_ms) ?? wait.most,
    },
    tools: {
      namespace: textIn(team.tool_namespace) ?? tools.namespace,
      areThere: team.disable_native_tools !== true,
      wait: team.wait_agent_enabled !== false,
      letters: team.disable_direct_message !== true,
      tellModels: team.expose_spawn_agent_model_overrides !== false,
      usageHint: textIn(team.usage_hint_text),
    },
    words: {
      root: textIn(team.root_agent_usage_hint_text),
      member: textIn(team.subagent_usage_hint_text),
      mode: textIn(team.multi_agent_mode_hint_text),
      instructions: textIn(team.subagent_developer_instructions),
    },
  };
}

const TABLE = ['features', 'multi_agent_v2'];
const LONGEST_NAMESPACE = 64;
const LONGEST_WAIT_MS = 3_600_000;

const TEXTS = [
  'usage_hint_text',
  'root_agent_usage_hint_text',
  'subagent_usage_hint_text',
  'subagent_developer_instructions',
  'multi_agent_mode_hint_text',
  'tool_namespace',
];
const SWITCHES = [
  'enabled',
  'usage_hint_enabled',
  'preserve_fork_prefix',
  'hide_spawn_agent_metadata',
  'expose_spawn_agent_model_overrides',
  'wait_agent_enabled',
  'disable_native_tools',
  'disable_direct_message',
  'message_board_in_memory',
  'non_code_mode_only',
];
const WAITS = ['max_wait_timeout_ms', 'min_wait_timeout_ms', 'default_wait_timeout_ms'];
const [MOST, LEAST, USUAL] = WAITS.map((name) => [...TABLE, name].join('.'));
const SIZE = 'max_concurrent_threads_per_session';
/** Known, and of a kind that nobody here looks at. */
const OTHERS = ['message_board_remote'];

/** Of servers is everything that begins with `mcp__`, too. */
const RESERVED = [...RESERVED_NAMESPACES, 'mcp'];

/** A key that is not there, or a value of another kind than it has; null: none is. */
export function teamComplaint({ features }: Tree): string | null {
  const isMisfit = ([name, value]: [string, unknown]): boolean => {
    if (TEXTS.includes(name)) return typeof value !== 'string';
    if (SWITCHES.includes(name)) return typeof value !== 'boolean';
    if (name === SIZE) return !Number.isInteger(value) || Number(value) < 0;
    return WAITS.includes(name) ? !Number.isInteger(value) : !OTHERS.includes(name);
  };
  return Object.entries(tableIn(features)).some(isMisfit)
    ? 'data did not match any variant of untagged enum FeatureToml'
    : null;
}

/** @throws ConfigProblem `reference` for values that do not fit together, or are too large or too small */
export function assertTeamIsPossible(config: Tree, version: ConfigVersion): void {
  const message = noAgents(config, version) ?? (version === '0.118.0' ? null : impossibility(config));
  if (message !== null) throw new ConfigProblem('reference', message);
}

/** Of agents of the older way: newer versions call one key by another name, and let nobody have any. */
function noAgents({ agents }: Tree, version: ConfigVersion): string | null {
  const { max_threads: threads, max_depth: depth }: Tree = isTree(agents) ? agents : {};
  const few = (key: string): string => `agents.${key} must be at least 1`;
  if (threads === 0) return few(version === '0.118.0' ? 'max_threads' : SIZE);
  return version === '0.118.0' && (numberIn(depth) ?? 1) < 1 ? few('max_depth') : null;
}

function impossibility(config: Tree): string | null {
  const team = tableIn(config.features);
  if (team[SIZE] === 0) return `${[...TABLE, SIZE].join('.')} must be at least 1`;
  for (const name of WAITS) {
    const value = numberIn(team[name]) ?? 0;
    if (value < 0) return `${[...TABLE, name].join('.')} must be at least 0`;
    if (value > LONGEST_WAIT_MS) return `${[...TABLE, name].join('.')} must be at most ${LONGEST_WAIT_MS}`;
  }
  const { wait } = teamIn(config);
  if (wait.least > wait.most) return `${LEAST} must be at most ${MOST}`;
  if (wait.usual < wait.least) return `${USUAL} must be at least ${LEAST}`;
  if (wait.usual > wait.most) return `${USUAL} must be at most ${MOST}`;
  const namespace = textIn(team.tool_namespace);
  const problem = namespace === null ? null : namespaceProblem(namespace);
  return problem === null ? null : `${[...TABLE, 'tool_namespace'].join('.')} ${problem}`;
}

function namespaceProblem(name: string): string | null {
  if (name === '') return 'must not be empty';
  if (name !== name.trim()) return 'must not have leading or trailing whitespace';
  if (!/^[a-zA-Z0-9_-]+$/.test(name)) return 'must match ^[a-zA-Z0-9_-]+$';
  if (name.length > LONGEST_NAMESPACE) return `must be at most ${LONGEST_NAMESPACE} characters`;
  const isReserved = name.startsWith('mcp__') || RESERVED.includes(name);
  return isReserved ? `uses a reserved namespace: ${name}` : null;
}

function tableIn(features: unknown): Tree {
  const team = isTree(features) ? features.multi_agent_v2 : null;
  return isTree(team) ? team : {};
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
