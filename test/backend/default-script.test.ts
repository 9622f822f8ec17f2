import { describe, expect, it } from 'vitest';
import { readModelRequest } from '../../src/backend/model-request.js';
import { ScriptEngine } from '../../src/backend/script-engine.js';
import { body, functionCall, functionOutput, message } from './requests.js';
import { deltasOf, type Event, eventsOf, finishedText, stepsOfChecked, typesOf } from './streams.js';

interface Played {
  readonly text: string;
  readonly events: readonly Event[];
  readonly milliseconds: number;
}

async function played(given: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Played> {
  const { reply } = await new ScriptEngine(undefined).choose(given, headers);
  const steps = stepsOfChecked(reply, readModelRequest(given, headers, 1));
  const milliseconds = steps.reduce((sum, step) => sum + (step.kind === 'wait' ? step.ms : 0), 0);
  const events = eventsOf(steps);
  return { text: finishedText(events), events, milliseconds };
}

const said = (text: string): Record<string, unknown> => body(message('user', text));

describe('the built-in script', () => {
  it('answers any message with its own words, what it is, and some reasoning', async () => {
    const { text, events } = await played(said('What is 2 + 2?'));
    expect(text).toContain('“What is 2 + 2?”');
    expect(text).toContain('scripted backend');
    expect(typesOf(events)).toContain('reasoning_summary_text.delta');
    expect(typesOf(events).at(-1)).toBe('completed');
  });

  it('streams an answer in many small pieces, within two seconds', async () => {
    const { events, milliseconds } = await played(said('hello'));
    expect(deltasOf(events).length).toBeGreaterThan(20);
    expect(milliseconds).toBeGreaterThan(500);
    expect(milliseconds).toBeLessThan(2000);
  });

  it('says the same every time', async () => {
    expect(await played(said('hello'))).toEqual(await played(said('hello')));
  });

  it.each([
    'respond with thorough docs on the rust core',
    'Please respond with thorough docs on the rust core.',
  ])('takes "%s" as a wish for a long stream on that topic', async (wish) => {
    const { text, events, milliseconds } = await played(said(wish));
    expect(text).toMatch(/^# the rust core\n/);
    expect(deltasOf(events).length).toBeGreaterThan(400);
    expect(milliseconds).toBeGreaterThan(4000);
    expect(milliseconds).toBeLessThan(9000);
  });

  it('answers a request for structured output with JSON that follows the schema', async () => {
    const schema = {
      type: 'object',
      properties: {
        title: { type: 'string', maxLength: 10 },
        tags: { type: 'array', items: { type: 'string' } },
        level: { enum: ['low', 'high'] },
        size: { anyOf: [{ type: 'integer', minimum: 3 }, { type: 'null' }] },
        inner: { $ref: '#/$defs/inner' },
        optional: { type: 'boolean' },
      },
      required: ['title', 'tags', 'level', 'size', 'inner'],
      $defs: { inner: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] } },
    };
    const format = { type: 'json_schema', name: 'codex_output_schema', strict: true, schema };
    const { text } = await played({ ...said('Name this thread for me'), text: { format } });
    expect(JSON.parse(text)).toEqual({
      title: 'Name this ',
      tags: [],
      level: 'low',
      size: 3,
      inner: { ok: false },
    });
  });

  it('summarises when history is compacted', async () => {
    const prompt = 'You are performing a CONTEXT CHECKPOINT COMPACTION. Create a handoff summary.';
    const { text } = await played({ ...said(prompt), tools: [] });
    expect(text).toMatch(/^Handoff summary/);
  });

  it('answers a review in the form a reviewer must use', async () => {
    const { text } = await played(said('check the thing'), { 'x-openai-subagent': 'review' });
    expect(JSON.parse(text)).toMatchObject({ findings: [], overall_correctness: 'patch is correct' });
  });

  it('reports what a tool answered', async () => {
    const { text } = await played(
      body(message('user', 'go'), functionCall('a'), functionOutput('a', 'exit code 0')),
    );
    expect(text).toContain('exit code 0');
  });

  it('answers even when nobody said anything', async () => {
    expect((await played(body())).text).toContain('no message to answer');
    expect((await played({})).text).toContain('no message to answer');
  });
});
