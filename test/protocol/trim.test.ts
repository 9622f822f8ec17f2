import { describe, expect, it } from 'vitest';
import { loadProfile, loadTrimmer, type Profile, type TrimKind } from '../../src/protocol/index.js';
import { goodValues } from './sample-values.js';

const newest = loadProfile();
const older = loadProfile('0.118.0');
const kinds: readonly TrimKind[] = ['clientResults', 'notifications', 'serverParams'];

/** Where 0.118.0 insists on a member that 0.169.0 does not have or may leave out: whoever answers has to add it. */
const LEFT_TO_THE_CALLER = [
  'fs/watch',
  'item/autoApprovalReview/completed',
  'item/autoApprovalReview/started',
  'plugin/install',
  'plugin/list',
  'plugin/read',
];

/** Messages that may hold something 0.118.0 has no word for, in a place that cannot be left empty. */
const SOMETIMES_UNSPEAKABLE: Record<TrimKind, string[]> = {
  clientResults: ['account/login/start', 'plugin/read', 'thread/fork', 'thread/resume', 'thread/start'],
  notifications: [
    'hook/completed',
    'hook/started',
    'item/autoApprovalReview/completed',
    'item/autoApprovalReview/started',
    'item/completed',
    'item/started',
    'rawResponseItem/completed',
    'thread/realtime/started',
  ],
  serverParams: ['mcpServer/elicitation/request'],
};

const definitions = await newest.definitions();
const trimmer = await loadTrimmer(older);

describe.each(kinds)('trimming %s of the newest version to 0.118.0', (kind) => {
  const cases = methodsOf(older, kind).flatMap((method) => {
    const name = definitionOf(newest, kind, method);
    if (typeof name !== 'string') return [];
    return [...goodValues(definitions, { $ref: name }, 4)].map((value) => ({ method, value: frozen(value) }));
  });

  it('gives a message that is valid there', async () => {
    const isNew = await newest.validators(kind);
    const isOld = await older.validators(kind);
    expect(cases.filter(({ method, value }) => !isNew[method]?.(value))).toEqual([]);
    const misfits = new Set<string>();
    for (const { method, value } of cases) {
      const trimmed = trimmer(kind, method)(value);
      if (trimmed !== null && !isOld[method]?.(trimmed)) misfits.add(method);
    }
    const expected = LEFT_TO_THE_CALLER.filter((method) => methodsOf(older, kind).includes(method));
    expect([...misfits].sort()).toEqual(expected);
  });

  it('suppresses only what the version has no word for', () => {
    const lost = cases.filter(({ method, value }) => trimmer(kind, method)(value) === null);
    const methods = new Set(lost.map(({ method }) => method));
    expect([...methods].sort()).toEqual(SOMETIMES_UNSPEAKABLE[kind]);
    expect(lost.length).toBeLessThan(cases.length / 6);
  });

  it('finds nothing more to do on what it has trimmed', () => {
    const unfinished = cases.filter(({ method, value }) => {
      const trim = trimmer(kind, method);
      const once = trim(value);
      return once !== null && trim(once) !== once;
    });
    expect(unfinished).toEqual([]);
  });
});

describe('what trimming to 0.118.0 does', () => {
  const started = trimmer('notifications', 'item/started');
  const read = trimmer('clientResults', 'thread/read');
  const message = { type: 'agentMessage', id: 'i', text: 'hello', phase: null, memoryCitation: null };
  const place = { threadId: 't', turnId: 'u' };

  it('gives back the same object when there is nothing to drop', () => {
    const delta = { ...place, itemId: 'i', delta: 'hello' };
    expect(trimmer('notifications', 'item/agentMessage/delta')(delta)).toBe(delta);
    const params = { ...place, item: message };
    expect(started(params)).toBe(params);
  });

  it('drops members the version does not know, at any depth', () => {
    const item = { ...message, moderation: null, delivery: null, questions: null };
    expect(started(frozen({ ...place, startedAtMs: 5, item }))).toEqual({ ...place, item: message });
  });

  it('suppresses the start of an item of an unknown kind', () => {
    const item = { type: 'functionCallOutput', id: 'i', name: 'n', namespace: null, output: 'text' };
    expect(started({ ...place, startedAtMs: 5, item })).toBeNull();
  });

  it('leaves an item of an unknown kind out of a turn that is read', () => {
    const unknown = { type: 'functionCallOutput', id: 'j', name: 'n', namespace: null, output: 'text' };
    const trimmed = read({ thread: { turns: [{ id: 'u', items: [message, unknown] }] } });
    expect(trimmed).toMatchObject({ thread: { turns: [{ items: [{ id: 'i' }] }] } });
  });

  it('calls a bare name it does not know `other` or `unknown` where the version has that word', () => {
    const failed = trimmer('notifications', 'error');
    const error = { message: 'm', codexErrorInfo: 'rateLimitExceeded', additionalDetails: null };
    expect(failed({ ...place, willRetry: false, error })).toMatchObject({
      error: { codexErrorInfo: 'other' },
    });
    const updated = trimmer('notifications', 'account/updated');
    expect(updated({ authMode: 'chatgpt', planType: 'somePlan' })).toEqual({
      authMode: 'chatgpt',
      planType: 'unknown',
    });
  });

  it('writes null for what it does not know in a place that may be null', () => {
    const updated = trimmer('notifications', 'account/updated');
    expect(updated({ authMode: 'bedrockApiKey', planType: null })).toEqual({
      authMode: null,
      planType: null,
    });
  });

  it('adds what the version always writes and the newest does not have', () => {
    const sandbox = { type: 'readOnly', networkAccess: false };
    expect(trimmer('clientResults', 'thread/start')({ sandbox })).toEqual({
      sandbox: { type: 'readOnly', access: { type: 'fullAccess' }, networkAccess: false },
    });
  });

  it('keeps maps and free values whole', () => {
    const config = { model: 'm', anything: { goes: [1] } };
    expect(trimmer('clientResults', 'config/read')({ config, origins: {} })).toMatchObject({ config });
  });

  it('suppresses methods the version does not have', () => {
    expect(trimmer('notifications', 'thread/readState/changed')({ threadId: 't' })).toBeNull();
    expect(trimmer('clientResults', 'thread/delete')({})).toBeNull();
  });

  it('gives the same function for the same method', () => {
    expect(trimmer('notifications', 'item/started')).toBe(started);
  });
});

describe('trimming to the newest version', () => {
  it('leaves everything as it is', async () => {
    const trim = await loadTrimmer(newest);
    const value = { no: 'such member' };
    expect(trim('notifications', 'item/started')(value)).toBe(value);
  });
});

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

function definitionOf(profile: Profile, kind: TrimKind, method: string): string | null | undefined {
  if (kind === 'clientResults') return profile.methodInfo(method)?.result;
  const info =
    kind === 'notifications' ? profile.notificationInfo(method) : profile.serverRequestInfo(method);
  return info?.params;
}

function methodsOf({ facts }: Profile, kind: TrimKind): string[] {
  const { clientRequests, notifications, serverRequests } = facts;
  return Object.keys({ clientResults: clientRequests, notifications, serverParams: serverRequests }[kind]);
}
