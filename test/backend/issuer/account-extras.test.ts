import { describe, expect, it } from 'vitest';
import { approved, askUsage, backends, signIn } from './issuer-client.js';

const start = backends();

/** Asks a page of an account with that usage. */
async function signedIn(usage: Parameters<typeof approved>[0] = {}) {
  const backend = await start({ script: { logins: [approved(usage)] } });
  const { access_token } = await signIn(backend);
  return {
    read: (page: string) => askUsage(backend, access_token, `/backend-api/wham/${page}`),
    async redeem(id: string): Promise<unknown> {
      const response = await fetch(`${backend.url}/backend-api/wham/rate-limit-reset-credits/consume`, {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ redeem_request_id: id }),
      });
      return response.json();
    },
  };
}

describe('what an account is told beside its limits', () => {
  it('is figures of tokens, null where the script says nothing', async () => {
    const { read } = await signedIn({
      usage: { tokens: { lifetime: 7, daily: [{ date: '2026-01-01', tokens: 3 }] } },
    });
    expect(await (await read('profiles/me')).json()).toMatchObject({
      stats: {
        lifetime_tokens: 7,
        peak_daily_tokens: null,
        daily_usage_buckets: [{ start_date: '2026-01-01', tokens: 3 }],
      },
    });
  });

  it('is messages, or a page that is not there', async () => {
    const { read } = await signedIn({ usage: { messages: [{ id: 'm', text: 'Hello' }] } });
    expect(await (await read('workspace-messages')).json()).toMatchObject({
      messages: [{ message_id: 'm', message_type: 'announcement', message_body: 'Hello', created_at: null }],
    });
    expect((await (await signedIn()).read('workspace-messages')).status).toBe(404);
  });

  it('is early resets, each spent once however often its request comes', async () => {
    const { read, redeem } = await signedIn({ usage: { resetCredits: 1 } });
    const left = async (): Promise<unknown> => (await read('rate-limit-reset-credits')).json();
    expect(await left()).toMatchObject({ available_count: 1, total_earned_count: 1 });
    expect(await redeem('a')).toMatchObject({ code: 'reset' });
    expect(await redeem('a')).toMatchObject({ code: 'already_redeemed' });
    expect(await redeem('b')).toMatchObject({ code: 'no_credit' });
    expect(await left()).toMatchObject({ available_count: 0, total_earned_count: 1 });
  });
});
