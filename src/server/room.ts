// A room is one family of methods: a name, and a function from what the server has to its handlers.
// The keys type the handlers, so a handler of a method that does not exist does not compile.

import type { Agent, ConnectionId } from '../domain/agent.js';
import type { Apps } from '../domain/apps/apps.js';
import type { ProviderAccess } from '../domain/credential-ports.js';
import type { EnvironmentStatus } from '../domain/environments/environment-ports.js';
import type { Feedback } from '../domain/feedback.js';
import type { HostFiles } from '../domain/files/host-files.js';
import type { Gateways } from '../domain/gateway/gateways.js';
import type { Imports } from '../domain/imports/imports.js';
import type { AccountSessions } from '../domain/login/account-sessions.js';
import type { LoginService } from '../domain/login/login-service.js';
import type { McpServers } from '../domain/mcp/mcp-servers.js';
import type { OneOffCommands } from '../domain/one-off/one-off-commands.js';
import type { Capabilities, Cloud } from '../domain/provider-facts.js';
import type { RemoteControl } from '../domain/remote/remote-control.js';
import type { FileWalker } from '../domain/search/file-search.js';
import type { Confines, SettingsOverrides, SettingsResolver } from '../domain/settings.js';
import type { RequestId } from '../jsonrpc/message.js';
import type {
  AnyServerNotification,
  ApprovalsReviewer,
  ClientMethod,
  ConfigWarningNotification,
  HooksListEntry,
  Model,
  ParamsOf,
  Profile,
  ResultOf,
  SkillsListEntry,
} from '../protocol/index.js';
import type { Reply } from './reply.js';

/** Who a connection said it is, at initialize. */
interface ClientIdentity {
  readonly name: string;
  readonly version: string;
}

/** What initialize settles for one connection. */
export interface Negotiated {
  readonly client: ClientIdentity;
  readonly experimentalApi: boolean;
  /** Whether the client offers to attest before the model is asked under an account. */
  readonly attests: boolean;
  /** Whether the client starts sign-ins at gateways itself, instead of any request that needs one. */
  readonly signsInAtGateways: boolean;
  readonly optOut: ReadonlySet<string>;
}

/** The one request a handler is handling. */
export interface RequestContext {
  readonly method: string;
  /** As the client numbered it. */
  readonly requestId: RequestId;
  readonly connection: ConnectionId;
  /** What the thread and the model are told the client is called. */
  readonly originator: string;
  /** Aborted when the client has gone, or has said its last word: for what must not outlive the connection. */
  readonly closed: AbortSignal;
  /** Tells this connection alone; called in a handler, it precedes the answer. */
  notify(notification: AnyServerNotification): void;
  /** Puts a question of the domain to this connection again, under the id it already has. */
  ask(question: { id: number; method: string; params: unknown }): void;
}

/** What handlers may use. */
export interface RoomDeps {
  readonly profile: Profile;
  readonly agent: Agent;
  readonly logins: LoginService;
  readonly sessions: AccountSessions;
  readonly gateways: Gateways;
  readonly apps: Apps;
  readonly remoteControl: RemoteControl;
  readonly clouds: CloudShelf;
  readonly imports: Imports;
  readonly config: ConfigReader;
  readonly mcp: McpServers;
  readonly environments: EnvironmentShelf;
  readonly files: HostFiles;
  readonly oneOff: OneOffHost;
  readonly walker: FileWalker;
  readonly skills: SkillShelf;
  readonly hooks: HookShelf;
  readonly plugins: PluginShelf;
  readonly feedback: FeedbackShelf;
  /** Absolute. */
  readonly codexHome: string;
  /** What was written down to be remembered. */
  readonly memories: { empty(): Promise<void> };
  readonly models: ModelShelf;
}

/** The models there are. */
interface ModelShelf {
  /** Hidden ones included. */
  list(): readonly Model[];
  /** Asks what models there are, on behalf of this client, where that is due. Never throws. */
  refresh(originator: string): Promise<void>;
}

/** What this machine has of other vendors' credentials. */
type AwsSettings = Omit<
  Extract<ResultOf<'modelProvider/list'>['data'][number]['settings'], { type: 'bedrock' }>,
  'type'
>;

export interface CloudShelf {
  aws(): Promise<ResultOf<'account/bedrock/discover'>>;
  /** The region of what is configured, or that this machine is set up for. `problem`: why there is none. */
  awsRegion(
    configured: AwsSettings,
    providerId: string,
  ): Promise<{ readonly region: string } | { readonly problem: string }>;
  /** Null for a file that could hold some. */
  gcpFileProblem(path: string): Promise<string | null>;
}

/** Commands that clients run for themselves, and what those of them get that say nothing of it. */
/** What clients do with environments besides choosing them. */
export interface EnvironmentShelf {
  /** Ids of those that were added, in that order. */
  added(): readonly string[];
  /** What is wrong with adding it; null when it is added. One of the same id is replaced. */
  add(wanted: ParamsOf<'environment/add'>): Promise<string | null>;
  /** Null for one nobody has added. */
  status(environmentId: string): EnvironmentStatus | null;
  /** What is there, once that is known; null for one nobody has added. @throws Error with the reason */
  info(environmentId: string): Promise<{ shell: { name: string; path: string }; cwd: string | null } | null>;
}

interface OneOffHost {
  readonly commands: OneOffCommands;
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The shell of the account, an absolute path. */
  readonly shellPath: string;
  /** What the folder's repository holds that its remote does not; null: that cannot be said. */
  diffToRemote(cwd: string): Promise<{ sha: string; diff: string } | null>;
  /** The configured one. @throws DomainError `configInvalid` */
  defaultConfines(): Pick<Confines, 'sandboxPolicy' | 'accessRules'>;
}

/** The hooks that are configured, as clients list them. */
export interface HookShelf {
  /** One entry per folder. */
  list(cwds: readonly string[]): Promise<HooksListEntry[]>;
}

/** Plug-ins and marketplaces of this machine. All throw RpcErrors with the real server's texts. */
export interface PluginShelf {
  /** Whether the configuration allows any. */
  isOn(): boolean;
  /** What marketplaces of the user, of the configuration and of these folders offer; nothing while they are off. */
  list(
    folders: readonly string[],
  ): Promise<Pick<ResultOf<'plugin/list'>, 'marketplaces' | 'marketplaceLoadErrors'>>;
  read(marketplacePath: string, name: string): Promise<ResultOf<'plugin/read'>['plugin']>;
  /** Resolves with when one has to sign in at its apps. `first` is done once nothing speaks against it, and may throw. */
  install(
    marketplacePath: string,
    name: string,
    first?: () => void,
  ): Promise<ResultOf<'plugin/install'>['authPolicy']>;
  /** False: that is no `plugin@marketplace`, but may be the id of a remote one. */
  uninstall(key: string, first?: () => void): Promise<boolean>;
  addMarketplace(source: {
    readonly source: string;
    readonly refName: string | null;
    readonly sparsePaths: readonly string[];
  }): Promise<ResultOf<'marketplace/add'>>;
  removeMarketplace(name: string): Promise<ResultOf<'marketplace/remove'>>;
  /** Null: all that come from repositories. */
  upgradeMarketplaces(name: string | null): Promise<ResultOf<'marketplace/upgrade'>>;
}

/** What users say of their experience; it is kept on this machine. */
export interface FeedbackShelf {
  /** Whether the configuration allows sending. @throws RpcError while it cannot be read */
  isEnabled(): boolean;
  /** `path` is absolute, and nothing is there yet. @throws Error that says why it could not be written */
  save(feedback: Feedback, path: string): Promise<void>;
  /** Where this server keeps what others would send. @throws Error that says why it could not be written */
  keep(feedback: Feedback): Promise<void>;
}

/** The skills on this machine, as clients list and switch them. */
export interface SkillShelf {
  /** One entry per folder; `extra` names more folders of the user's to look in. */
  list(cwds: readonly string[], extra: ReadonlyMap<string, readonly string[]>): Promise<SkillsListEntry[]>;
  /** Looks into these as well from now on; absolute. */
  setExtraRoots(roots: readonly string[]): void;
  /** @throws RpcError when the configuration cannot be written */
  switch(selector: { path: string } | { name: string }, enabled: boolean): Promise<void>;
}

/** Settings under their former names, and in words what else is odd about some. */
export interface SettingNotices {
  readonly deprecated: readonly { readonly summary: string; readonly details: string }[];
  readonly warnings: readonly string[];
  /** What the handshake would tell of this thread's settings and has not told of the server's. */
  readonly fresh: readonly ConfigWarningNotification[];
}

type NamedProvider = ProviderAccess & { readonly name: string };

/** The layers of configuration, as config/read shows them. */
export interface ConfigReader {
  read(options: { includeLayers: boolean; cwd: string | null }): Promise<ResultOf<'config/read'>>;
  /** What is to be told of the settings of a thread that is about to be loaded with these. */
  notices(input: Parameters<SettingsResolver['resolve']>[0]): Promise<SettingNotices>;
  /** Before a thread starts in a folder that was asked for. */
  trustProject(input: Parameters<SettingsResolver['resolve']>[0]): Promise<void>;
  /** What an administrator demands. @throws RpcError where that cannot be read */
  requirements(): ResultOf<'configRequirements/read'>['requirements'];
  /** Why an administrator forbids one of these; null where none is forbidden. */
  refusal(
    wishes: Pick<SettingsOverrides, 'approvalPolicy' | 'approvalsReviewer' | 'sandboxPolicy'>,
  ): string | null;
  /** What a wish for a service tier, null for none, comes to in the active version. */
  serviceTier(wished: string | null): string | null;
  /** A reviewer of approvals as the active version names it. */
  reviewer(name: ApprovalsReviewer): ApprovalsReviewer;
  /** Whether an administrator lets the model work only where a model reviews what it wants to do. */
  mustBeReviewed(model: string): boolean;
  /** @throws RpcError with the real server's texts */
  write(edits: ParamsOf<'config/batchWrite'>): Promise<ResultOf<'config/batchWrite'>>;
  /** @throws RpcError while the configuration cannot be read */
  features(): Readonly<Record<string, boolean>>;
  /** @throws RpcError with the real server's texts */
  writeProvider(
    settings: ParamsOf<'modelProvider/config/write'>['settings'],
  ): Promise<ResultOf<'modelProvider/config/write'>['provider']>;
  /**
   * The provider of that name, or of threads that name none; null where none is configured so.
   * @throws DomainError `configInvalid` while no thread could start
   */
  provider(named: string | null): Promise<{ readonly id: string; readonly found: NamedProvider | null }>;
  /** As `modelProvider/list` shows them, of a usable configuration. */
  providers(): ResultOf<'modelProvider/list'>['data'];
  /** The same of any. @throws RpcError for one that is no TOML */
  listedProviders(): Pick<ResultOf<'modelProvider/list'>, 'data' | 'defaultProviderId'>;
  /** The built-in ones and the configured ones. */
  permissionProfiles(cwd: string | null): { id: string; description: string | null; allowed: boolean }[];
  /** What one of them, or one that is built in, lets commands in a folder touch. @throws Error that says why it cannot be had */
  profile(name: string, cwd: string | null): Confines;
  /** Why an administrator lets nobody have it there; null where somebody may. */
  profileRefusal(name: string, cwd: string | null): string | null;
  /** The same without what an administrator lets nobody read. */
  denying(confines: Confines): Confines;
  /** Id of the provider of threads that name none. */
  defaultProvider(): string;
  /**
   * That provider. @throws RpcError that says what `failed` and why, while no thread could start
   */
  usualProvider(failed: string): { readonly cloud: Cloud | null; readonly capabilities: Capabilities };
}

type Outcome<Result> = Result | Reply<Result> | Promise<Result | Reply<Result>>;

/** Handles one method: translates params, calls one domain function, translates the result. */
type Handler<M extends ClientMethod> = (params: ParamsOf<M>, context: RequestContext) => Outcome<ResultOf<M>>;

export type Handlers = { readonly [M in ClientMethod]?: Handler<M> };

export interface Room<H extends Handlers = Handlers> {
  readonly name: string;
  readonly open: (deps: RoomDeps) => H;
}

/** A family of methods; `name` is their first segment. */
export function defineRoom<H extends Handlers>(name: string, open: (deps: RoomDeps) => H): Room<H> {
  return { name, open };
}
