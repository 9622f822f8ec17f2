// What the notes on the protocol ask of a server, row by row, and which scenarios hold servers to it: read by
// conformance-coverage.ts, which shows the table and fails when a rule has no scenario or names one there is not.

/** By page and section, such as `app-server C.1`; within, by the rule: ids of scenarios, a blank between them. */
export const RULES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'app-server C.1': {
    'A connection is ready with the answer to initialize; initialized is not waited for':
      'handshake/initialized-is-optional handshake/early-notifications-are-ignored',
    'Each connection has its own handshake, opt-in and opt-outs':
      'handshake/each-connection-has-its-own gating/capability-is-per-connection handshake/opt-out-is-per-connection',
    'initialize comes once, and first':
      'handshake/initialize-twice handshake/not-initialized every-method/before-the-handshake',
    'Opt-outs are exact names, unknown ones are ignored': 'handshake/opt-out',
    'Opt-outs never silence answers, errors or questions': 'handshake/opt-out-spares-answers',
    'Opt-outs that are no list are an invalid request': 'handshake/opt-out-must-be-a-list',
    'Experimental methods, members and values need the capability':
      'gating/method gating/field gating/granular-approval gating/persist-history-name every-method/without-opt-in',
    'An experimental member that is null, false or empty needs none':
      'gating/field gating/empty-dynamic-tools',
    'Decoding comes first, then the handshake, then the gate':
      'handshake/decode-before-handshake gating/decode-comes-first',
    'Params are mandatory but for four methods':
      'codes/missing-params codes/params-not-needed config/mcp-reload config/requirements',
  },
  'app-server C.2': {
    '-32600 is whatever the caller did wrong':
      'codes/wrong-type codes/thread-ids every-method/missing-field every-method/wrong-type every-method/unknown-thread every-method/unknown-id',
    '-32602 is for a few checks of meaning': 'codes/input-too-large exec/refusals catalogue/skills-config',
    '-32603 is a failure of the server':
      'fs/read-and-write exec/refusals account/credentials-cannot-be-saved account/busy-callback-ports',
    '-32001 is overload': 'codes/overload',
    'An unknown method is -32600, not -32601': 'codes/unknown-method',
    'Errors carry data in a few cases only':
      'codes/input-too-large steer/refusals config/value-write-refusals',
  },
  'app-server C.3': {
    'A burst that fits the queue is served whole': 'codes/burst',
    'What does not fit is refused, and the connection goes on': 'codes/overload',
    'A WebSocket client that does not read may be cut off and hinders nobody': 'websocket/slow-reader',
    'A stdio client that does not read makes the server wait': 'stdio/slow-reader',
    'A slow method does not hold up what comes after it': 'codes/slow-methods-let-others-pass',
    'A broadcast may overtake an answer, but only on other connections': 'threads/broadcasts threads/start',
  },
  'app-server C.4': {
    'Other --listen values end with code 2 and say why':
      'websocket/bad-listen-url websocket/unsupported-listen-url',
    'The banner says where it listens': 'websocket/banner',
    'Probes are 200 without a body and without authentication; POST is 405':
      'websocket/probes auth/capability-token',
    'An Origin header is 403, before authentication': 'websocket/origin auth/origin-before-token',
    'Any path upgrades; a plain GET of another is 400': 'websocket/any-path websocket/no-upgrade',
    'Text frames alone are messages, one each; pings are answered':
      'websocket/binary-and-ping websocket/one-document-a-frame',
    'A frame beyond the ceiling ends its connection': 'websocket/oversize-frame',
    'Listening beyond this machine without authentication': 'websocket/beyond-loopback',
    'A capability token lets its bearer in; three ways to be refused':
      'auth/capability-token auth/token-in-the-query',
    'A signed token: algorithm, expiry, start': 'auth/signed-token',
    'A signed token: skew': 'auth/signed-token auth/no-skew',
    'A signed token: issuer and audience': 'auth/issuer-and-audience auth/no-skew',
    'Flags that do not go together keep it from starting':
      'auth/flags-without-mode auth/flags-of-two-modes auth/bad-flags auth/skew-out-of-range',
    'Secrets that cannot be read, are empty or too short keep it from starting':
      'auth/missing-token-file auth/empty-token-file auth/short-secret',
  },
  'app-server C.5': {
    'The end of stdin ends a stdio server, also during a turn':
      'lifetime/stdin-ends lifetime/stdin-ends-during-a-turn',
    'A listener outlives its clients, and so do threads':
      'lifetime/threads-outlive-connections lifetime/command-outlives-clients lifetime/listener-ignores-stdin',
    'Signals end a stdio server, also during a turn':
      'lifetime/stdio-int-and-hup lifetime/stdio-term lifetime/stdio-signal-during-a-turn',
    'Signals end an idle listener at once, with code 0': 'lifetime/idle-listener-stops',
    'A listener with a turn drains': 'lifetime/listener-drains',
    'A second signal forces the end': 'lifetime/second-signal-forces',
    'SIGHUP ends a listener or, later, lets it drain': 'lifetime/listener-and-hup',
  },
  'app-server C.6': {
    'A trace is taken and not echoed; a malformed one makes the frame none': 'framing/trace',
  },
  'app-server D.4': {
    'A text turn': 'turns/plain-text turns/token-usage turns/rate-limits turns/started-and-completed',
    'A message: start, deltas, end': 'turns/deltas-add-up turns/message-without-deltas',
    Reasoning: 'turns/reasoning turns/raw-reasoning',
    'Token usage of each round': 'turns/token-usage-of-each-round',
    'A command that needs consent': 'approvals/command-accept tools/command-output',
    'A first try in the sandbox that fails is asked about': 'approvals/on-failure',
    'A declined command': 'approvals/command-decline',
    'A cancelled command': 'approvals/command-cancel',
    'Consent for the session': 'approvals/accept-for-session approvals/patch-for-session',
    'Consent with a rule': 'approvals/amendment',
    'Commands that only read': 'approvals/trusted-commands',
    'Nobody may be asked': 'approvals/never-escalates',
    'The model decides who is asked': 'approvals/on-request',
    'A command that runs on after its yield, and its input':
      'tools/terminal-interaction tools/command-outlives-its-turn',
    'A patch that needs consent': 'approvals/patch-accept tools/patch-output',
    'A patch that does not fit': 'tools/patch-that-does-not-fit',
    'A declined patch': 'approvals/patch-declined-once',
    'A plan is told, and is no item': 'tools/plan',
    'A tool of the client': 'tools/dynamic',
    'A question to the user': 'approvals/user-input questions/plan-mode questions/refused',
    'A proposed plan': 'turns/proposed-plan',
    'A turn that fails': 'failures/bad-request failures/status-after-failure',
    'A request that is tried again': 'failures/retries-are-told',
    'Steered input': 'steer/running-turn turns/second-start-while-running',
  },
  'app-server D.6': {
    'A loaded thread can be resumed idle or running, and twice':
      'rejoin/idle-thread rejoin/running-turn rejoin/reader-is-not-subscribed',
    'Overrides are ignored': 'rejoin/idle-thread',
    'A history or another path is refused': 'rejoin/mismatched-path',
    'The answer holds the running turn, with what is open in it':
      'rejoin/running-turn rejoin/running-command rejoin/streaming-message-is-not-in-the-answer',
    'Open questions are asked again': 'approvals/replayed-to-a-joiner',
    'Only the joiner hears of it': 'rejoin/only-the-joiner-hears',
    'A turn of somebody who is not subscribed': 'turns/not-subscribed',
    'From disk: model and effort of the last turn': 'resume/keeps-its-model resume/from-disk',
    'From disk: nothing is appended': 'resume/changes-nothing',
    'From disk: an unfinished turn is interrupted': 'resume/unfinished-turn',
    'From disk: noted git data wins': 'list/names-and-git threads/metadata',
    'From a history: a new thread': 'resume/from-history resume/empty-history resume/path-wins',
  },
  'app-server D.7': {
    'Start, fork, resume and a detached review subscribe':
      'threads/start subscriptions/fork-subscribes rejoin/running-turn review/detached',
    'The last unsubscribe ends the thread of 0.118.0':
      'subscriptions/last-one-closes subscriptions/unsubscribe-during-a-turn',
    'A thread stays loaded for others': 'subscriptions/not-the-last subscriptions/unsubscribe',
    'A later version unloads it after a minute, or the delay that is configured':
      'subscriptions/idle-thread-unloads subscriptions/idle-thread-of-the-departed subscriptions/idle-thread-after-a-minute',
    'A dropped connection leaves all as it is':
      'rejoin/turn-goes-on-without-clients approvals/outlives-its-clients',
    'An archived thread is shut down without thread/closed': 'threads/archive',
  },
  'app-server D.8': {
    'Open questions are resolved': 'interrupt/pending-approval',
    'A running shell_command is killed': 'interrupt/running-command',
    'What a turn no longer waits for runs on': 'interrupt/processes-survive',
    'The model is told of it next time': 'interrupt/next-turn-works',
    'What was said in part is lost': 'interrupt/running-turn interrupt/is-stored',
  },
  'app-server E.4': {
    'Order: creation or last change, newest first': 'list/pages list/sort-key',
    'Order: ties by id': 'list/same-second',
    'Pages of 25, at most 100, at least one': 'list/pages list/limit',
    'Cursors are opaque, null at the end, and refused when malformed': 'list/pages list/cursor',
    Providers: 'list/providers',
    'Sources, and sub-agents of every kind': 'list/sources list/sub-agents',
    'Working folder': 'list/cwd',
    Archive: 'list/archived threads/unarchive',
    'Search term': 'list/search',
    'Live status, names and noted git state': 'list/status-of-loaded-threads list/names-and-git',
    'Ephemeral threads and such without a message are left out': 'list/without-first-message list/shell-only',
  },
  'login 4.1': {
    'Types and their answers': 'account/login-types account/api-key account/external-tokens',
    'Tokens from outside need the capability': 'gating/external-tokens',
    'Tokens from outside shut out other logins': 'account/external-auth-is-active',
    'One way of login may be forced': 'account/forced-api account/forced-chatgpt',
    'A key that cannot be saved': 'account/credentials-cannot-be-saved',
    'A login server that cannot start': 'account/busy-callback-ports',
    'An issuer without device login, or one that fails': 'account/device-login-not-enabled',
    'A forced workspace': 'account/forced-workspace',
    'A token that is none': 'account/bad-external-token',
  },
  'login 4.2': {
    'A key, outside tokens and a logout end what waits':
      'account/one-login-at-a-time account/browser-login-replaced',
    'A new login replaces the old one once it has started': 'account/one-login-at-a-time',
    'A second browser login takes the port of the first': 'account/browser-login-replaced',
  },
  'login 4.3': {
    Success: 'account/device-login account/browser-login account/api-key account/external-tokens',
    'An error of the browser': 'account/browser-login-denied account/browser-callback-refusals',
    'Cancelled or replaced':
      'account/browser-login-starts account/browser-login-replaced account/device-login-is-cancelled',
    'A device login that fails': 'account/device-login-fails account/device-login-cannot-be-saved',
    'A browser that does not come within ten minutes': 'account/browser-login-times-out',
    'Order on success: completed, then updated':
      'account/device-login account/browser-login account/api-key account/external-tokens',
    'Nothing but completed on failure': 'account/device-login-cannot-be-saved account/browser-login-denied',
  },
  'login 4.4': {
    'No uuid is refused': 'account/cancel-unknown',
    'The active one is cancelled': 'account/device-login-is-cancelled account/browser-login-starts',
    'Another one is notFound': 'account/cancel-unknown',
  },
  'login 4.5': {
    'Answer, then updated without a mode': 'account/logout',
    'It ends a login that waits': 'account/one-login-at-a-time',
    'A logout that fails': 'account/credentials-cannot-be-saved',
  },
};
