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

  it('names a thread after its message where the terminal UI asks for a title', async () => {
    const schema = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] };
    const format = { type: 'json_schema', name: 'codex_output_schema', strict: true, schema };
    const asked =
      'Generate a concise, single-line task title. Do not answer.\n\nUser prompt:\nSay "hi" to me\nplease';
    expect(JSON.parse((await played({ ...said(asked), text: { format } })).text)).toEqual({ title: 'Say ' });
    const plain = asked.replaceAll('"', '');
    const { text } = await played({ ...said(plain), text: { format } });
    expect(JSON.parse(text)).toEqual({ title: 'Say hi to me' });
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

describe('the built-in script, asked for something plainly', () => {
  const tools = [
    { type: 'function', name: 'exec_command' },
    { type: 'custom', name: 'apply_patch' },
  ];

  async function called(text: string): Promise<unknown> {
    const { events } = await played({ ...said(text), tools });
    const item = events.find(({ type }) => type === 'response.output_item.done')?.item;
    return item?.type === 'custom_tool_call' ? item.input : item?.arguments && JSON.parse(item.arguments);
  }

  it.each([
    ['Run `touch /tmp/x` and confirm the file exists.', 'touch /tmp/x'],
    ['Please run the command `echo "hi" && ls`', 'echo "hi" && ls'],
    [
      'Run this exact command, without splitting it: /usr/bin/true && /usr/bin/true',
      '/usr/bin/true && /usr/bin/true',
    ],
  ])('runs what "%s" names', async (text, cmd) => {
    expect(await called(text)).toEqual({ cmd });
  });

  it('asks to leave the sandbox when told to run something outside it', async () => {
    expect(await called('Run `touch x` outside the sandbox.')).toMatchObject({
      cmd: 'touch x',
      sandbox_permissions: 'require_escalated',
      justification: 'May this run outside the sandbox: touch x?',
    });
  });

  it('tries again outside the sandbox what the sandbox stopped, once', async () => {
    const asked = message('user', 'Run `touch x`');
    const stopped = (id: string) => [functionCall(id), functionOutput(id, 'touch: x: Read-only file system')];
    const again = (await played(body(asked, ...stopped('run_1')))).events.find(({ item }) => item)?.item;
    expect(again).toMatchObject({ type: 'function_call', call_id: 'again_id_00' });
    const { text } = await played(body(asked, ...stopped('run_1'), ...stopped('again_1')));
    expect(text).toContain('The tool answered: touch: x: Read-only file system');
  });

  it.each([
    ['Create a file named a.txt containing `one`.', '*** Add File: a.txt\n+one'],
    [
      'Create a file named A.txt containing a short hello message using apply_patch.',
      '*** Add File: A.txt\n+a short hello message',
    ],
    ['Write a new file called a/b.txt', '*** Add File: a/b.txt\n+'],
    ['Replace `one` with `two` in a.txt.', '*** Update File: a.txt\n@@\n-one\n+two'],
    ['Delete the file a.txt', '*** Delete File: a.txt'],
  ])('patches for "%s"', async (text, hunk) => {
    expect(await called(text)).toBe(`*** Begin Patch\n${hunk}\n*** End Patch`);
  });

  it.each([
    ['Make a plan for the move', { plan: [{ step: 'Read the request' }, {}, { status: 'pending' }] }],
    ['Ask me: is this right?', { questions: [{ question: 'is this right?' }] }],
    ['View the image a.png', { path: 'a.png' }],
    ['Use the tool weather with {"city": "Bonn"}', { city: 'Bonn' }],
  ])('calls a tool for "%s"', async (text, expected) => {
    expect(await called(text)).toMatchObject(expected);
  });

  it.each(['A trial run takes long', 'The file named a.txt is gone', 'What is a plan?'])(
    'only talks about "%s"',
    async (text) => {
      expect(await called(text)).toBeUndefined();
    },
  );
});
