import { describe, expect, it } from 'vitest';
import { talkative } from '../../client/fake-server.js';
import { against } from '../harness.js';

const words = ['One ', 'two ', 'three.'];

describe('dynamic tools', () => {
  const tool = '{"name":"weather","description":"d","inputSchema":{}}';

  it('are offered in thread/start, one object as an array', async () => {
    const argv = ['send-message-v2', '--experimental-api', 'hi', '--dynamic-tools', tool];
    const { server, code } = await against(talkative(words), argv);
    expect(code).toBe(0);
    expect(server?.asked('thread/start')).toMatchObject([{ dynamicTools: [{ name: 'weather' }] }]);
    expect(server?.asked('initialize')).toMatchObject([{ capabilities: { experimentalApi: true } }]);
  });

  it.each([
    [['send-message-v2', 'hi', '--dynamic-tools', tool], /needs the experimental API/],
    [['send-message-v2', '--experimental-api', 'hi', '--dynamic-tools', '{'], /is not valid JSON/],
    [['send-message-v2', '--experimental-api', 'hi', '--dynamic-tools', '[1]'], /wants one JSON object/],
    [['send-message-v2', '--experimental-api', 'hi', '--dynamic-tools', '@/no/such/file'], /cannot be read/],
  ])('are checked: %j', async (argv, message) => {
    expect(await against(talkative(words), argv)).toMatchObject({ code: 2, stderr: message });
  });
});
