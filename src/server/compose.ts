// Where adapters meet ports: the only file that knows both. Loaded after the handshake, so what it imports may take
// its time.

import { hostname } from 'node:os';
import path from 'node:path';
import {
  type Configuration,
  type ConfigurationOptions,
  createConfiguration,
  OverrideError,
  parseOverride,
  treeOfOverrides,
} from '../adapters/config/index.js';
import { createCommandRunner } from '../adapters/exec/index.js';
import { generatedImageFiles } from '../adapters/files/generated-image-files.js';
import { createHostFiles } from '../adapters/files/host-files.js';
import { createImageFileReader } from '../adapters/files/image-file-reader.js';
import { memoryFolders } from '../adapters/files/memory-folders.js';
import { createGitReader } from '../adapters/git/index.js';
import { hostFacts } from '../adapters/host/host-facts.js';
import { createResponsesClient } from '../adapters/model/responses-client.js';
import { createSpokenModels } from '../adapters/realtime/spoken-models.js';
import { createHomeFacts, createJsonlFactStore, createJsonlThreadStore } from '../adapters/store/index.js';
import type { BackendOptions } from '../backend/index.js';
import type { Behaviour } from '../domain/behaviour.js';
import { createAgent } from '../domain/create-agent.js';
import { createImportHistories } from '../domain/imports/import-histories.js';
import { OneOffCommands } from '../domain/one-off/one-off-commands.js';
import { createRemoteControl, type RemoteControl } from '../domain/remote/remote-control.js';
import type { AnyServerNotification, ConfigWarningNotification, Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { timeOrderedId } from '../util/ids.js';
import { behaviourOf } from './behaviour.js';
import { featuresOf } from './catalogue/features.js';
import { composeApps, composeAppsServer } from './compose-apps.js';
import { hasSwitches, isSwitchedOff, readerOf } from './compose-config.js';
import { composeExecutors } from './compose-executors.js';
import { composeFeedback } from './compose-feedback.js';
import { composeHooks } from './compose-hooks.js';
import { composeImports } from './compose-imports.js';
import { type ComposedLogins, composeLogins } from './compose-logins.js';
import { composeMcp } from './compose-mcp.js';
import { type ComposedModels, composeModels } from './compose-models.js';
import { composeNetwork } from './compose-network.js';
import { composePlugins } from './compose-plugins.js';
import { composeRules } from './compose-rules.js';
import { composeSkills } from './compose-skills.js';
import { composeTools } from './compose-tools.js';
import { lazyWalker } from './compose-walker.js';
import { databaseHome } from './database-home.js';
import { ServerError } from './errors.js';
import type { FlowGate } from './flow-gate.js';
import type { HostIdentity } from './host-identity.js';
import { installationId } from './installation-id.js';
import type { Interior } from './interior.js';
import type { Logger } from './logger.js';
import { paced } from './paced-model.js';
import type { CloudShelf } from './room.js';
import { loadWire } from './wire.js';

export interface ComposeInput {
  readonly profile: Profile;
  readonly host: HostIdentity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly flow: FlowGate;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  /** `key=value` of `-c`. */
  readonly config: readonly string[];
  readonly backendUrl: string | undefined;
  /** What the scripted backend of this server answers; makes it the provider whatever is configured. */
  readonly script: BackendOptions['script'] | undefined;
  readonly loginIssuer: string | undefined;
  readonly loginPorts: readonly number[] | undefined;
  readonly behaviour: Partial<Behaviour>;
}

/** Checks what `-c` and the administrator say before anything is started. @throws ServerError */
export function checkStart(input: ComposeInput): void {
  const configuration = configurationOf(input, ownProvider());
  const problem = configuration.flagsProblem();
  if (problem !== null) throw new ServerError('config_invalid', problem);
  const demands = configuration.demandsProblem();
  if (demands !== null) throw new ServerError('demands_invalid', demands);
}

/** Builds the interior of one server. @throws when the store or the backend cannot be used at all */
export async function composeInterior(input: ComposeInput): Promise<Interior> {
  const { profile, host, clock, logger, flow } = input;
  const commands = createCommandRunner({
    clock,
    guarded: [host.codexHome],
    absentMayAppear: !profile.quirks.absentFoldersAreProtected,
  });
  const [wire, upstream, sandboxProblem] = await Promise.all([
    loadWire(profile),
    findUpstream(input),
    commands.sandboxProblem(),
  ]);
  const { configuration, logins, catalog, onModels } = upstream;
  const { codexHome } = host;
  const databases = databaseHome(() => configuration.values(null), { ...input, codexHome });
  const store = createJsonlThreadStore({
    codexHome,
    databaseHome: databases,
    dialect: profile.name,
    clock,
  });
  const model = createResponsesClient({
    provider: (id, own) => configuration.provider(id, own),
    credentials: logins.credentials,
    workspace: (originator) => logins.workspace(originator),
    attestation: (threadId) => agent.attestations.forThread(threadId),
    onModels,
    sendsAnnotations: profile.quirks.annotationsGoBack,
    clock,
    userAgent: (originator) => host.modelUserAgent(originator),
    residency: () => configuration.residency(),
  });
  const config = readerOf(configuration, profile.name);
  const features = hasSwitches(configuration, input.cwd) ? await featuresOf(profile.name) : null;
  const knownFeatures = features === null ? undefined : new Set(features.rows.map(([name]) => name));
  const plugins = composePlugins(
    {
      ...input,
      onChange: () => {
        skills.pluginsChanged();
        mcp.reload();
      },
      serversOf: (threadId, key) => mcp.thread(threadId)?.serversOf(key) ?? [],
      appsOf: (threadId, ids) => mcp.thread(threadId)?.appsOf(ids) ?? [],
    },
    configuration,
  );
  const executors = composeExecutors(input);
  const skills = composeSkills(
    {
      ...input,
      plugins: plugins.inEffect,
      environments: executors.environments,
      onChange: () => agent.hub.emit({ scope: 'all', event: { type: 'skillsChanged' } }),
    },
    configuration,
  );
  const rules = composeRules({ host, logger, configuration, version: profile.name });
  const { runner, environments } = composeNetwork(
    input,
    { runner: commands, environments: executors.environments },
    { configuration, commandRules: rules.commandRules },
  );
  const rulesWarning = await rules.warning(path.resolve(input.cwd));
  const account = { configuration, client: logins.client, signedIn: () => logins.signedIn() };
  const appsServer = composeAppsServer({ ...input, ...account, plugins: plugins.inEffect });
  const mcp = composeMcp(
    { ...input, plugins: plugins.inEffect, apps: appsServer, environments, catalog },
    configuration,
  );
  const machine = hostFacts(input.env);
  const facts = createHomeFacts(createJsonlFactStore(codexHome), databases, clock);
  const gitReader = createGitReader();
  const unawaited = (thrown: unknown): void =>
    logger.log('error', 'Something failed that nobody waits for.', { detail: String(thrown) });
  const tools = composeTools(input, { catalog, runner, machine, rules, mcp, environments });
  const { shellPath } = machine;
  const hooks = composeHooks({ ...input, plugins: plugins.inEffect }, configuration, { shellPath, mcp });
  const agent = createAgent({
    store,
    facts,
    model: paced(model, flow),
    settings: configuration.settings,
    catalog,
    tools,
    environments,
    hooks,
    skills: skills.reader,
    plugins: plugins.reader,
    spoken: createSpokenModels({
      provider: (id, own) => configuration.provider(id, own),
      credentials: logins.credentials,
      values: (cwd) => configuration.values(cwd),
      userAgent: (originator) => host.modelUserAgent(originator),
      clock,
      isOlder: !profile.quirks.conversationsAreItems,
    }),
    agents: { roles: (cwd) => configuration.agentRoles(cwd) },
    git: gitReader,
    images: createImageFileReader(input.cwd),
    generatedImages: profile.quirks.generatedImagesAreItems ? generatedImageFiles(host.codexHome) : null,
    machine,
    clock,
    behaviour: { ...behaviourOf(profile.quirks), ...input.behaviour },
    cliVersion: profile.name,
    goalsAreOn: () => profile.quirks.threadsHaveGoals && !isSwitchedOff(configuration, 'goals'),
    onError: unawaited,
  });
  const accounts = logins.serve(agent, () => mcp.accountChanged());
  const remoteControl = createRemoteControl({
    server: () => ({ serverName: hostname(), installationId: installationId(host.codexHome) }),
    signedIn: () => logins.signedIn(),
    isForbidden: () => configuration.demands()?.tree.allow_remote_control === false,
    sink: agent.hub,
  });
  return {
    wire,
    agent,
    ...accounts,
    apps: composeApps({
      ...input,
      ...account,
      plugins: plugins.inEffect,
      server: appsServer,
      sink: agent.hub,
    }),
    remoteControl,
    clouds: lazyClouds(input.env),
    imports: composeImports(
      { ...input, configuration, plugins: plugins.shelf },
      {
        store,
        settings: configuration.settings,
        git: gitReader,
        clock,
        cliVersion: profile.name,
        newId: timeOrderedId,
        histories: createImportHistories(facts, clock),
        sink: agent.hub,
        onError: unawaited,
      },
    ),
    config,
    mcp,
    environments: executors.shelf,
    files: createHostFiles({ clock }),
    oneOff: {
      commands: new OneOffCommands(runner, clock),
      cwd: path.resolve(input.cwd),
      env: input.env,
      shellPath: machine.shellPath,
      diffToRemote: async (cwd) => (await git()).diffToRemote(path.resolve(input.cwd, cwd)),
      defaultConfines: () => configuration.confines(),
    },
    walker: lazyWalker(path.resolve(input.cwd)),
    skills: skills.shelf,
    hooks: hooks.shelf,
    plugins: plugins.shelf,
    feedback: composeFeedback(host.codexHome, configuration),
    codexHome: host.codexHome,
    memories: memoryFolders(host.codexHome),
    models: catalog,
    announcements: () =>
      announcements(input, configuration, {
        sandboxProblem,
        rulesWarning,
        remoteControl,
        knownFeatures,
      }),
    async close() {
      skills.close();
      accounts.gateways.close();
      await accounts.logins.shutdown();
      await agent.shutdown();
      await Promise.all([commands.close(), executors.close()]);
      await store.close();
      await upstream.close();
    },
  };
}

/** Loaded with the first question for a difference. */
const git = () => import('../adapters/git/diff-to-remote.js');

/** Loaded with the first question. */
function lazyClouds(env: ComposeInput['env']): CloudShelf {
  const load = () => import('../adapters/clouds/cloud-credentials.js');
  return {
    aws: async () => (await load()).awsCredentials(env),
    awsRegion: async (configured, id) => (await load()).awsRegion(env, configured, id),
    gcpFileProblem: async (path) => (await load()).gcpFileProblem(path),
  };
}

interface Upstream extends ComposedModels {
  readonly configuration: Configuration;
  readonly logins: ComposedLogins;
  close(): Promise<void>;
}

/** The configured provider; where none is configured, the backend that was named, or a scripted one of our own. */
async function findUpstream(input: ComposeInput): Promise<Upstream> {
  const nothing = () => Promise.resolve();
  if (input.backendUrl !== undefined) {
    return { ...(await withLogins(input, providerAt(input.backendUrl))), close: nothing };
  }
  if (input.script === undefined && namesProvider(configurationOf(input, ownProvider())))
    return { ...(await withLogins(input, [])), close: nothing };
  const { createBackend } = await import('../backend/index.js');
  const backend = await createBackend(input.script === undefined ? {} : { script: input.script }).listen();
  const given = [
    ...providerAt(backend.baseUrl),
    `chatgpt_base_url=${JSON.stringify(`${backend.url}/backend-api`)}`,
  ];
  return { ...(await withLogins(input, given, backend.issuerUrl)), close: () => backend.close() };
}

/** Configuration, credentials and models, each of which asks the others. */
async function withLogins(
  input: ComposeInput,
  given: readonly string[],
  ownIssuer?: string,
): Promise<Omit<Upstream, 'close'>> {
  let logins: ComposedLogins | undefined;
  let models: ComposedModels | undefined;
  const configuration = configurationOf(input, given, {
    signedIn: () => logins?.isSignedIn() ?? false,
    defaultModel: (provider) => models?.catalog.defaultModel(provider) ?? '',
  });
  logins = await composeLogins({ ...input, configuration, ownIssuer });
  models = composeModels({ ...input, configuration, logins });
  return { configuration, logins, ...models };
}

/** A configuration that cannot be read names one for all we know: threads will say what is wrong with it. */
function namesProvider(configuration: Configuration): boolean {
  try {
    return configuration.read({ includeLayers: false, cwd: null }).config.model_provider !== null;
  } catch {
    return true;
  }
}

/** Our own provider, chosen by nobody: single members of it may be set before it is there. */
function ownProvider(): string[] {
  const [, ...description] = providerAt('http://127.0.0.1/v1');
  return description;
}

/** Overrides that make a Responses API without accounts and retries the provider of all threads. */
function providerAt(baseUrl: string): string[] {
  return [
    'model_provider="astc"',
    'model_providers.astc.name="Scripted backend"',
    `model_providers.astc.base_url=${JSON.stringify(baseUrl)}`,
    'model_providers.astc.wire_api="responses"',
    'model_providers.astc.request_max_retries=0',
    'model_providers.astc.stream_max_retries=0',
  ];
}

/** `given` lies below what the caller overrides. */
function configurationOf(
  input: ComposeInput,
  given: readonly string[],
  others: Pick<ConfigurationOptions, 'signedIn' | 'defaultModel'> = { defaultModel: () => '' },
): Configuration {
  const { profile, host, env, cwd } = input;
  try {
    return createConfiguration({
      codexHome: host.codexHome,
      version: profile.name,
      flags: treeOfOverrides([...given, ...input.config].map(parseOverride)),
      env,
      cwd: path.resolve(cwd),
      knownSwitches: async () => (await featuresOf(profile.name)).rows.map(([name]) => name),
      ...others,
    });
  } catch (thrown) {
    if (!(thrown instanceof OverrideError)) throw thrown;
    throw new ServerError('config_invalid', thrown.message, { cause: thrown });
  }
}

function announcements(
  { profile }: ComposeInput,
  configuration: Configuration,
  found: {
    readonly sandboxProblem: string | null;
    readonly rulesWarning: ConfigWarningNotification | null;
    readonly remoteControl: RemoteControl;
    readonly knownFeatures: ReadonlySet<string> | undefined;
  },
): AnyServerNotification[] {
  const { sandboxProblem, rulesWarning } = found;
  const warnings = configuration.warnings(found.knownFeatures);
  if (rulesWarning !== null) warnings.push(rulesWarning);
  if (sandboxProblem !== null) warnings.push({ summary: sandboxProblem, details: null });
  const notices = warnings.map((params): AnyServerNotification => ({ method: 'configWarning', params }));
  if (!profile.quirks.remoteControlStatusAfterInitialize) return notices;
  return [...notices, { method: 'remoteControl/status/changed', params: found.remoteControl.status() }];
}
