import { describe, expect, it } from 'vitest';
import { placedServersIn } from '../../../src/adapters/config/placed-servers.js';

const found = (config: string[], more: { requirements?: string[]; fillsHeaders?: boolean } = {}) =>
  placedServersIn({ config, requirements: [], fillsHeaders: true, ...more }, 'far').map(
    ({ name, isEnabled, environmentId }) => [name, isEnabled, environmentId],
  );
const server = (name: string, ...more: string[]): string =>
  [`[mcp_servers.${name}]`, `url = "http://x/${name}"`, ...more].join('\n');

describe('MCP servers that are configured in an environment', () => {
  it('are those reached over HTTP, layer over layer', () => {
    const below = [server('a', 'enabled = false'), server('b')].join('\n');
    expect(found([below, '[mcp_servers.a]\nenabled = true'])).toEqual([
      ['a', true, 'far'],
      ['b', true, 'far'],
    ]);
    expect(found(['[mcp_servers.program]\ncommand = "x"'])).toEqual([]);
  });

  it('are not those that need variables in headers, or belong elsewhere themselves', () => {
    expect(found([server('a', 'env_http_headers = { x = "Y" }')])).toEqual([]);
    expect(found([server('a', 'environment_id = "other"')])).toEqual([]);
    expect(found([server('a', 'http_headers_helper = "x"')])).toEqual([]);
  });

  it('have their token only from executors that fill it in', () => {
    const config = [server('a', 'bearer_token_env_var = "T"')];
    expect(found(config)).toHaveLength(1);
    expect(found(config, { fillsHeaders: false })).toEqual([]);
  });

  it('are switched off where an administrator there does not name them', () => {
    const requirements = ['[mcp_servers.a]\nidentity = { url = "http://x/a" }'];
    expect(found([`${server('a')}\n${server('b')}`], { requirements })).toEqual([
      ['a', true, 'far'],
      ['b', false, 'far'],
    ]);
  });

  it('are none where what is configured cannot be read', () => {
    expect(found(['a = ['])).toEqual([]);
  });
});
