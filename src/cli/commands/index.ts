// Every command by name. Only this table is read at start; a command's own file is loaded when it is called.

import type { AnyCommand } from '../command.js';

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** Not shown in the help: other commands call it. */
  readonly isHidden?: boolean;
  load(): Promise<AnyCommand>;
}

const SERVERS = 'Servers:';
const TALK = 'Talk to a server:';
const LOOK = 'Look at a server:';
const ACCOUNT = 'Accounts:';

export const commands: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'start an app-server in the background (ours, or --codex-bin)',
    group: SERVERS,
    load: async () => (await import('./serve.js')).command,
  },
  {
    name: 'app-server',
    summary: 'run our own app-server in the foreground, with the flags of the real one',
    group: SERVERS,
    load: async () => (await import('./app-server.js')).command,
  },
  {
    name: 'backend',
    summary: 'serve the scripted model that an app-server can use instead of a real one',
    group: SERVERS,
    load: async () => (await import('./backend.js')).command,
  },
  {
    name: 'send-message',
    summary: 'start a thread and send one message',
    group: TALK,
    load: async () => (await import('./send-message.js')).command,
  },
  {
    name: 'send-message-v2',
    summary: 'the same, with dynamic tools and the experimental API on request',
    group: TALK,
    load: async () => (await import('./send-message-v2.js')).command,
  },
  {
    name: 'resume-message-v2',
    summary: 'resume a thread and send one message',
    group: TALK,
    load: async () => (await import('./resume-message-v2.js')).command,
  },
  {
    name: 'send-follow-up-v2',
    summary: 'send two messages to one new thread',
    group: TALK,
    load: async () => (await import('./send-follow-up-v2.js')).command,
  },
  {
    name: 'thread-resume',
    summary: 'join a thread: what it holds, then what happens, until Ctrl-C',
    group: LOOK,
    load: async () => (await import('./thread-resume.js')).command,
  },
  {
    name: 'watch',
    summary: 'print everything the server sends, until Ctrl-C',
    group: LOOK,
    load: async () => (await import('./watch.js')).command,
  },
  {
    name: 'thread-list',
    summary: 'list the newest threads',
    group: LOOK,
    load: async () => (await import('./thread-list.js')).command,
  },
  {
    name: 'model-list',
    summary: 'list the models',
    group: LOOK,
    load: async () => (await import('./model-list.js')).command,
  },
  {
    name: 'config-read',
    summary: 'show the configuration in force',
    group: LOOK,
    load: async () => (await import('./config-read.js')).command,
  },
  {
    name: 'test-login',
    summary: 'sign in with ChatGPT through the server, in the browser or with a device code',
    group: ACCOUNT,
    load: async () => (await import('./test-login.js')).command,
  },
  {
    name: 'get-account-rate-limits',
    summary: "show what is left of the account's limits",
    group: ACCOUNT,
    load: async () => (await import('./get-account-rate-limits.js')).command,
  },
  {
    name: 'demo',
    summary: 'play the quickstart against our own server',
    group: SERVERS,
    isHidden: true,
    load: async () => (await import('./demo.js')).command,
  },
  {
    name: 'offline-backend',
    summary: 'the scripted backend behind serve --offline',
    group: SERVERS,
    isHidden: true,
    load: async () => (await import('./offline-backend.js')).command,
  },
];
