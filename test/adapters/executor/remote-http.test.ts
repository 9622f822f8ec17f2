import { describe, expect, it } from 'vitest';
import { RemoteHttp } from '../../../src/adapters/executor/remote-http.js';
import { textAt } from '../../../src/util/peek.js';

function play(answer: unknown = { status: 200, headers: [{ name: 'x-one', value: '1' }] }) {
  const asked: unknown[] = [];
  const http = new RemoteHttp(async (_, params) => {
    asked.push(params);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const say = (piece: object): void => http.hear({ requestId: textAt(asked.at(-1), 'requestId'), ...piece });
  return { http, asked, say };
}

describe('what is asked over HTTP from an executor', () => {
  it('is answered in pieces, in order', async () => {
    const { http, say } = play();
    const answer = await http.fetch({})('http://x/');
    say({ seq: 1, deltaBase64: btoa('one '), done: false });
    say({ seq: 2, deltaBase64: btoa('two'), done: true });
    expect([answer.status, answer.headers.get('x-one'), await answer.text()]).toEqual([200, '1', 'one two']);
  });

  it('says its body, and which headers are to be filled there', async () => {
    const { http, asked } = play();
    const headers = { authorization: 'Bearer', accept: 'text/plain' };
    await http.fetch({ authorization: 'TOKEN' })('http://x/y', { method: 'POST', body: 'hi', headers });
    expect(asked[0]).toMatchObject({ method: 'POST', url: 'http://x/y', bodyBase64: btoa('hi') });
    expect(asked[0]).toMatchObject({
      headers: expect.arrayContaining([
        { name: 'accept', value: 'text/plain' },
        { name: 'authorization', value: 'Bearer ', valueEnvVar: 'TOKEN' },
      ]),
    });
  });

  it.each([
    ['the line breaks', (http: RemoteHttp) => http.fail('lost'), 'lost'],
    [
      'the executor says so',
      (_: RemoteHttp, say: (piece: object) => void) => say({ error: 'reset' }),
      'reset',
    ],
  ])('breaks off when %s', async (_, cut, problem) => {
    const { http, say } = play();
    const answer = await http.fetch({})('http://x/');
    say({ deltaBase64: btoa('one'), done: false });
    const text = answer.text();
    cut(http, say);
    await expect(text).rejects.toThrow(problem);
  });

  it('has nobody waiting who has given up', async () => {
    const { http, say } = play();
    const stop = new AbortController();
    const answer = await http.fetch({})('http://x/', { signal: stop.signal });
    const text = answer.text();
    stop.abort(new Error('enough'));
    await expect(text).rejects.toThrow('enough');
    say({ deltaBase64: btoa('late'), done: true });
    await expect(http.fetch({})('http://x/', { signal: stop.signal })).rejects.toThrow('enough');
  });

  it('fails as the executor words it', async () => {
    const { http } = play(new Error('exec-server rejected request (-32603): no'));
    await expect(http.fetch({})('http://x/')).rejects.toThrow('rejected request (-32603): no');
  });

  it('has no body where there is none to have', async () => {
    const { http } = play({ status: 204, headers: [] });
    expect((await http.fetch({})('http://x/', { method: 'DELETE' })).body).toBeNull();
  });
});
