import { describe, expect, it } from 'vitest';
import { mcpComplaint } from '../../../src/adapters/config/mcp-schema.js';

describe('an MCP server', () => {
  it.each([
    [{}, 'invalid transport'],
    [{ command: 'a', url: 'b' }, 'url is not supported for stdio'],
    [{ url: 'b', args: [] }, 'args is not supported for streamable_http'],
    [{ startup_timeout_sec: -1 }, 'cannot convert float seconds to Duration: value is negative'],
    [
      { command: 'a', startup_timeout_sec: 1e30 },
      'cannot convert float seconds to Duration: value is either too big or NaN',
    ],
  ])('cannot be %j in either version', (server, message) => {
    for (const version of ['0.118.0', '0.169.0'] as const)
      expect(mcpComplaint(server, version)).toEqual({ path: [], message });
  });

  it.each([
    [{ url: 'b', http_headers_helper: ' ' }, 'http_headers_helper must not be empty'],
    [{ command: 'a', oauth: {} }, 'oauth is not supported for stdio'],
    [{ url: 'b', oauth: { client_secret: 's' } }, 'oauth.client_secret requires oauth.client_id'],
    [
      { url: 'b', oauth: { authorization_server_issuer: 'i' } },
      'oauth.authorization_server_issuer requires auth = "ema_auth"',
    ],
  ])('cannot be %j in the newer one, which knows more', (server, message) => {
    expect(mcpComplaint(server, '0.169.0')).toEqual({ path: [], message });
    expect(mcpComplaint(server, '0.118.0')).toBeNull();
  });

  it('is told of its own times by their key, and may have any that is not negative', () => {
    const path = ['tool_timeout_sec'];
    expect(mcpComplaint({ tool_timeout_sec: -1 }, '0.169.0')).toMatchObject({ path });
    expect(mcpComplaint({ command: 'a', tool_timeout_sec: 0 }, '0.169.0')).toBeNull();
  });
});
