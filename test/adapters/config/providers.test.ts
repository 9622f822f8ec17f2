import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROVIDER, place } from './support.js';

describe('model providers', () => {
  it('are what config.toml says of them', () => {
    using at = place(
      `model_provider = "s"\n${PROVIDER}env_key = "KEY"\nrequest_max_retries = 0\nstream_max_retries = 500\nrequires_openai_auth = true\nquery_params = { v = "1" }\nhttp_headers = { A = "b" }\nenv_http_headers = { B = "VAR", C = "UNSET" }\n`,
    );
    const configuration = at.configuration({ env: { VAR: 'from env' } });
    expect(configuration.defaultProvider()).toBe('s');
    expect(configuration.provider('s')).toEqual({
      id: 's',
      name: 's',
      baseUrl: 'http://127.0.0.1:1/v1',
      followsWorkspace: false,
      wireApi: 'responses',
      queryParams: { v: '1' },
      httpHeaders: { A: 'b', B: 'from env' },
      envKey: 'KEY',
      envKeyInstructions: null,
      bearerToken: null,
      tokenCommand: null,
      requiresOpenaiAuth: true,
      gateway: null,
      cloud: null,
      capabilities: { imageGeneration: true, webSearch: true },
      retryPolicy: { requestMaxRetries: 0, streamMaxRetries: 100, streamIdleTimeoutMs: 300_000 },
    });
  });

  it('may get their tokens from a command, or be behind a gateway', () => {
    using at = place(
      `model_provider = "s"\n${PROVIDER}[model_providers.s.gateway_oauth]\nauthorization_url = "https://a/b"\ntoken_url = "https://a/c"\nclient_id = "me"\nscopes = ["x"]\n[model_providers.two]\nname = "two"\n[model_providers.two.auth]\ncommand = "token"\nargs = ["-v"]\nrefresh_interval_ms = 7\n`,
    );
    const configuration = at.configuration();
    expect(configuration.provider('s').gateway).toEqual({
      source: {
        kind: 'signIn',
        settings: {
          authorizationUrl: 'https://a/b',
          deviceAuthorizationUrl: null,
          tokenUrl: 'https://a/c',
          clientId: 'me',
          resource: null,
          scopes: ['x'],
          redirectPort: null,
          store: 'keyring',
        },
      },
      delivery: { kind: 'header', name: 'authorization', scheme: 'Bearer' },
    });
    expect(configuration.provider('two').tokenCommand).toMatchObject({
      of: 'provider',
      command: 'token',
      args: ['-v'],
      timeoutMs: 5_000,
      refreshMs: 7,
    });
  });

  it('include the one every version has', () => {
    using at = place();
    const provider = at.configuration().provider('openai');
    expect(provider).toMatchObject({ baseUrl: 'https://api.openai.com/v1', requiresOpenaiAuth: true });
    expect(provider.retryPolicy).toEqual({
      requestMaxRetries: 4,
      streamMaxRetries: 5,
      streamIdleTimeoutMs: 300_000,
    });
    writeFileSync(at.file, 'openai_base_url = "http://127.0.0.1:9/v1"\n');
    expect(at.configuration().provider('openai').baseUrl).toBe('http://127.0.0.1:9/v1');
    expect(() => at.configuration().provider('nope')).toThrowError(
      expect.objectContaining({
        failure: {
          code: 'configInvalid',
          message: 'Model provider `nope` not found',
          unknownProvider: 'nope',
        },
      }),
    );
  });
});
