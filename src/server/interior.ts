// The part of the server that takes time to load: configuration, agent, store, decoder. The handshake does not
// wait for it; every other request does.

import type { Agent } from '../domain/agent.js';
import type { ImportHistories } from '../domain/facts/import-histories.js';
import type { HostFiles } from '../domain/files/host-files.js';
import type { AccountSessions } from '../domain/login/account-sessions.js';
import type { LoginService } from '../domain/login/login-service.js';
import type { McpServers } from '../domain/mcp/mcp-servers.js';
import type { RemoteControl } from '../domain/remote/remote-control.js';
import type { FileWalker } from '../domain/search/file-search.js';
import type { AnyServerNotification, Model } from '../protocol/index.js';
import type { CloudShelf, ConfigReader, FeedbackShelf, HookShelf, OneOffHost, SkillShelf } from './room.js';
import type { Wire } from './wire.js';

export interface Interior {
  readonly wire: Wire;
  readonly agent: Agent;
  readonly logins: LoginService;
  readonly sessions: AccountSessions;
  readonly remoteControl: RemoteControl;
  readonly clouds: CloudShelf;
  readonly imports: ImportHistories;
  readonly config: ConfigReader;
  readonly mcp: McpServers;
  readonly files: HostFiles;
  readonly oneOff: OneOffHost;
  readonly walker: FileWalker;
  readonly skills: SkillShelf;
  readonly hooks: HookShelf;
  readonly feedback: FeedbackShelf;
  /** Absolute. */
  readonly codexHome: string;
  /** What was written down to be remembered. */
  readonly memories: { empty(): Promise<void> };
  readonly models: readonly Model[];
  /** What a connection is told right after its handshake. */
  announcements(): readonly AnyServerNotification[];
  /** Ends turns, closes logs and whatever was started for this server. Never rejects. */
  close(): Promise<void>;
}
