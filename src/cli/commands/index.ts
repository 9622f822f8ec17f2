// Every command by name. Only this table is read at start; a command's own file is loaded when it is called.

import type { CommandEntry } from '../command.js';

const SERVERS = 'Servers:';
const TALK = 'Talk to a server:';
const APPROVALS = 'Approvals and tools:';
const LOOK = 'Look at a server:';
const ACCOUNT = 'Accounts:';
const RECORDINGS = 'Recordings and load:';
const VERSIONS = 'The protocol itself:';

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
    name: 'call',
    summary: 'call any method, and show what follows until it is done',
    group: TALK,
    load: async () => (await import('./call.js')).command,
  },
  {
    name: 'repl',
    summary: 'a prompt: call methods, talk to a thread, answer questions in place',
    group: TALK,
    load: async () => (await import('./repl.js')).command,
  },
  {
    name: 'send-follow-up-v2',
    summary: 'send two messages to one new thread',
    group: TALK,
    load: async () => (await import('./send-follow-up-v2.js')).command,
  },
  {
    name: 'trigger-cmd-approval',
    summary: 'a turn in which the server must ask before it runs a command',
    group: APPROVALS,
    load: async () => (await import('./trigger-cmd-approval.js')).command,
  },
  {
    name: 'trigger-patch-approval',
    summary: 'a turn in which the server must ask before it changes a file',
    group: APPROVALS,
    load: async () => (await import('./trigger-patch-approval.js')).command,
  },
  {
    name: 'no-trigger-cmd-approval',
    summary: 'a turn that runs a command and must not ask',
    group: APPROVALS,
    load: async () => (await import('./no-trigger-cmd-approval.js')).command,
  },
  {
    name: 'trigger-zsh-fork-multi-cmd-approval',
    summary: 'a command line whose commands must each be asked about',
    group: APPROVALS,
    load: async () => (await import('./trigger-zsh-fork-multi-cmd-approval.js')).command,
  },
  {
    name: 'thread-increment-elicitation',
    summary: 'pause the time-outs of a thread: one more person is waited for',
    group: APPROVALS,
    load: async () => (await import('./thread-increment-elicitation.js')).command,
  },
  {
    name: 'thread-decrement-elicitation',
    summary: 'take one such pause back',
    group: APPROVALS,
    load: async () => (await import('./thread-decrement-elicitation.js')).command,
  },
  {
    name: 'live-elicitation-timeout-pause',
    summary: 'prove that a waiting person pauses the time-out of a command',
    group: APPROVALS,
    load: async () => (await import('./live-elicitation-timeout-pause.js')).command,
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
    name: 'list',
    summary: 'every method of a version, and who sends it',
    group: VERSIONS,
    load: async () => (await import('./list.js')).command,
  },
  {
    name: 'describe',
    summary: 'what a method takes and gives, with an example',
    group: VERSIONS,
    load: async () => (await import('./describe.js')).command,
  },
  {
    name: 'conform',
    summary: 'check a server against what the protocol requires of it',
    group: VERSIONS,
    load: async () => (await import('./conform.js')).command,
  },
  {
    name: 'drift',
    summary: 'what changed between two versions, and for whom it breaks',
    group: VERSIONS,
    load: async () => (await import('./drift.js')).command,
  },
  {
    name: 'lint',
    summary: 'check the traffic of a connection for rules that no schema tells',
    group: VERSIONS,
    load: async () => (await import('./lint.js')).command,
  },
  {
    name: 'record',
    summary: 'run a server, or a client and its server, and keep what the two say',
    group: RECORDINGS,
    load: async () => (await import('./record.js')).command,
  },
  {
    name: 'tap',
    summary: 'stand between any client and a server, and record them or put faults in',
    group: RECORDINGS,
    load: async () => (await import('./tap.js')).command,
  },
  {
    name: 'replay',
    summary: 'play a recording as the server, or as the client of a live one',
    group: RECORDINGS,
    load: async () => (await import('./replay.js')).command,
  },
  {
    name: 'diff',
    summary: 'what differs between two recorded sessions',
    group: RECORDINGS,
    load: async () => (await import('./diff.js')).command,
  },
  {
    name: 'doctor',
    summary: 'check everything an app-server needs on this machine, with a fix for each fault',
    group: SERVERS,
    load: async () => (await import('./doctor.js')).command,
  },
  {
    name: 'complete',
    summary: 'a script that completes commands, methods and fields in your shell',
    group: VERSIONS,
    load: async () => (await import('./complete.js')).command,
  },
  {
    name: 'show',
    summary: 'a recording for people: threads, turns, items, times',
    group: RECORDINGS,
    load: async () => (await import('./show.js')).command,
  },
  {
    name: 'redact',
    summary: 'a recording without what must not be shared',
    group: RECORDINGS,
    load: async () => (await import('./redact.js')).command,
  },
  {
    name: 'export',
    summary: 'a recording as HAR, Markdown, HTML or a session of tsung',
    group: RECORDINGS,
    load: async () => (await import('./export.js')).command,
  },
  {
    name: 'load',
    summary: 'many connections, threads and turns from this machine, and what they took',
    group: RECORDINGS,
    load: async () => (await import('./load.js')).command,
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
