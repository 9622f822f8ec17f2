import { describe, expect, it } from 'vitest';
import { ownEnv, plainEnv } from '../../../src/domain/tools/exec/command-env.js';
import { loadProfile } from '../../../src/protocol/index.js';
import { toolRulesOf } from '../../../src/server/tool-rules.js';

const env = { TERM: 'vt100', PAGER: 'less', CODEX_VERSION: 'x', CODEX_THREAD_ID: 'y' };
const caller = { threadId: 'thread', sessionId: 'session' };
const newest = { env, rules: toolRulesOf(loadProfile('0.169.0')) };
const oldest = { env, rules: toolRulesOf(loadProfile('0.118.0')) };

describe('the environment of commands', () => {
  it('asks for nothing that needs a person, but for what a login shell brings back', () => {
    const callId = 'call';
    const plain = plainEnv(oldest, caller, { callId, isLogin: false });
    expect(plain).toMatchObject({ TERM: 'dumb', PAGER: 'cat', NO_COLOR: '1', CODEX_CI: '1' });
    const login = plainEnv(oldest, caller, { callId, isLogin: true });
    expect(login).toMatchObject({ TERM: 'vt100', PAGER: 'less', NO_COLOR: '1', CODEX_CI: '1' });
  });

  it('names thread, session, call and version, whatever the server was started with', () => {
    const call = plainEnv(newest, caller, { callId: 'call', isLogin: true });
    expect(call).toMatchObject({
      CODEX_THREAD_ID: 'thread',
      CODEX_SESSION_ID: 'session',
      CODEX_TOOL_CALL_ID: 'call',
      CODEX_VERSION: '0.169.0',
    });
    expect(ownEnv(newest, caller)).not.toHaveProperty('CODEX_TOOL_CALL_ID');
  });

  it('names the thread alone in the older version', () => {
    expect(ownEnv(oldest, caller)).toEqual({ ...env, CODEX_THREAD_ID: 'thread' });
  });
});
