// Where adapters meet ports: the only file that knows both. Loaded after the handshake, so what it imports may take
// its time.

import { hostname } from 'node:os';
import path from 'node:path';
import {
  ConfigUnreadable,
  type Configuration,
  createConfiguration,
  OverrideError,
  parseOverride,
  treeOfOverrides,
} from '../adapters/config/index.js';
import { imageFileReader } from '../adapters/files/image-file-reader.js';
import { createGitReader } from '../adapters/git/index.js';
import { hostFacts } from '../adapters/host/host-facts.js';
import { createResponsesClient } from '../adapters/model/responses-client.js';
import { createJsonlThreadStore } from '../adapters/store/index.js';
import type { Behaviour } from '../domain/behaviour.js';
import { createAgent } from '../domain/create-agent.js';
import type { ModelCatalog } from '../domain/ports.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { AnyServerNotification, Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { behaviourOf } from './behaviour.js';
import { modelFact, modelsOf } from './catalogue/build-models.js';
import { type ComposedLogins, composeLogins } from './compose-logins.js';
import { ServerError } from './errors.js';
import type { FlowGate } from './flow-gate.js';
import type { HostIdentity } from './host-identity.js';
import { installationId } from './installation-id.js';
import type { Interior } from './interior.js';
import type { Logger } from './logger.js';
import { paced } from './paced-model.js';
import type { ConfigReader } from './room.js';
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
  readonly loginIssuer: string | undefined;
  readonly loginPorts: readonly number[] | undefined;
  readonly behaviour: Partial<Behaviour>;
}

/** Checks what `-c` says before anything is started. @throws ServerError `config_invalid` */
export function checkOverrides(input: ComposeInput): void {
  const problem = configurationOf(input, []).flagsProblem();
  if (problem !== null) throw new ServerError('config_invalid', problem);
}

/** Builds the interior of one server. @throws when the store or the backend cannot be used at all */
export async function composeInterior(input: ComposeInput): Promise<Interior> {
  const { profile, host, clock, logger, flow } = input;
  const [wire, upstream] = await Promise.all([loadWire(profile), findUpstream(input)]);
  const { configuration, logins } = upstream;
  const store = createJsonlThreadStore({
    codexHome: host.codexHome,
    dialect: profile.name,
    clock,
  });
  const model = createResponsesClient({
    provider: (id) => configuration.provider(id),
    credentials: logins.credentials,
    clock,
    userAgent: (originator) => host.modelUserAgent(originator),
  });
  const agent = createAgent({
    store,
    model: paced(model, flow),
    settings: configuration.settings,
    catalog: catalogOf(profile),
    git: createGitReader(),
    images: imageFileReader,
    machine: hostFacts(input.env),
    clock,
    behaviour: { ...behaviourOf(profile.quirks), ...input.behaviour },
    cliVersion: profile.name,
    onError: (thrown) =>
      logger.log('error', 'Something failed that nobody waits for.', { detail: String(thrown) }),
  });
  const loginService = logins.serve(agent);
  return {
    wire,
    agent,
    logins: loginService,
    config: readerOf(configuration),
    models: modelsOf(profile.name),
    announcements: () => announcements(input, configuration),
    async close() {
      await loginService.shutdown();
      await agent.shutdown();
      await store.close();
      await upstream.close();
    },
  };
}

interface Upstream {
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
  // Members of our own provider may be set before it is there.
  const [, ...description] = providerAt('http://127.0.0.1/v1');
  if (namesProvider(configurationOf(input, description)))
    return { ...(await withLogins(input, [])), close: nothing };
  const { createBackend } = await import('../backend/index.js');
  const backend = await createBackend().listen();
  const given = [
    ...providerAt(backend.baseUrl),
    `chatgpt_base_url=${JSON.stringify(`${backend.url}/backend-api`)}`,
  ];
  return { ...(await withLogins(input, given, backend.issuerUrl)), close: () => backend.close() };
}

/** Configuration and credentials, each of which asks the other. */
async function withLogins(
  input: ComposeInput,
  given: readonly string[],
  ownIssuer?: string,
): Promise<Pick<Upstream, 'configuration' | 'logins'>> {
  let logins: ComposedLogins | undefined;
  const configuration = configurationOf(input, given, () => logins?.isSignedIn() ?? false);
  logins = await composeLogins({ ...input, configuration, ownIssuer });
  return { configuration, logins };
}

/** A configuration that cannot be read names one for all we know: threads will say what is wrong with it. */
function namesProvider(configuration: Configuration): boolean {
  try {
    return configuration.read({ includeLayers: false, cwd: null }).config.model_provider !== null;
  } catch {
    return true;
  }
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
  signedIn?: () => boolean,
): Configuration {
  const { profile, host, env, cwd } = input;
  const models = modelsOf(profile.name);
  try {
    return createConfiguration({
      codexHome: host.codexHome,
      version: profile.name,
      flags: treeOfOverrides([...given, ...input.config].map(parseOverride)),
      env,
      cwd: path.resolve(cwd),
      defaultModel: models.find((model) => model.isDefault)?.id ?? '',
      ...(signedIn === undefined ? {} : { signedIn }),
    });
  } catch (thrown) {
    if (!(thrown instanceof OverrideError)) throw thrown;
    throw new ServerError('config_invalid', thrown.message, { cause: thrown });
  }
}

function readerOf(configuration: Configuration): ConfigReader {
  return {
    async read(options) {
      try {
        return configuration.read(options);
      } catch (thrown) {
        if (!(thrown instanceof ConfigUnreadable)) throw thrown;
        throw new RpcError(RpcCode.internalError, thrown.message, { cause: thrown });
      }
    },
    defaultProvider: () => configuration.defaultProvider(),
    requiresOpenaiAuth: () => configuration.provider(configuration.defaultProvider()).requiresOpenaiAuth,
  };
}

function catalogOf(profile: Profile): ModelCatalog {
  return {
    facts(model) {
      const fact = modelFact(profile.name, model);
      return {
        contextWindow: null,
        defaultEffort: fact?.defaultEffort ?? null,
        supportsReasoning: fact !== undefined,
        known: fact !== undefined,
      };
    },
  };
}

function announcements(
  { profile, host }: ComposeInput,
  configuration: Configuration,
): AnyServerNotification[] {
  const found = configuration
    .warnings()
    .map((params): AnyServerNotification => ({ method: 'configWarning', params }));
  if (!profile.quirks.remoteControlStatusAfterInitialize) return found;
  return [
    ...found,
    {
      method: 'remoteControl/status/changed',
      params: {
        status: 'disabled',
        serverName: hostname(),
        installationId: installationId(host.codexHome),
        environmentId: null,
      },
    },
  ];
}
