import { beforeEach, expect, test } from 'vitest';
import type { ThreadTeam } from '../../../src/domain/agents/team-ports.js';
import type { ToolRunner } from '../../../src/domain/ports.js';
import { noTools } from '../../../src/domain/turn/tool-calls.js';
import { type Deferred, deferred } from '../../../src/util/deferred.js';
import { say, type TestAgent, testAgent } from '../test-agent.js';

const A_MINUTE_MS = 60_000;

let world: TestAgent;
let team: ThreadTeam | null;
let rootId: string;
let agentId: string;
/** Holds up the end of what is put away. */
let gate: Deferred<void> | null;

const tools: ToolRunner = {
  ...noTools,
  // Nobody else is given the team.
  offered(thread) {
    team ??= thread.team;
    return [];
  },
  release: async () => gate?.promise,
};

function teamOfRoot(): ThreadTeam {
  if (team === null) throw new Error('no team');
  return team;
}

async function answered(): Promise<void> {
  world.model.last.send({ type: 'completed', responseId: 'r', usage: null, reportedUsage: null });
  await world.settled();
}

/** What the agent's model has read so far, a text a request. */
const read = (): string[] =>
  world.model.responses
    .filter(({ request }) => request.threadId === agentId)
    .map(({ request }) => JSON.stringify(request.input));

/** Nobody watches the agent any more, and its time is over. */
async function putAway(): Promise<void> {
  await world.agent.unsubscribe(1, agentId);
  world.clock.advance(A_MINUTE_MS);
}

async function task(text: string): Promise<void> {
  const member = { id: agentId, path: '/root/one' };
  const deliver = await teamOfRoot().reach(member, 'task');
  deliver({ kind: 'task', text, turnId: 't' });
  await world.settled();
}

beforeEach(async () => {
  [team, gate] = [null, null];
  world = testAgent({ deps: { tools } });
  const root = await world.thread({ features: { multi_agent_v2: true } });
  rootId = root.id;
  root.startTurn(say('go')).begin();
  await world.settled();
  await answered();
  const role = { name: 'default', description: null, nicknames: null, overrides: {} };
  const wish = { name: 'one', message: 'first', role, model: undefined, effort: undefined, forks: false };
  const spawned = await teamOfRoot().spawn({ ...wish, turnId: 't' });
  agentId = spawned.id;
  spawned.begin();
  await world.settled();
  await answered();
  expect(read()).toHaveLength(1);
});

test('a task for an agent that is being put away is done when it is back', async () => {
  gate = deferred();
  await putAway();
  const sent = task('second');
  await world.settled();
  expect(read()).toHaveLength(1);
  gate.resolve();
  await sent;
  expect(read()[1]).toContain('second');
});

test('a task for an agent that leaves just before it is sent is done when it is back', async () => {
  const member = { id: agentId, path: '/root/one' };
  const deliver = await teamOfRoot().reach(member, 'task');
  await putAway();
  deliver({ kind: 'task', text: 'second', turnId: 't' });
  await world.settled();
  expect(read()[1]).toContain('second');
});

test('whoever sends a task to an agent that is gone for good is told', async () => {
  const member = { id: agentId, path: '/root/one' };
  const deliver = await teamOfRoot().reach(member, 'task');
  await putAway();
  await world.settled();
  world.store.threads.delete(agentId);
  deliver({ kind: 'task', text: 'second', turnId: 't' });
  await world.settled();
  expect(JSON.stringify(teamOfRoot().mail.take())).toContain('Agent errored');
  expect(read()).toHaveLength(1);
});

test('an agent that was archived by itself is found and set to work, and stays archived', async () => {
  await world.agent.archiveThread(agentId);
  expect(await teamOfRoot().find('one')).toEqual({ id: agentId, path: '/root/one' });
  await task('second');
  expect(read()[1]).toContain('second');
  expect(world.store.threads.get(agentId)?.archived).toBe(true);
  const isLoaded = (): boolean => world.agent.loadedThreadIds().includes(agentId);
  await expect(world.agent.archiveThread(agentId)).rejects.toMatchObject({
    failure: { code: 'rolloutNotFound' },
  });
  expect(isLoaded()).toBe(true);
  await world.agent.archiveThread(rootId);
  expect(isLoaded()).toBe(false);
});
