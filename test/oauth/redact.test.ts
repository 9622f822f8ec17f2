import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText, redactUrl } from '../../src/oauth/redact.js';
import { jwt } from './support.js';

const SECRET_NAMES = [
  'access_token',
  'api_key',
  'client_secret',
  'code',
  'code_verifier',
  'id_token',
  'key',
  'refresh_token',
  'requested_token',
  'state',
  'subject_token',
  'token',
];

describe('redacting a URL', () => {
  it.each(SECRET_NAMES)('blacks out the value of %s', (name) => {
    expect(redactUrl(`https://h.example/p?a=1&${name}=hush&b=2`)).toBe(
      `https://h.example/p?a=1&${name}=<redacted>&b=2`,
    );
  });

  it('drops user, password and fragment, and keeps the rest', () => {
    expect(redactUrl('https://user:pass@h.example:8443/p/q?a=1#frag')).toBe('https://h.example:8443/p/q?a=1');
  });

  it.each(['%63ode=hush', 'CODE=hush', 'code=a=hush'])('is not fooled by %s', (pair) => {
    expect(redactUrl(`https://h/?${pair}`)).not.toContain('hush');
  });

  it('says nothing of what is no URL', () => {
    expect(redactUrl('not a url with code=hush')).toBe('<redacted>');
  });

  it('lets no secret value through, whatever it is', () => {
    const value = fc.stringMatching(/^[A-Za-z0-9]{12,30}$/);
    fc.assert(
      fc.property(fc.constantFrom(...SECRET_NAMES), value, fc.webUrl(), (name, secret, url) => {
        const clean = redactUrl(`${url}?x=1&${name}=${secret}#${secret}`);
        expect(clean).not.toContain(secret);
        expect(clean).toContain('x=1');
      }),
    );
  });
});

describe('redacting a text', () => {
  it('takes out what a request carried, plain and percent-encoded', () => {
    const secret = 'rt a/secret+value';
    expect(redactText(`no: ${secret}, ${encodeURIComponent(secret)}.`, [secret])).toBe(
      'no: <redacted>, <redacted>.',
    );
  });

  it('takes out JSON web tokens that nobody named', () => {
    const token = jwt({ sub: 'somebody' });
    expect(redactText(`got ${token} from you`)).toBe('got <redacted> from you');
  });

  it('leaves short values alone, which occur by chance', () => {
    expect(redactText('a code of c1', ['c1'])).toBe('a code of c1');
  });

  it('lets none of several secrets through, one inside another or not', () => {
    const secrets = fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{8,40}$/), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(secrets, fc.string(), (hushed, filler) => {
        const text = hushed.map((secret) => `${filler.replace(/\w/g, '.')}${secret}`).join(' ');
        const clean = redactText(text, hushed);
        for (const secret of hushed) {
          // A secret that is part of the replacement itself is none.
          if (!'<redacted>'.includes(secret)) expect(clean).not.toContain(secret);
        }
      }),
    );
  });
});
