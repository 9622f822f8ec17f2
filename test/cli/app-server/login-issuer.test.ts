import { describe, expect, it } from 'vitest';
import { readIssuer } from '../../../src/cli/app-server/login-issuer.js';
import { run } from '../harness.js';

describe('--login-issuer', () => {
  it('takes web addresses', () => {
    expect(readIssuer('http://127.0.0.1:1/')).toBe('http://127.0.0.1:1/');
    expect(readIssuer('https://auth.example.com')).toBe('https://auth.example.com');
    expect(readIssuer(undefined)).toBeUndefined();
  });

  it.each(['app-server', 'serve'])(
    'of %s refuses anything else before anything is started',
    async (command) => {
      const { code, stderr } = await run([command, '--login-issuer', 'file:///tmp/x']);
      expect(code).toBe(2);
      expect(stderr).toContain('--login-issuer file:///tmp/x is no http:// or https:// URL.');
    },
  );
});
