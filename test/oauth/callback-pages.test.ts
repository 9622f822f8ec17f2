import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorPage, escapeHtml, successPage } from '../../src/oauth/callback-pages.js';
import { OAuthError } from '../../src/oauth/errors.js';
import { failedExchange, failedSave, refusedSignIn } from '../../src/oauth/sign-in-problem.js';

const text = fc.string({
  unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', ' ', '=', '/', 's', 'é', '😀'),
});

describe('escaping', () => {
  it('leaves nothing that could open a tag or close an attribute', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const escaped = escapeHtml(raw);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  it('can be undone', () => {
    const undo = (escaped: string): string =>
      escaped
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
    fc.assert(fc.property(text, (raw) => undo(escapeHtml(raw)) === raw));
  });
});

describe('the error page', () => {
  const skeleton = (page: string): string[] => page.match(/<\/?[a-z0-9]+/g) ?? [];

  it('has the same tags whatever the issuer says', () => {
    const plain = skeleton(errorPage(refusedSignIn({ error: 'e', description: 'd' }).page));
    fc.assert(
      fc.property(text, text, (error, description) => {
        fc.pre(!description.toLowerCase().includes('missing_codex_entitlement'));
        expect(skeleton(errorPage(refusedSignIn({ error, description }).page))).toEqual(plain);
      }),
    );
  });

  it('shows message, code, details and what to do', () => {
    const page = errorPage(refusedSignIn({ error: 'access_denied', description: 'a<b> & "q" \'s\'' }).page);
    expect(page).toContain('<title>Codex Sign-in Error</title>');
    expect(page).toContain('<h1>Sign-in could not be completed</h1>');
    expect(page).toContain('<p>Sign-in failed: a&lt;b&gt; &amp; &quot;q&quot; &#39;s&#39;</p>');
    expect(page).toContain('<code>access_denied</code>');
    expect(page).toContain('<code>a&lt;b&gt; &amp; &quot;q&quot; &#39;s&#39;</code>');
    expect(page).toContain(
      'Return to Codex to retry, switch accounts, or contact your workspace admin if access is restricted.',
    );
  });

  it('shows a code for support where there is none', () => {
    expect(errorPage(refusedSignIn({ error: '', description: null }).page)).toContain(
      '<code>unknown_error</code>',
    );
  });
});

// Reports and pages as those of the real 0.169.0.
describe('a problem', () => {
  it.each([
    [{ error: 'foo', description: null }, 'Sign-in failed: foo', 'Sign-in failed: foo'],
    [{ error: 'foo', description: ' ' }, 'Sign-in failed: foo', ' '],
    [{ error: 'foo', description: 'why' }, 'Sign-in failed: why', 'why'],
    [{ error: '', description: null }, 'Sign-in failed: ', 'Sign-in failed: '],
  ])('of the issuer is told in its words: %j', (given, message, details) => {
    const { error, page } = refusedSignIn(given);
    expect(error).toMatchObject({ code: 'sign_in_refused', message });
    expect(page).toMatchObject({ message, details, code: given.error });
  });

  it('of a workspace without codex is told without the issuer’s reason', () => {
    const { error, page } = refusedSignIn({
      error: 'access_denied',
      description: 'x MISSING_codex_entitlement internal-reason',
    });
    expect(error.message).toBe(
      'Codex is not enabled for your workspace. Contact your workspace administrator to request access to Codex.',
    );
    expect(page).toEqual({
      heading: 'You do not have access to Codex',
      message: 'This account is not currently authorized to use Codex in this workspace.',
      code: 'access_denied',
      details: 'Contact your workspace administrator to request access to Codex.',
      help: 'Contact your workspace administrator to get access to Codex, then return to Codex and try again.',
    });
    const other = refusedSignIn({ error: 'server_error', description: 'missing_codex_entitlement' });
    expect(other.error.message).toBe('Sign-in failed: missing_codex_entitlement');
  });

  it('of the exchange, of the workspace and of saving have codes of their own', () => {
    const refused = failedExchange(new OAuthError('token_refused', 'said no'));
    expect(refused.error).toMatchObject({ code: 'token_refused', message: 'Token exchange failed: said no' });
    expect(refused.page).toMatchObject({
      code: 'token_exchange_failed',
      details: 'Token exchange failed: said no',
    });

    const restricted = failedExchange(new OAuthError('workspace_refused', 'Login is restricted.'));
    expect(restricted.error.message).toBe('Login is restricted.');
    expect(restricted.page).toMatchObject({ code: 'workspace_restriction', message: 'Login is restricted.' });

    const unsaved = failedSave(new Error('disk full'));
    expect(unsaved.error).toMatchObject({
      code: 'not_saved',
      message: 'Sign-in completed but credentials could not be saved locally.',
    });
    expect(unsaved.page).toMatchObject({ code: 'persist_failed', details: 'disk full' });
  });
});

describe('the success page', () => {
  it('says that it may be closed', () => {
    const page = successPage({ isStreamlined: false, setupUrl: null });
    expect(page).toContain('<title>Sign into Codex</title>');
    expect(page).toContain('Signed in to Codex');
    expect(page).toContain('You may now close this page');
  });

  it('leads on to setting up an organization, where one is needed', () => {
    const page = successPage({
      isStreamlined: false,
      setupUrl: 'https://platform.openai.com/org-setup?p="><i>',
    });
    expect(page).toContain('Finish setting up your API organization');
    expect(page).toContain('href="https://platform.openai.com/org-setup?p=&quot;&gt;&lt;i&gt;"');
  });

  it('leads back to the application in the streamlined flow', () => {
    const page = successPage({ isStreamlined: true, setupUrl: null });
    expect(page).toContain('<title>Signed in to Codex</title>');
    expect(page).toContain('href="codex://threads/new"');
  });

  it('needs no script', () => {
    for (const isStreamlined of [true, false]) {
      expect(successPage({ isStreamlined, setupUrl: 'https://x' })).not.toContain('<script');
    }
  });
});
