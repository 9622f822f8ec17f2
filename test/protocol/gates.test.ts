import { describe, expect, it } from 'vitest';
import {
  gateOf,
  gateRefusal,
  loadProfile,
  type ProfileName,
  profileNames,
  stripExperimental,
} from '../../src/protocol/index.js';

const gate = (version: ProfileName, method: string, params?: unknown) =>
  gateOf(loadProfile(version), method, params);

const granular = {
  granular: { sandbox_approval: true, rules: true, mcp_elicitations: true },
};

describe.each(profileNames)('what %s gates', (version) => {
  it('names the method that needs the capability', () => {
    expect(gate(version, 'thread/increment_elicitation', { threadId: 't' })).toBe(
      'thread/increment_elicitation',
    );
    expect(gate(version, 'thread/archive', { threadId: 't' })).toBeNull();
  });

  it('names a member of stable params, and lets it pass when it is null', () => {
    expect(gate(version, 'thread/start', { mockExperimentalField: 'x' })).toBe(
      'thread/start.mockExperimentalField',
    );
    expect(gate(version, 'thread/start', { mockExperimentalField: null })).toBeNull();
    expect(gate(version, 'thread/start', {})).toBeNull();
  });

  it('names a variant, written as a single key or as a tag', () => {
    expect(gate(version, 'thread/start', { approvalPolicy: granular })).toBe('askForApproval.granular');
    expect(gate(version, 'thread/start', { approvalPolicy: 'never' })).toBeNull();
    const login = { type: 'chatgptAuthTokens', accessToken: 'a', chatgptAccountId: 'b' };
    expect(gate(version, 'account/login/start', login)).toBe('account/login/start.chatgptAuthTokens');
    expect(gate(version, 'account/login/start', { type: 'apiKey', apiKey: 'k' })).toBeNull();
  });

  it('gates a switch only when it is on', () => {
    expect(gate(version, 'thread/start', { experimentalRawEvents: true })).toBe(
      'thread/start.experimentalRawEvents',
    );
    expect(gate(version, 'thread/start', { experimentalRawEvents: false })).toBeNull();
  });

  it('names the first of several in the order of the declaration', () => {
    const params = { mockExperimentalField: 'x', approvalPolicy: granular };
    expect(gate(version, 'thread/start', params)).toBe('askForApproval.granular');
  });

  it('knows no gate of a method it does not have', () => {
    expect(gate(version, 'no/such/method', { mockExperimentalField: 'x' })).toBeNull();
  });
});

describe('what differs between the versions', () => {
  it('lets an empty list of tools pass in 0.118.0 only', () => {
    expect(gate('0.118.0', 'thread/start', { dynamicTools: [] })).toBeNull();
    expect(gate('0.169.0', 'thread/start', { dynamicTools: [] })).toBe('thread/start.dynamicTools');
    expect(gate('0.118.0', 'thread/start', { dynamicTools: [{}] })).toBe('thread/start.dynamicTools');
  });
});

describe('a refusal', () => {
  it('says what needs the capability', () => {
    expect(gateRefusal('thread/start.x')).toBe('thread/start.x requires experimentalApi capability');
  });
});

describe('params of a server request for a client without the capability', () => {
  const method = 'item/commandExecution/requestApproval';

  it.each(profileNames)('lose what the real %s leaves out of them', (version) => {
    const params = { threadId: 't', additionalPermissions: null, availableDecisions: [] };
    expect(stripExperimental(loadProfile(version), method, params)).toEqual({
      threadId: 't',
      availableDecisions: [],
    });
  });

  it('stay the same object when there is nothing to drop', () => {
    const params = { threadId: 't' };
    expect(stripExperimental(loadProfile(), method, params)).toBe(params);
    expect(stripExperimental(loadProfile(), 'no/such/method', params)).toBe(params);
  });
});
