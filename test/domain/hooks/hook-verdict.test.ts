import { describe, expect, test } from 'vitest';
import type { HookExit } from '../../../src/domain/hooks/hook.js';
import { judgeHook } from '../../../src/domain/hooks/hook-verdict.js';
import type { HookEventName } from '../../../src/protocol/index.js';

const said = (out: unknown, code = 0, stderr = ''): HookExit => ({
  type: 'exited',
  code,
  stdout: typeof out === 'string' ? out : JSON.stringify(out),
  stderr,
});

const judge = (event: HookEventName, exit: HookExit, toolHooksSayMore = true) =>
  judgeHook(event, exit, { timeoutSec: 7, rules: { toolHooksSayMore } });

const BLOCKABLE: readonly HookEventName[] = ['userPromptSubmit', 'preToolUse', 'postToolUse', 'stop'];

describe('a hook that ran', () => {
  test.each([
    [{ type: 'timedOut' } as const, 'hook timed out after 7s'],
    [{ type: 'killed' } as const, 'hook exited without a status code'],
    [{ type: 'failed', message: 'no shell' } as const, 'no shell'],
    [said('', 1, 'why'), 'hook exited with code 1'],
  ])('fails and wants nothing when it came to no good end: %j', (exit, text) => {
    for (const event of BLOCKABLE) {
      const { status, entries, wish } = judge(event, exit);
      expect([status, entries]).toEqual(['failed', [{ kind: 'error', text }]]);
      expect(wish.blocked).toBeNull();
    }
  });

  test('blocks with code 2 and a reason, and fails without one', () => {
    for (const event of BLOCKABLE) {
      expect(judge(event, said('', 2, ' no \n')).wish.blocked).toBe('no');
      expect(judge(event, said('', 2)).status).toBe('failed');
    }
    expect(judge('sessionStart', said('', 2, 'no')).status).toBe('failed');
  });

  test('adds plain text to what the model knows only where text is read', () => {
    expect(judge('sessionStart', said(' text\n')).wish.context).toBe('text');
    expect(judge('preToolUse', said('text'))).toMatchObject({ status: 'completed', entries: [] });
    expect(judge('stop', said('text')).status).toBe('failed');
  });

  test('is void altogether with one member that nobody knows', () => {
    for (const event of BLOCKABLE) {
      const { status, wish } = judge(event, said({ decision: 'block', reason: 'no', nobody: 1 }));
      expect([status, wish.blocked]).toEqual(['failed', null]);
    }
  });

  test('ends everything where it says so, and may not before a tool', () => {
    const stop = said({ continue: false, stopReason: 'enough' });
    expect(judge('stop', stop).wish.stopped).toBe('enough');
    expect(judge('userPromptSubmit', stop).status).toBe('stopped');
    expect(judge('preToolUse', stop)).toMatchObject({ status: 'failed', wish: { stopped: null } });
  });

  test('changes the input of a tool only with leave, and only in newer versions', () => {
    const allow = said({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'allow',
        updatedInput: { command: 'x' },
      },
    });
    expect(judge('preToolUse', allow).wish.updatedInput).toEqual({ command: 'x' });
    expect(judge('preToolUse', allow, false).status).toBe('failed');
  });

  test('shows a warning even when the rest is refused', () => {
    const { entries } = judge('preToolUse', said({ systemMessage: 'mind', suppressOutput: true }));
    expect(entries.map(({ kind }) => kind)).toEqual(['warning', 'error']);
  });

  test('stops a compaction and cannot do more to it', () => {
    for (const event of ['preCompact', 'postCompact'] as const) {
      const name = event === 'preCompact' ? 'PreCompact' : 'PostCompact';
      expect(judge(event, said({ continue: false })).wish.stopped).toBe(`${name} hook stopped execution`);
      expect(judge(event, said('', 2, ' complaint ')).entries).toEqual([
        { kind: 'error', text: 'complaint' },
      ]);
      expect(judge(event, said('', 2)).entries[0]?.text).toBe('hook exited with code 2');
      expect(judge(event, said({ decision: 'block', reason: 'no' })).status).toBe('failed');
      expect(judge(event, said('text'))).toMatchObject({ status: 'completed', entries: [] });
    }
  });

  test('adds to what an agent knows, and does not keep it from starting', () => {
    expect(judge('subagentStart', said('text')).wish.context).toBe('text');
    const stop = said({ continue: false, stopReason: 'enough' });
    expect(judge('subagentStart', stop)).toMatchObject({ status: 'completed', wish: { stopped: null } });
    expect(judge('subagentStop', said({ decision: 'block', reason: 'go on' })).wish.blocked).toBe('go on');
    expect(judge('subagentStop', said('text')).status).toBe('failed');
  });

  test('is only told of the end of a session', () => {
    const end = judge('sessionEnd', said({ continue: false }, 0, 'complaint'));
    expect(end).toMatchObject({ status: 'completed', entries: [{ kind: 'error', text: 'complaint' }] });
    expect(end.wish.stopped).toBeNull();
  });

  test('lets a tool be used without a question, or says no with a reason', () => {
    const asked = (decision: object) =>
      judge(
        'permissionRequest',
        said({ hookSpecificOutput: { hookEventName: 'PermissionRequest', decision } }),
      );
    expect(asked({ behavior: 'allow' }).wish).toMatchObject({ allowed: true, blocked: null });
    expect(asked({ behavior: 'deny', message: ' ' }).wish.blocked).toBe(
      'PermissionRequest hook denied approval',
    );
    expect(asked({ behavior: 'deny', message: 'no' }).wish.blocked).toBe('no');
    for (const more of [{ interrupt: true }, { updatedInput: {} }, { updatedPermissions: [] }]) {
      expect(asked({ behavior: 'allow', ...more })).toMatchObject({
        status: 'failed',
        wish: { allowed: false },
      });
    }
  });
});
