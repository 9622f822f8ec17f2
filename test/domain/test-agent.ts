// An agent over a store in memory, a scripted model and a clock that stands still, with one connection listening.

import type { Agent, ConnectionId, LiveThread, TurnInput } from '../../src/domain/agent.js';
import type { Behaviour } from '../../src/domain/behaviour.js';
import { type AgentDeps, createAgent } from '../../src/domain/create-agent.js';
import type { DomainEvent } from '../../src/domain/events.js';
import type { FactStore } from '../../src/domain/facts/fact-store.js';
import type { ModelRetryPolicy } from '../../src/domain/ports.js';
import type { SettingsOverrides, ThreadSettings } from '../../src/domain/settings.js';
import type { UserInput } from '../../src/protocol/index.js';
import { type FakeClock, fakeClock, settled } from '../util/fake-clock.js';
import { newest } from './behaviours.js';
import { memoryFacts } from './memory-facts.js';
import { type MemoryStore, memoryStore } from './memory-store.js';
import { type ScriptedModel, scriptedModel } from './scripted-model.js';

export const SETTINGS: ThreadSettings = {
  model: 'gpt-test',
  modelProvider: 'stub',
  providerConfig: null,
  webSearch: null,
  serviceTier: null,
  cwd: '/work',
  approvalPolicy: 'on-request',
  approvalsReviewer: 'user',
  sandboxPolicy: { type: 'readOnly', networkAccess: false },
  accessRules: null,
  permissionProfile: null,
  effort: null,
  summary: null,
  personality: null,
  collaborationMode: null,
  baseInstructions: null,
  developerInstructions: null,
  features: {},
  projectInstructions: null,
  contextLimits: { window: null, compactAt: null },
};

export interface TestAgent {
  agent: Agent;
  model: ScriptedModel;
  store: MemoryStore;
  facts: FactStore;
  clock: FakeClock;
  /** What connection 1 has been told, oldest first. */
  events: DomainEvent[];
  /** Lets everything happen that is under way. */
  settled: () => Promise<void>;
  /** A thread that connection 1 listens to. */
  thread: (overrides?: SettingsOverrides, ephemeral?: boolean) => Promise<LiveThread>;
  /** Listens like a client that joined now. */
  listen: (connection: ConnectionId, threadId: string) => DomainEvent[];
}

export interface TestAgentOptions {
  behaviour?: Partial<Behaviour>;
  base?: Behaviour;
  policy?: Partial<ModelRetryPolicy>;
  store?: MemoryStore;
  deps?: Partial<AgentDeps>;
}

export function testAgent(options: TestAgentOptions = {}): TestAgent {
  const model = scriptedModel(options.policy);
  const store = options.store ?? memoryStore();
  const facts = options.deps?.facts ?? memoryFacts();
  const clock = fakeClock();
  const agent = createAgent({
    store,
    facts,
    model,
    clock,
    settings: {
      resolve: async ({ overrides, base }) => ({ ...SETTINGS, ...base, ...overrides }),
      instructions: () => null,
    },
    catalog: {
      refresh: () => Promise.resolve(),
      names: [],
      forAgents: [],
      facts: (name) => ({
        pictureDetail: 'original',
        contextWindow: null,
        efforts: [],
        defaultEffort: 'medium',
        supportsReasoning: true,
        known: name.startsWith('gpt'),
      }),
    },
    git: { read: async () => null },
    images: {
      read: async (path) =>
        path.endsWith('.png')
          ? { dataUrl: `data:image/png;base64,${path}` }
          : { problem: `cannot read ${path}`, isFile: false },
      view: async () => ({ problem: 'unreadable', detail: 'no images here', isFile: false }),
      sound: async () => ({ problem: 'no sounds here' }),
    },
    machine: {
      shell: 'bash',
      shellPath: '/bin/bash',
      shellNamed: (shell) => shell,
      timezone: () => 'Etc/UTC',
      date: () => '2026-01-02',
    },
    behaviour: { ...(options.base ?? newest), ...options.behaviour },
    cliVersion: '9.9.9',
    random: () => 0.5,
    ...options.deps,
  });
  const listen = (connection: ConnectionId, threadId: string | null): DomainEvent[] => {
    const heard: DomainEvent[] = [];
    agent.hub.attach(connection, (event) => heard.push(event));
    if (threadId !== null) agent.hub.subscribe(connection, threadId);
    return heard;
  };
  const events = listen(1, null);
  return {
    agent,
    model,
    store,
    facts,
    clock,
    events,
    settled: async () => {
      for (let i = 0; i < 5; i++) await settled();
    },
    async thread(overrides = {}, ephemeral = false) {
      const thread = await agent.startThread({ overrides, config: null, ephemeral, originator: 'test' });
      agent.hub.subscribe(1, thread.id);
      await settled();
      events.length = 0;
      return thread;
    },
    listen,
  };
}

export function say(words: string, more: Partial<TurnInput> = {}): TurnInput {
  return {
    input: [{ type: 'text', text: words, text_elements: [] }],
    clientUserMessageId: null,
    overrides: {},
    outputSchema: null,
    ...more,
  };
}

export function input(...parts: UserInput[]): TurnInput {
  return { input: parts, clientUserMessageId: null, overrides: {}, outputSchema: null };
}

/** One word per event: what it is, and about what. */
export function told(events: readonly DomainEvent[]): string[] {
  return events.map(({ event }) => {
    const { type } = event;
    if (type === 'threadStatusChanged') {
      const flags = event.status.type === 'active' ? event.status.activeFlags : [];
      return [event.status.type, ...flags].join(' ');
    }
    if (type === 'itemStarted' || type === 'itemCompleted') return `${type} ${event.item.type}`;
    if (type === 'agentMessageDelta') return `delta ${event.delta}`;
    if (type === 'turnCompleted') return `turnCompleted ${event.turn.status}`;
    if (type === 'turnError') return `turnError ${event.error.message}${event.willRetry ? ' (retried)' : ''}`;
    return type === 'tokenUsage' ? `tokenUsage ${event.usage.total.totalTokens}` : type;
  });
}
