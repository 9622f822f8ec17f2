// A room is one family of methods: a name, and a function from what the server has to its handlers.
// The keys type the handlers, so a handler of a method that does not exist does not compile.

import type { Agent, ConnectionId } from '../domain/agent.js';
import type { LoginService } from '../domain/login/login-service.js';
import type {
  AnyServerNotification,
  ClientMethod,
  Model,
  ParamsOf,
  Profile,
  ResultOf,
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
  readonly optOut: ReadonlySet<string>;
}

/** The one request a handler is handling. */
export interface RequestContext {
  readonly method: string;
  readonly connection: ConnectionId;
  /** What the thread and the model are told the client is called. */
  readonly originator: string;
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
  readonly config: ConfigReader;
  /** The catalogue, hidden models included. */
  readonly models: readonly Model[];
}

/** The layers of configuration, as config/read shows them. */
export interface ConfigReader {
  read(options: { includeLayers: boolean; cwd: string | null }): Promise<ResultOf<'config/read'>>;
  /** Id of the provider of threads that name none. */
  defaultProvider(): string;
  /** Whether that provider wants an OpenAI account. */
  requiresOpenaiAuth(): boolean;
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
