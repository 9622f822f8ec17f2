import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInProvider, localAddress } from '../../../src/adapters/config/built-in-providers.js';
import { pageUrl } from '../../../src/adapters/model/provider.js';
import { place } from './support.js';

describe('built-in providers', () => {
  it.each([
    [{}, 'http://localhost:11434/v1'],
    [{ CODEX_OSS_PORT: '7' }, 'http://localhost:7/v1'],
    [{ CODEX_OSS_PORT: ' 7 ' }, 'http://localhost:11434/v1'],
    [{ CODEX_OSS_PORT: '65536' }, 'http://localhost:11434/v1'],
    [{ CODEX_OSS_BASE_URL: ' ', CODEX_OSS_PORT: '7' }, 'http://localhost:7/v1'],
    [{ CODEX_OSS_BASE_URL: 'http://host/x', CODEX_OSS_PORT: '7' }, 'http://host/x'],
  ])('on this machine answer where %j says', (env, address) => {
    expect(localAddress(11_434, env)).toBe(address);
  });

  it('on this machine want no account, whatever key is there', () => {
    using at = place('model_provider = "lmstudio"\n');
    const provider = at.configuration({ env: { OPENAI_API_KEY: 'k' } }).usualProvider();
    expect(provider).toMatchObject({
      name: 'gpt-oss',
      baseUrl: 'http://localhost:1234/v1',
      requiresOpenaiAuth: false,
      envKey: null,
      cloud: null,
    });
  });

  it('that are clouds have no address, whatever is told of them', () => {
    using at = place(
      'model_provider = "gcp"\n[model_providers.gcp]\nbase_url = "http://127.0.0.1:9"\n[model_providers.gcp.auth]\ncommand = "token"\n',
    );
    const provider = at.configuration().usualProvider();
    expect(provider).toMatchObject({ cloud: 'gcp', tokenCommand: null });
    expect(() => pageUrl(provider, 'responses')).toThrow('Google Cloud is not reached by this server');
  });

  it('that are clouds are strangers to the older version', () => {
    expect(builtInProvider('gcp', '0.118.0')).toBeNull();
    expect(builtInProvider('ollama', '0.118.0')).not.toBeNull();
    expect(builtInProvider('constructor', '0.169.0')).toBeNull();
  });

  it('stand in for one that nobody can be had by, where an account is asked for', () => {
    using at = place('model_provider = "nobody"\n');
    expect(at.configuration().usualProvider()).toMatchObject({ id: 'openai', requiresOpenaiAuth: true });
    writeFileSync(at.file, 'model_provider = "ollama"\n');
    const configuration = at.configuration();
    writeFileSync(at.file, 'model_provider = "nobody"\n');
    expect(configuration.usualProvider()).toMatchObject({ id: 'ollama', requiresOpenaiAuth: false });
  });
});
