// request_user_input_async: shows the user questions while the work goes on. What is answered comes as input of the
// turn, or of another one.

import type { ThreadItem } from '../../protocol/index.js';
import { Arguments } from './arguments.js';
import { functionTool, type Tool, ToolRefusal, text } from './tool.js';

type AgentMessage = Extract<ThreadItem, { type: 'agentMessage' }>;
type Question = NonNullable<AgentMessage['questions']>[number];

export const requestUserInputAsync: Tool = {
  name: 'request_user_input_async',
  kind: 'function',
  offered: () =>
    functionTool(
      'request_user_input_async',
      'Asks the user one or more questions without waiting: work goes on, and an answer comes later as a message of the user. For what only the user can say.',
      {
        questions: {
          type: 'array',
          description: 'The questions, in the order they are shown.',
          minItems: 1,
          items: {
            type: 'object',
            properties: {
              options: {
                type: 'array',
                items: { type: 'string' },
                minItems: 1,
                description:
                  'Answers to choose from, the recommended one first. The user may always write something else; leave them out for a question that is open.',
              },
              title: text('The whole question, with what is needed to answer it.'),
            },
            required: ['title'],
            additionalProperties: false,
          },
        },
      },
      ['questions'],
    ),
  async run(call, context) {
    const args = new Arguments(call.input);
    args.assertOnly(['questions']);
    const questions = args.objects('questions').map(questionIn);
    if (questions.length === 0) throw new ToolRefusal('questions must not be empty');
    questions.forEach(assertAnswerable);
    const item: AgentMessage = {
      type: 'agentMessage',
      moderation: null,
      id: call.callId,
      text: questions.map(asText).join('\n\n'),
      phase: 'final_answer',
      memoryCitation: null,
      delivery: 'async',
      questions,
    };
    context.startItem(item);
    context.completeItem(item);
    return { output: JSON.stringify({ accepted: true }) };
  },
};

function questionIn(args: Arguments): Question {
  args.assertOnly(['title', 'options']);
  const title = args.text('title');
  return { title, options: args.optionalTexts('options')?.slice() ?? null };
}

/** @throws ToolRefusal */
function assertAnswerable({ title, options }: Question): void {
  if (title.trim() === '') throw new ToolRefusal('question titles must not be empty');
  if (options === null) return;
  if (options.length === 0 || options.some((option) => option.trim() === '')) {
    throw new ToolRefusal('options must contain at least one non-empty answer');
  }
}

function asText({ title, options }: Question): string {
  return [title, ...(options ?? []).map((option) => `- ${option}`)].join('\n');
}
