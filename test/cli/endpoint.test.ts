import { describe, expect, it } from 'vitest';
import { DEFAULT_URL, resolveEndpoint } from '../../src/cli/endpoint.js';
import type { GlobalOptions } from '../../src/cli/global-options.js';

const none: GlobalOptions = {
  codexBins: [],
  embedded: false,
  offline: false,
  config: [],
  alarmMs: 0,
  json: false,
  quiet: false,
  raw: false,
  otel: false,
};

describe('resolveEndpoint', () => {
  it('takes the default url when nothing is given', () => {
    expect(resolveEndpoint(none, {})).toEqual({ kind: 'url', url: DEFAULT_URL, isDefault: true });
  });

  it('lets a flag beat the environment, whatever that names', () => {
    const env = { CODEX_BIN: '/env/codex', CODEX_APP_SERVER_URL: 'ws://env:1' };
    expect(resolveEndpoint({ ...none, url: 'ws://flag:1' }, env)).toMatchObject({ url: 'ws://flag:1' });
    expect(resolveEndpoint({ ...none, codexBin: '/flag' }, env)).toMatchObject({
      kind: 'codexBin',
      path: '/flag',
    });
    expect(resolveEndpoint({ ...none, embedded: true }, env)).toMatchObject({ kind: 'embedded' });
  });

  it('reads the environment when there is no flag, and treats empty variables as unset', () => {
    expect(resolveEndpoint(none, { CODEX_BIN: '/env/codex', CODEX_APP_SERVER_URL: '' })).toMatchObject({
      kind: 'codexBin',
      path: '/env/codex',
    });
    expect(resolveEndpoint(none, { CODEX_APP_SERVER_URL: 'unix:///run/a.sock' })).toMatchObject({
      url: 'unix:///run/a.sock',
      isDefault: false,
    });
  });

  it('hands -c to the server that this command starts', () => {
    const options = { ...none, codexBin: '/codex', config: ['model=x', 'a.b=1'] };
    expect(resolveEndpoint(options, {})).toMatchObject({ overrides: ['model=x', 'a.b=1'] });
  });

  it('refuses a bearer token where there is no WebSocket', () => {
    expect(() => resolveEndpoint({ ...none, embedded: true, wsTokenEnv: 'T' }, {})).toThrow(
      /needs a WebSocket/,
    );
  });
});
