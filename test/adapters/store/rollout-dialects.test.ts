import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRolloutDecoder } from '../../../src/adapters/store/rollout-decoder.js';
import { createRolloutEncoder, dialectNamed } from '../../../src/adapters/store/rollout-encoder.js';
import { linesOf } from '../../../src/adapters/store/rollout-file.js';
import { metaOf as readMeta } from '../../../src/adapters/store/session-meta.js';
import type { HistoryRecord } from '../../../src/domain/records.js';
import type { DynamicToolSpec } from '../../../src/protocol/index.js';
import { agentMessage, anyRecord, metaOf, NOON, plain, turn, userMessage } from './support.js';

const meta = metaOf(1, { baseInstructions: 'be brief' });

function encoder(name: '0.118.0' | '0.169.0') {
  return createRolloutEncoder({ dialect: dialectNamed(name), meta, nextOrdinal: 0, now: () => NOON });
}

function decoded(text: string): HistoryRecord[] {
  return linesOf(Buffer.from(text)).lines.flatMap(createRolloutDecoder(meta));
}

function parsed(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe.each(['0.118.0', '0.169.0'] as const)('the rollout dialect of %s', (name) => {
  it('gives back every record exactly as it was written', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 8 }), (records) => {
        const writer = encoder(name);
        expect(decoded(writer.head() + writer.encode(records))).toEqual(plain(records));
      }),
      { numRuns: 300 },
    );
  });

  it('writes a plain turn without carrying any record beside its own words', () => {
    expect(encoder(name).encode(turn('t1', 'hello', 'hi there'))).not.toContain('"record"');
  });

  it('tells a failed turn in the words of both versions', () => {
    const error = {
      message: 'no',
      codexErrorInfo: { httpConnectionFailed: { httpStatusCode: 401 } },
      additionalDetails: null,
      misalignment: null,
    };
    const events = parsed(
      encoder(name).encode([
        { type: 'turnStarted', turnId: 't1', at: NOON, contextWindow: null },
        { type: 'turnFailed', turnId: 't1', error, at: NOON },
        { type: 'turnCompleted', turnId: 't1', lastAgentMessage: null, at: NOON + 1500 },
      ]),
    ).map((line) => line.payload);
    const words = { message: 'no', codex_error_info: { http_connection_failed: { http_status_code: 401 } } };
    expect(events[1]).toMatchObject({ type: 'error', ...words });
    expect(events[2]).toMatchObject({
      type: 'task_complete',
      turn_id: 't1',
      error: words,
      duration_ms: 1500,
    });
  });

  it('writes what was said by voice as 0.169.0 does', () => {
    const item = {
      id: 'i',
      realtimeSessionId: 's',
      type: 'realtimeSessionClosed',
      outcome: 'failed',
    } as const;
    const [line] = parsed(encoder(name).encode([{ type: 'realtimeItem', item }]));
    expect(line).toMatchObject({
      type: 'realtime_item',
      payload: { id: 'i', realtime_session_id: 's', type: 'realtime_session_closed', outcome: 'failed' },
    });
  });

  it('keeps the tools of the client', () => {
    const lookup = {
      type: 'function',
      name: 'lookup',
      description: 'finds',
      inputSchema: { type: 'object' },
    } as const;
    const late = { ...lookup, name: 'late', deferLoading: true } as const;
    const group: DynamicToolSpec = {
      type: 'namespace',
      name: 'group',
      description: 'of them',
      tools: [lookup],
    };
    const writer = createRolloutEncoder({
      dialect: dialectNamed(name),
      meta: { ...meta, dynamicTools: [lookup, late, group] },
      nextOrdinal: 0,
      now: () => NOON,
    });
    const [head] = parsed(writer.head());
    const kept = [lookup, late, ...(name === '0.118.0' ? [] : [group])];
    expect(readMeta(head?.payload, () => NOON)?.dynamicTools).toEqual(kept);
    const broken = { ...(head?.payload as object), dynamic_tools: [null, 3, {}, { type: 'namespace' }] };
    expect(readMeta(broken, () => NOON)).not.toHaveProperty('dynamicTools');
  });

  it('skips lines of types it does not know', () => {
    const lines = [
      '{"timestamp":"2026-11-20T10:00:00.000Z","type":"world_state","payload":{"full":true}}',
      '{"timestamp":"2026-11-20T10:00:00.000Z","type":"event_msg","payload":{"type":"brand_new"}}',
      '{"timestamp":"2026-11-20T10:00:00.000Z","type":"event_msg","payload":{"type":"item_completed","item":{"type":"New"}}}',
      '{"type":"event_msg","payload":null}',
      'not json',
      '',
    ];
    expect(decoded(`${lines.join('\n')}\n`)).toEqual([]);
  });
});

describe('a reader of rollouts', () => {
  it('survives any JSON in the place of what it expects', () => {
    const types = ['session_meta', 'turn_context', 'response_item', 'event_msg', 'compacted', 'other'];
    const events = [
      ...['task_started', 'task_complete', 'turn_aborted', 'error', 'thread_rolled_back', 'token_count'],
      ...['item_completed', 'user_message', 'agent_message', 'agent_reasoning', 'exec_command_end'],
      ...['patch_apply_end', 'mcp_tool_call_end', 'web_search_end', 'dynamic_tool_call_response'],
      'thread_settings_applied',
    ];
    const items = ['UserMessage', 'AgentMessage', 'Reasoning', 'CommandExecution', 'FileChange', 'WebSearch'];
    const members = [
      ...['type', 'id', 'content', 'item', 'info', 'rate_limits', 'error', 'changes', 'command', 'duration'],
      ...['model', 'sandbox_policy', 'approval_policy', 'thread_settings', 'replacement_history', 'result'],
    ];
    const payload = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.constantFrom(...events, ...items),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom(...members), tie('value'), { maxKeys: 5 }),
      ),
    })).value;
    const anyLine = fc.record({
      timestamp: fc.constantFrom('2026-11-20T10:00:00Z', 7),
      type: fc.constantFrom(...types),
      payload,
    });
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 4 }), (lines) => {
        const text = lines.map((value) => `${JSON.stringify(value)}\n`).join('');
        expect(Array.isArray(decoded(text))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the rollout dialect of 0.169.0', () => {
  it('numbers its lines, and follows each item by what 0.118.0 would show it from', () => {
    const writer = encoder('0.169.0');
    const lines = parsed(
      writer.head() +
        writer.encode([
          { type: 'itemCompleted', turnId: 't1', item: userMessage('u1', 'hello'), at: NOON },
          { type: 'itemCompleted', turnId: 't1', item: agentMessage('a1', 'hi'), at: NOON },
        ]),
    );
    expect(lines.map((line) => line.ordinal)).toEqual([0, 1, 2, 3, 4]);
    expect(lines[0]?.payload).toMatchObject({ id: meta.id, session_id: meta.id, history_mode: 'paginated' });
    expect(lines[1]?.payload).toMatchObject({
      type: 'item_completed',
      thread_id: meta.id,
      turn_id: 't1',
      item: { type: 'UserMessage', id: 'u1', content: [{ type: 'text', text: 'hello' }] },
    });
    expect(lines[2]?.payload).toMatchObject({ type: 'user_message', message: 'hello', images: [] });
    expect(lines[4]?.payload).toMatchObject({ type: 'agent_message', message: 'hi' });
  });
});

describe('files of the real 0.118.0', () => {
  const line = (type: string, payload: unknown): string =>
    `${JSON.stringify({ timestamp: '2026-11-20T10:00:00.000Z', type, payload })}\n`;

  it('leave ids open that the file does not have', () => {
    const text =
      line('event_msg', { type: 'task_started', turn_id: 't1', model_context_window: 5 }) +
      line('event_msg', {
        type: 'user_message',
        message: 'hello',
        images: ['data:x'],
        local_images: ['/a.png'],
        text_elements: [],
      }) +
      line('event_msg', { type: 'agent_reasoning', text: 'think' }) +
      line('event_msg', { type: 'task_complete', turn_id: 't1', last_agent_message: null });
    expect(decoded(text)).toEqual([
      { type: 'turnStarted', turnId: 't1', at: NOON, contextWindow: 5 },
      {
        type: 'itemCompleted',
        turnId: '',
        at: NOON,
        item: {
          type: 'userMessage',
          id: '',
          clientId: null,
          content: [
            { type: 'text', text: 'hello', text_elements: [] },
            { type: 'image', url: 'data:x' },
            { type: 'localImage', path: '/a.png' },
          ],
        },
      },
      {
        type: 'itemCompleted',
        turnId: '',
        at: NOON,
        item: { type: 'reasoning', id: '', summary: ['think'], content: [] },
      },
      { type: 'turnCompleted', turnId: 't1', lastAgentMessage: null, at: NOON },
    ]);
  });

  it('keep commands and patches of extended history by call id', () => {
    const text =
      line('event_msg', {
        type: 'exec_command_end',
        call_id: 'call_1',
        process_id: '96070',
        turn_id: 't1',
        command: ['/bin/bash', '-lc', 'echo hi; cat hello.txt'],
        cwd: '/w',
        parsed_cmd: [{ type: 'read', cmd: 'cat hello.txt', name: 'hello.txt', path: 'hello.txt' }],
        source: 'unified_exec_startup',
        aggregated_output: 'hi\n',
        exit_code: 0,
        duration: { secs: 1, nanos: 23_000_000 },
        status: 'completed',
      }) +
      line('event_msg', {
        type: 'patch_apply_end',
        call_id: 'call_2',
        turn_id: 't1',
        success: true,
        changes: {
          '/w/b': { type: 'update', unified_diff: '@@', move_path: '/w/c' },
          '/w/a': { type: 'add', content: 'one\n' },
        },
        status: 'completed',
      });
    expect(decoded(text)).toMatchObject([
      {
        turnId: 't1',
        item: {
          id: 'call_1',
          command: "/bin/bash -lc 'echo hi; cat hello.txt'",
          cwd: '/w',
          source: 'unifiedExecStartup',
          durationMs: 1023,
          commandActions: [{ type: 'read', command: 'cat hello.txt' }],
        },
      },
      {
        item: {
          id: 'call_2',
          changes: [
            { path: '/w/a', kind: { type: 'add' }, diff: 'one\n' },
            { path: '/w/b', kind: { type: 'update', move_path: '/w/c' }, diff: '@@\n\nMoved to: /w/c' },
          ],
        },
      },
    ]);
  });

  it('do not take an error beside the turn for its failure', () => {
    const harmless = { active_turn_not_steerable: { turn_kind: 'review' } };
    expect(
      decoded(
        line('event_msg', { type: 'error', message: 'x', codex_error_info: 'thread_rollback_failed' }) +
          line('event_msg', { type: 'error', message: 'x', codex_error_info: harmless }),
      ),
    ).toEqual([]);
  });
});

describe('files of the real 0.169.0', () => {
  const line = (type: string, payload: unknown): string =>
    `${JSON.stringify({ timestamp: '2026-11-20T10:00:00.000Z', ordinal: 1, type, payload })}\n`;

  it('strip bookkeeping from model items and keep the turn it names', () => {
    const text = line('response_item', {
      type: 'message',
      id: 'm1',
      role: 'user',
      content: [],
      internal_chat_message_metadata_passthrough: { turn_id: 't1' },
    });
    expect(decoded(text)).toEqual([
      { type: 'modelItem', turnId: 't1', item: { type: 'message', id: 'm1', role: 'user', content: [] } },
    ]);
  });

  it('take over settings applied between turns', () => {
    const text =
      line('turn_context', {
        turn_id: 't1',
        cwd: '/w',
        approval_policy: 'never',
        sandbox_policy: { type: 'danger-full-access' },
        model: 'one',
        summary: 'none',
      }) +
      line('event_msg', {
        type: 'thread_settings_applied',
        thread_settings: {
          model: 'two',
          model_provider_id: 'p2',
          service_tier: 'flex',
          approval_policy: 'untrusted',
          cwd: '/x',
          reasoning_effort: 'low',
          personality: 'friendly',
          permission_profile: {
            type: 'managed',
            file_system: { type: 'restricted', entries: [] },
            network: 'enabled',
          },
          active_permission_profile: { id: 'p', extends: 'q' },
        },
      });
    expect(decoded(text).at(-1)).toMatchObject({
      type: 'settingsApplied',
      settings: {
        model: 'two',
        modelProvider: 'p2',
        serviceTier: 'flex',
        approvalPolicy: 'untrusted',
        sandboxPolicy: { type: 'readOnly', networkAccess: true },
        permissionProfile: { id: 'p', extends: 'q' },
        cwd: '/x',
        effort: 'low',
        personality: 'friendly',
      },
    });
  });

  it('tell the failure of a turn at its end', () => {
    const text = line('event_msg', {
      type: 'task_complete',
      turn_id: 't1',
      last_agent_message: null,
      error: { message: 'full', codex_error_info: 'context_window_exceeded' },
    });
    expect(decoded(text)).toMatchObject([
      {
        type: 'turnFailed',
        turnId: 't1',
        error: { message: 'full', codexErrorInfo: 'contextWindowExceeded' },
      },
      { type: 'turnCompleted', turnId: 't1' },
    ]);
  });
});
