import { describe, expect, test } from 'vitest';
import { failureOf, NOTHING_REFUSED } from '../refusal.js';
import { answer } from '../scripted-model.js';
import { input, say, testAgent, told } from '../test-agent.js';

describe('requests', () => {
  test('tell the model its surroundings once, and what changes later as messages of their own', async () => {
    const { thread, model, settled } = testAgent();
    const live = await thread({ developerInstructions: 'Be kind.' });
    live.startTurn(say('one')).begin();
    await settled();
    const first = model.last.request.input;
    expect(first.map(({ role }) => role)).toEqual(['developer', 'user', 'user']);
    expect(JSON.stringify(first[0])).toContain('Be kind.');
    expect(JSON.stringify(first[1])).toContain('<cwd>/work</cwd>');
    model.last.send(...answer('msg_1', 'One.'));
    await settled();
    live.startTurn(say('two')).begin();
    await settled();
    expect(model.last.request.input.slice(first.length).map(({ role }) => role)).toEqual([
      'assistant',
      'user',
    ]);
    model.last.send(...answer('msg_2', 'Two.'));
    await settled();
    const seen = model.last.request.input.length;
    live.startTurn(say('three', { overrides: { cwd: '/else', approvalPolicy: 'never' } })).begin();
    await settled();
    const added = model.last.request.input.slice(seen + 1);
    expect(added.map(({ role }) => role)).toEqual(['developer', 'user', 'user']);
    expect(JSON.stringify(added[0])).toContain('`never`');
    expect(JSON.stringify(added[1])).toContain('<cwd>/else</cwd>');
  });

  test('keep overrides for later turns, but not an output schema', async () => {
    const { thread, model, events, settled } = testAgent();
    const live = await thread();
    const outputSchema = { type: 'object' };
    live.startTurn(say('one', { overrides: { model: 'gpt-other', effort: 'high' }, outputSchema })).begin();
    await settled();
    expect(model.last.request).toMatchObject({
      model: 'gpt-other',
      reasoning: { effort: 'high' },
      outputSchema,
    });
    expect(told(events)[0]).toBe('settingsUpdated');
    expect(told(events)).not.toContain('threadWarning');
    model.last.send(...answer('msg_1', 'One.'));
    await settled();
    live.startTurn(say('two')).begin();
    await settled();
    expect(model.last.request).toMatchObject({ model: 'gpt-other', outputSchema: null });
    expect(live.settings.model).toBe('gpt-other');
  });

  test('carry local images as data, and words for one that cannot be read', async () => {
    const { thread, model, settled } = testAgent();
    const live = await thread();
    live
      .startTurn(input({ type: 'localImage', path: '/a.png' }, { type: 'localImage', path: '/b.txt' }))
      .begin();
    await settled();
    expect(model.last.request.input.at(-1)?.content).toEqual([
      { type: 'input_text', text: '<image name=[Image #1] path="/a.png">' },
      { type: 'input_image', detail: 'original', image_url: 'data:image/png;base64,/a.png' },
      { type: 'input_text', text: '</image>' },
      { type: 'input_text', text: 'cannot read /b.txt' },
    ]);
  });

  test('that another model serves are told once', async () => {
    const { thread, model, events, settled } = testAgent();
    (await thread()).startTurn(say('go')).begin();
    await settled();
    model.last.send({ type: 'created', model: 'gpt-small' }, ...answer('msg_1', 'Hi.').slice(1));
    await settled();
    expect(events.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ type: 'modelRerouted', fromModel: 'gpt-test', toModel: 'gpt-small' }),
    );
  });

  test('to an unknown model come with a warning', async () => {
    const { thread, events } = testAgent();
    const live = await thread({ model: 'mystery' });
    live.startTurn(say('go'));
    expect(events.map(({ event }) => event)).toMatchObject([
      { type: 'threadWarning', message: expect.stringContaining('Model metadata for `mystery` not found.') },
    ]);
  });

  test('take input up to 1,048,576 characters over all its text, counted as code points', async () => {
    const { thread } = testAgent();
    const live = await thread();
    const emoji = '👋'.repeat(524_288);
    const textPart = (words: string) => ({ type: 'text', text: words }) as const;
    expect(failureOf(() => live.startTurn(input(textPart(emoji), textPart(emoji), textPart('x'))))).toBe(
      'inputTooLarge',
    );
    expect(failureOf(() => live.startTurn(input(textPart(emoji), textPart(emoji))))).toBe(NOTHING_REFUSED);
  });
});
