import { describe, expect, it } from 'vitest';
import { besideCallUrl, callsUrl, socketUrl } from '../../../src/adapters/realtime/addresses.js';

const parts = { queryParams: {}, generation: 'v2' as const };
const at = (baseUrl: string, more: object = {}, model: string | null = null): string =>
  socketUrl({ ...parts, ...more, baseUrl }, model);

describe('the address of a speaking model', () => {
  it.each([
    ['http://127.0.0.1:1', 'ws://127.0.0.1:1/v1/realtime'],
    ['https://models.example/v1/', 'wss://models.example/v1/realtime'],
    ['HTTP://models.example/own', 'ws://models.example/own'],
    ['wss://models.example/v1', 'wss://models.example/v1/realtime'],
  ])('is below %s', (base, url) => {
    expect(at(base)).toBe(url);
  });

  it('names the generation, the model and what the provider wants', () => {
    const url = at('http://h/v1', { generation: 'v1', queryParams: { a: 'b' } }, 'm');
    expect(url).toBe('ws://h/v1/realtime?a=b&intent=quicksilver&model=m');
    const first = { ...parts, generation: 'v1', baseUrl: 'http://h/v1' } as const;
    expect(besideCallUrl(first, 'c')).toBe('ws://h/v1/realtime?intent=quicksilver&call_id=c');
    expect(callsUrl('http://h/v1/', 'v1')).toBe(
      'http://h/v1/realtime/calls?intent=quicksilver&architecture=avas',
    );
  });

  it.each(['http://h', 'http://h/v1', 'http://h/v1/realtime', 'http://h/v1/live'])(
    'is another room of %s for the third generation',
    (baseUrl) => {
      const third = { ...parts, generation: 'v3', baseUrl } as const;
      expect(socketUrl(third, 'm')).toBe('ws://h/v1/live?model=m');
      expect(besideCallUrl(third, 'c/d')).toBe('ws://h/v1/live/c%2Fd');
    },
  );

  it('takes offers of the third generation beside the others', () => {
    expect(callsUrl('http://h/v1', 'v3')).toBe('http://h/v1/live');
  });

  it.each([
    ['nonsense', 'failed to parse realtime api_url: relative URL without a base'],
    ['http://', 'failed to parse realtime api_url: empty host'],
    ['ftp://127.0.0.1:1', 'unsupported realtime api_url scheme: ftp'],
  ])('is refused where it is %s', (base, why) => {
    expect(() => at(base)).toThrow(`stream disconnected before completion: ${why}`);
  });
});
