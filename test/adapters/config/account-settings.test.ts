import { expect, test } from 'vitest';
import { accountSettingsIn } from '../../../src/adapters/config/account-settings.js';
import { complaintAbout } from '../../../src/adapters/config/config-schema.js';

test('says the defaults where nothing is configured', () => {
  expect(accountSettingsIn({})).toEqual({
    forcedMethod: null,
    loginMethods: ['api', 'chatgpt'],
    forcedWorkspaces: null,
    store: 'file',
    mcpStore: 'auto',
    mcpReturn: { port: null, url: null },
    chatgptBaseUrl: 'https://chatgpt.com/backend-api',
  });
});

test('takes one workspace or several, and none for blanks', () => {
  const workspaces = (given: unknown) =>
    accountSettingsIn({ forced_chatgpt_workspace_id: given }).forcedWorkspaces;
  expect(workspaces('w1')).toEqual(['w1']);
  expect(workspaces(['w1', ' ', 'w2'])).toEqual(['w1', 'w2']);
  expect(workspaces(' ')).toBe(null);
  expect(workspaces([])).toBe(null);
});

test('a list of workspaces is for 0.169.0 alone', () => {
  const tree = { forced_chatgpt_workspace_id: ['w1'] };
  expect(complaintAbout(tree, '0.169.0')).toBe(null);
  expect(complaintAbout(tree, '0.118.0')?.message).toBe('invalid type: sequence, expected a string');
});

test('only known places for credentials and known methods are taken', () => {
  expect(complaintAbout({ cli_auth_credentials_store: 'cloud' }, '0.169.0')?.message).toBe(
    'unknown variant `cloud`, expected one of `file`, `keyring`, `auto`, `ephemeral`',
  );
  expect(
    accountSettingsIn({ cli_auth_credentials_store: 'ephemeral', forced_login_method: 'api' }),
  ).toMatchObject({
    store: 'ephemeral',
    forcedMethod: 'api',
  });
});
