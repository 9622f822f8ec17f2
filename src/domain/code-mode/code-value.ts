// What a script gets of a tool's answer: an object where the tool gives one, or else what the model would read. Pure.

import { isRecord, textAt } from '../../util/peek.js';
import type { ToolOutput } from '../ports.js';
import type { CodeAnswer } from './code-ports.js';

/** @param isOurs the tool is the agent's own, whose answers are objects where they are JSON */
export function codeAnswer(answer: ToolOutput, isOurs: boolean): CodeAnswer {
  if ('value' in answer) return { value: answer.value };
  const text = textOf(answer.output);
  if (answer.isRefused) return { refusal: text };
  return { value: isOurs ? (objectIn(text) ?? text) : text };
}

function textOf(output: ToolOutput['output']): string {
  if (typeof output === 'string') return output;
  return output.map((part) => textAt(part, 'text') ?? textAt(part, 'image_url') ?? '').join('\n');
}

function objectIn(text: string): unknown {
  if (!text.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
