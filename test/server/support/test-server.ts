// A server for tests: the real domain and the real store behind the real wire, with a model played by hand and
// settings that come from nowhere.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFileWalker } from '../../../src/adapters/files/file-walker.js';
import { createHostFiles } from '../../../src/adapters/files/host-files.js';
import { memoryFolders } from '../../../src/adapters/files/memory-folders.js';
import { createJsonlFactStore, createJsonlThreadStore } from '../../../src/adapters/store/index.js';
import type { Agent } from '../../../src/domain/agent.js';
import type { Behaviour } from '../../../src/domain/behaviour.js';
import type { CommandRunner } from '../../../src/domain/command-ports.js';
import { createAgent } from '../../../src/domain/create-agent.js';
import { createImportHistories } from '../../../src/domain/imports/import-histories.js';
import type { ForeignSetups } from '../../../src/domain/imports/import-ports.js';
import { Imports } from '../../../src/domain/imports/imports.js';
import { createAccountSessions } from '../../../src/domain/login/account-sessions.js';
import { createLoginService } from '../../../src/domain/login/login-service.js';
import { OneOffCommands } from '../../../src/domain/one-off/one-off-commands.js';
import { builtInPolicy } from '../../../src/domain/permission-profiles.js';
import type { ModelClient, ToolRunner } from '../../../src/domain/ports.js';
import { createRemoteControl } from '../../../src/domain/remote/remote-control.js';
import type { Confines, SettingsResolver, ThreadSettings } from '../../../src/domain/settings.js';
import { type AnyServerNotification, loadProfile } from '../../../src/protocol/index.js';
import { behaviourOf } from '../../../src/server/behaviour.js';
import { composeExecutors } from '../../../src/server/compose-executors.js';
import type { ConnectionOptions } from '../../../src/server/connection.js';
import { FlowGate } from '../../../src/server/flow-gate.js';
import { hostIdentity } from '../../../src/server/host-identity.js';
import type { Interior } from '../../../src/server/interior.js';
import { DEFAULT_LIMITS, type ServerLimits } from '../../../src/server/limits.js';
import { type LogLevel, silentLogger } from '../../../src/server/logger.js';
import { paced } from '../../../src/server/paced-model.js';
import { ServerCore } from '../../../src/server/server-core.js';
import { loadWire } from '../../../src/server/wire.js';
import { createMemoryPair, type MemoryPairOptions } from '../../../src/transport/index.js';
import { type Clock, systemClock } from '../../../src/util/clock.js';
import { FakeRunner } from '../../domain/one-off/fake-runner.js';
import { usualCatalogue } from './catalogue.js';
import { FakeAccount } from './fake-account.js';
import { ManualModel } from './manual-model.js';
import { noGateways } from './no-gateways.js';
import { noMcp } from './no-mcp.js';
import { loadChecks, TestClient } from './test-client.js';

/** A machine on which no other agent has ever been. */
const NO_SETUPS: ForeignSetups = {
  detect: () => Promise.resolve({ items: [], connectors: [] }),
  connectors: () => Promise.resolve([]),
  take: () => Promise.resolve({ moved: [], failures: [] }),
  sessionFile: () => Promise.resolve(null),
  newSession: () => Promise.resolve(null),
  threadOf: () => Promise.resolve(null),
  recordSession: () => Promise.resolve(),
};

export const VERSIONS = ['0.169.0', '0.118.0'] as const;

export interface TestServerOptions {
  readonly version?: string;
  readonly model?: ModelClient;
  readonly tools?: ToolRunner;
  /** Runs the commands of clients. */
  readonly runner?: CommandRunner;
  readonly behaviour?: Partial<Behaviour>;
  readonly limits?: Partial<ServerLimits>;
  readonly clock?: Clock;
  readonly announcements?: readonly AnyServerNotification[];
  /** Changes the agent before the rooms see it. */
  readonly wrapAgent?: (agent: Agent) => Agent;
  readonly loadInterior?: (load: () => Promise<Interior>) => Promise<Interior>;
}

export interface TestServer {
  readonly core: ServerCore;
  readonly model: ManualModel;
  /** Who is signed in, and the logins of this server. */
  readonly account: FakeAccount;
  readonly home: string;
  readonly logs: { level: LogLevel; message: string; fields: object | undefined }[];
  /** A new connection, not initialized yet. */
  readonly open: (options?: Partial<ConnectionOptions> & MemoryPairOptions) => TestClient;
  /** A new connection that has shaken hands. */
  readonly connect: (capabilities?: object | null) => Promise<TestClient>;
  /** Fails if any frame to any client broke the schema. */
  close(): Promise<void>;
}

export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const profile = loadProfile(options.version);
  const home = mkdtempSync(path.join(tmpdir(), 'astc-server-'));
  const model = new ManualModel();
  const account = new FakeAccount();
  account.needsAuth = false;
  const flow = new FlowGate();
  const clock = options.clock ?? systemClock;
  const logs: TestServer['logs'] = [];
  const load = async (): Promise<Interior> => {
    const store = createJsonlThreadStore({ codexHome: home, dialect: profile.name, clock });
    const facts = createJsonlFactStore(home);
    const agent = createAgent({
      store,
      facts,
      model: paced(options.model ?? model, flow),
      settings: fixedSettings(home),
      catalog: {
        refresh: () => Promise.resolve(),
        names: [],
        forAgents: [],
        facts: () => ({
          contextWindow: 272_000,
          defaultEffort: null,
          supportsReasoning: true,
          efforts: [],
          known: true,
        }),
      },
      git: { read: () => Promise.resolve(null) },
      images: {
        read: () => Promise.resolve({ problem: 'no images here', isFile: false }),
        view: () => Promise.resolve({ problem: 'unreadable', detail: 'no images here' }),
        sound: () => Promise.resolve({ problem: 'no sounds here' }),
      },
      machine: {
        shell: 'bash',
        shellPath: '/bin/bash',
        shellNamed: (shell) => shell,
        timezone: () => 'UTC',
        date: () => '2026-01-01',
      },
      clock,
      behaviour: { ...behaviourOf(profile.quirks), ...options.behaviour },
      cliVersion: profile.name,
      ...(options.tools === undefined ? {} : { tools: options.tools }),
    });
    const logins = createLoginService({
      flows: account,
      credentials: account,
      policy: account,
      pages: account,
      workspaces: account,
      hidesRefused: profile.quirks.accountHiddenOnceRefused,
      logoutsAnswerFirst: profile.quirks.logoutsAnswerFirst,
      sink: agent.hub,
      clock,
    });
    return {
      wire: await loadWire(profile),
      agent: options.wrapAgent?.(agent) ?? agent,
      logins,
      models: usualCatalogue(profile),
      files: createHostFiles({ clock }),
      walker: createFileWalker(process.cwd()),
      mcp: noMcp(clock),
      environments: composeExecutors({ clock }).shelf,
      config: {
        read: () => Promise.reject(new Error('not needed here')),
        write: () => Promise.reject(new Error('not needed here')),
        notices: () => Promise.resolve({ deprecated: [], warnings: [], fresh: [] }),
        trustProject: () => Promise.resolve(),
        requirements: () => null,
        refusal: () => null,
        profileRefusal: () => null,
        denying: (confines) => confines,
        serviceTier: (wished) => wished,
        reviewer: (name) => name,
        mustBeReviewed: () => false,
        writeProvider: () => Promise.reject(new Error('not needed here')),
        provider: () => Promise.resolve({ id: 'stub', found: null }),
        features: () => ({}),
        providers: () => [],
        listedProviders: () => ({ data: [], defaultProviderId: '' }),
        permissionProfiles: () => [],
        profile: (name) => stubProfile(name),
        defaultProvider: () => 'stub',
        usualProvider: () => ({ cloud: null, capabilities: { imageGeneration: true, webSearch: true } }),
      },
      sessions: createAccountSessions({
        credentials: {
          current: () => account.current(),
          sessionId: () => null,
          moveTo: () => Promise.reject(new Error('nobody to ask')),
        },
        pages: {
          workspaces: () => Promise.reject(new Error('nobody to ask')),
          switchWorkspace: () => Promise.reject(new Error('nobody to ask')),
        },
        policy: account,
        workspaces: account,
        logins,
        closeThreads: () => Promise.resolve(),
        clock,
      }),
      gateways: noGateways(clock),
      apps: {
        areThere: () => false,
        list: () => Promise.resolve([]),
        described: () => Promise.resolve(null),
        installed: () => Promise.resolve([]),
        read: (_originator, { ids }) => Promise.resolve({ apps: [], missingAppIds: [...ids] }),
      },
      remoteControl: createRemoteControl({
        server: () => ({ serverName: 'here', installationId: 'installation' }),
        signedIn: () => account.current(),
        isForbidden: () => false,
        sink: agent.hub,
      }),
      clouds: {
        aws: () => Promise.resolve({ profiles: [], environmentCredentials: [] }),
        awsRegion: () => Promise.resolve({ region: 'us-east-1' }),
        gcpFileProblem: () => Promise.resolve(null),
      },
      imports: new Imports({
        setups: NO_SETUPS,
        threads: { keep: () => Promise.resolve(null) },
        histories: createImportHistories(facts, clock),
        sink: agent.hub,
        onError: () => {},
      }),
      hooks: { list: () => Promise.resolve([]) },
      feedback: { isEnabled: () => true, save: () => Promise.resolve(), keep: () => Promise.resolve() },
      plugins: noPlugins,
      skills: {
        list: () => Promise.resolve([]),
        setExtraRoots: () => undefined,
        switch: () => Promise.resolve(),
      },
      codexHome: home,
      memories: memoryFolders(home),
      oneOff: {
        commands: new OneOffCommands(options.runner ?? new FakeRunner(), clock),
        cwd: home,
        env: { PATH: '/bin', HOME: home },
        shellPath: '/bin/bash',
        diffToRemote: async () => null,
        defaultConfines: () => ({ sandboxPolicy: { type: 'readOnly' }, accessRules: null }),
      },
      announcements: () => options.announcements ?? [],
      async close() {
        await logins.shutdown();
        await agent.shutdown();
        await store.close();
      },
    };
  };
  const core = new ServerCore({
    profile,
    clock,
    flow,
    logger: { ...silentLogger, log: (level, message, fields) => logs.push({ level, message, fields }) },
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    host: hostIdentity({ codexHome: home, version: profile.name, env: {} }),
    loadInterior: () => options.loadInterior?.(load) ?? load(),
  });
  const checks = await loadChecks(profile);
  const clients: TestClient[] = [];
  const open: TestServer['open'] = ({ slowReader = 'wait', ...pair } = {}) => {
    const [near, far] = createMemoryPair(pair);
    core.connect(far, { slowReader });
    const client = new TestClient(near, checks);
    clients.push(client);
    return client;
  };
  return {
    core,
    model,
    account,
    home,
    logs,
    open,
    async connect(capabilities) {
      const client = open();
      await client.initialize(capabilities);
      return client;
    },
    async close() {
      await core.close('The test is over.');
      rmSync(home, { recursive: true, force: true });
      for (const client of clients) client.check();
    },
  };
}

function fixedSettings(cwd: string): SettingsResolver {
  const defaults: ThreadSettings = {
    model: 'gpt-test',
    modelProvider: 'stub',
    providerConfig: null,
    webSearch: null,
    serviceTier: null,
    cwd,
    approvalPolicy: 'on-request',
    approvalsReviewer: 'user',
    sandboxPolicy: { type: 'readOnly', networkAccess: false },
    accessRules: null,
    permissionProfile: { id: ':read-only', extends: null },
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
  return {
    resolve: ({ overrides, base }) => Promise.resolve({ ...defaults, ...base, ...overrides }),
    instructions: () => null,
  };
}

/** One text input. */
export function text(words: string): object[] {
  return [{ type: 'text', text: words, text_elements: [] }];
}

/** Lets everything that is ready happen. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

const noPlugins: Interior['plugins'] = {
  isOn: () => false,
  list: () => Promise.resolve({ marketplaces: [], marketplaceLoadErrors: [] }),
  read: () => Promise.reject(new Error('not needed here')),
  install: () => Promise.reject(new Error('not needed here')),
  uninstall: () => Promise.resolve(false),
  addMarketplace: () => Promise.reject(new Error('not needed here')),
  removeMarketplace: () => Promise.reject(new Error('not needed here')),
  upgradeMarketplaces: () => Promise.reject(new Error('not needed here')),
};

/** Of a configuration without profiles of its own. */
function stubProfile(name: string): Confines {
  const sandboxPolicy = builtInPolicy(name);
  if (sandboxPolicy !== null) {
    return { sandboxPolicy, accessRules: null, permissionProfile: { id: name, extends: null } };
  }
  throw new Error(
    name.startsWith(':')
      ? `default_permissions refers to unknown built-in profile \`${name}\``
      : 'default_permissions requires a `[permissions]` table',
  );
}
