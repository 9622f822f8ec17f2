// exec and wait: the model writes a script that calls its tools, and looks again at one that it let run on.

import type { ToolContext, ToolThread } from '../ports.js';
import { Arguments } from '../tools/arguments.js';
import { amount, flag, functionTool, type Tool, text } from '../tools/tool.js';
import type { CodeSession } from './code-session.js';
import type { CodeTool } from './code-tools.js';
import { codeWish } from './pragma.js';

export interface CodeToolDeps {
  /** What scripts of the thread call; null: it has none. `described`: those that the model is told of with exec. */
  toolsOf(
    thread: ToolThread,
  ): { readonly all: readonly CodeTool[]; readonly described: readonly CodeTool[] } | null;
  sessionOf(context: ToolContext): CodeSession;
}

const USUAL_WAIT_MS = 10_000;

export function execTool({ toolsOf, sessionOf }: CodeToolDeps): Tool {
  return {
    name: 'exec',
    kind: 'custom',
    offered(thread) {
      const tools = toolsOf(thread);
      return tools === null
        ? null
        : { type: 'custom', name: 'exec', description: execText(tools.described), format: FORMAT };
    },
    run(call, context) {
      const all = toolsOf(context)?.all ?? [];
      return sessionOf(context).exec(call, codeWish(call.input), { context, tools: all });
    },
  };
}

export function waitTool({ toolsOf, sessionOf }: CodeToolDeps): Tool {
  return {
    name: 'wait',
    kind: 'function',
    offered: (thread) =>
      toolsOf(thread) === null
        ? null
        : functionTool(
            'wait',
            WAIT,
            {
              cell_id: text('Which script, as exec told it.'),
              max_tokens: amount('How much of its output to return, in tokens; 10000 by default.'),
              terminate: flag('Whether to end it now; false by default.'),
              yield_time_ms: amount('Milliseconds to wait; 10000 by default.'),
            },
            ['cell_id'],
          ),
    async run(call, context) {
      const args = new Arguments(call.input);
      const cellId = args.text('cell_id');
      const watch = {
        yieldMs: args.optionalCount('yield_time_ms', 'u64') ?? USUAL_WAIT_MS,
        maxTokens: args.optionalCount('max_tokens', 'usize') ?? null,
        stops: args.optionalFlag('terminate') ?? false,
      };
      return sessionOf(context).wait(cellId, watch, context);
    },
  };
}

const WAIT = `Waits for a script that \`exec\` left running, and returns what it has said since.
- \`cell_id\` is the id in \`Script running with cell ID …\`.
- One that runs on can be waited for again; one that has ended is told once.
- With \`terminate: true\` it ends at once.`;

const EXEC = `Runs JavaScript that calls tools, several at once or one after the other, and says what matters of their results.
- The input is source text of an async module, neither JSON nor a Markdown block. It runs in a fresh world without Node, files, network, imports or console, and ends with its last statement: what nobody awaits is dropped.
- Tools are functions of \`tools\`, as in \`await tools.exec_command({ cmd: "ls" })\`. They take an object or a text, resolve with an object or a text, and reject with the text of a refusal.
- A first line \`// @exec: {"yield_time_ms": 10000, "max_output_tokens": 1000}\` says how long to wait before the script runs on by itself (30000 by default), and how much of its output to return (10000 tokens by default).

In its world:
- \`text(value)\` adds a text to the output; what is no text becomes JSON.
- \`image(url | { image_url, detail? } | ImageContent, detail?)\` adds a picture, by data URL or as an MCP server gave it; \`detail\` is auto, low, high or original. \`audio(url | { audio_url } | AudioContent)\` adds sound. \`content(block | blocks)\` adds blocks of an MCP result, \`generatedImage({ image_url, output_hint? })\` a picture that was made.
- \`store(key, value)\` keeps a value of JSON for later scripts, which \`load(key)\` gives back.
- \`notify(value)\` tells you something at once.
- \`yield_control()\` returns the output so far while the script runs on; look at it again with \`wait\`.
- \`exit()\` ends the script as if it were over.
- \`setTimeout(callback, ms?)\` and \`clearTimeout(id)\`; a timer alone keeps no script running.
- \`as_settled(promises)\` is an async iterable of results as they come, each with \`index\`, \`status\` and \`value\` or \`reason\`; \`stream_settled(promises, callback)\` calls back with them.
- \`ALL_TOOLS\` lists name and description of every tool, those that are not described here as well.`;

function execText(described: readonly CodeTool[]): string {
  const told = (tools: readonly CodeTool[]): string[] =>
    tools.map(({ name, brief }) => `### \`${name}\`\n${brief}`);
  const groups = new Map(described.map(({ namespace, group }) => [namespace, group]));
  groups.delete(null);
  return [
    EXEC,
    ...told(described.filter(({ namespace }) => namespace === null)),
    ...[...groups].flatMap(([name, group]) => [
      `## ${name}\n${group}`,
      ...told(described.filter(({ namespace }) => namespace === name)),
    ]),
  ].join('\n\n');
}

const FORMAT = {
  type: 'grammar',
  syntax: 'lark',
  definition: String.raw`
start: pragma_source | plain_source
pragma_source: PRAGMA_LINE NEWLINE SOURCE
plain_source: SOURCE

PRAGMA_LINE: /[ \t]*\/\/ @exec:[^\r\n]*/
NEWLINE: /\r?\n/
SOURCE: /[\s\S]+/
`,
};
