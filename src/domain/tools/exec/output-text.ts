// What the model reads of a command: figures first, then its output, shortened in the middle.

import {
  bytesOf,
  lessBytes,
  linesOf,
  type OutputLimit,
  outputLimit,
  shortenedLines,
  shortenedText,
  tokensOf,
  wholeLimit,
} from '../../output-limit.js';
import type { ToolContext } from '../../ports.js';
import type { ToolDeps } from '../tool-deps.js';

/** What of an output is shown where a call does not say. */
const USUAL_TOKENS = 10_000;

type Limits = Pick<CommandReport, 'limit' | 'whole'>;

/** How much is shown of the output of a call that wants `wanted` tokens of it. */
export function reportLimits(
  wanted: number | undefined,
  { settings }: Pick<ToolContext, 'settings'>,
  { catalog }: Pick<ToolDeps, 'catalog'>,
): Limits {
  const asked: OutputLimit = { unit: 'tokens', most: wanted ?? USUAL_TOKENS };
  const facts = catalog.facts(settings.model);
  // What is more is left out when the model is asked.
  if (facts.outputsFitAtOnce !== true) return { limit: asked, whole: null };
  const taken = outputLimit(settings, facts);
  return { limit: bytesOf(asked) < bytesOf(taken) ? asked : taken, whole: wholeLimit(taken) };
}

export interface CommandReport {
  /** Named where the version does. */
  readonly command: string | null;
  readonly chunkId: string;
  readonly seconds: number;
  readonly exitCode: number | null;
  /** While it runs. */
  readonly sessionId: number | null;
  readonly output: string;
  /** Of the output. */
  readonly limit: OutputLimit;
  /** Of the report, for which the output is shortened further; null: the report may have any length. */
  readonly whole: OutputLimit | null;
  readonly shorteningIsAnnounced: boolean;
}

export function reportText(report: CommandReport): string {
  const { command, exitCode, sessionId, output, whole } = report;
  const figures = [
    ...(command === null ? [] : [`Command: ${command}`]),
    `Chunk ID: ${report.chunkId}`,
    `Wall time: ${report.seconds.toFixed(4)} seconds`,
    ...(exitCode === null ? [] : [`Process exited with code ${exitCode}`]),
    ...(sessionId === null ? [] : [`Process running with session ID ${sessionId}`]),
    `Original token count: ${tokensOf(output)}`,
    'Output:',
  ].join('\n');
  const within = (limit: OutputLimit): string => {
    const text = `${figures}\n${shortenedLines(output, limit, report.shorteningIsAnnounced)}`;
    const excess = whole === null ? 0 : new TextEncoder().encode(text).length - bytesOf(whole);
    return excess <= 0 || limit.most === 0 ? text : within(lessBytes(limit, excess));
  };
  return within(report.limit);
}

/** The same for scripts of the model. @param isShortened whether the call wants no more than the limit */
export function reportValue(report: CommandReport, isShortened: boolean) {
  const { chunkId, seconds, exitCode, sessionId, output, limit, shorteningIsAnnounced } = report;
  return {
    chunk_id: chunkId,
    wall_time_seconds: seconds,
    ...(exitCode === null ? {} : { exit_code: exitCode }),
    ...(sessionId === null ? {} : { session_id: sessionId }),
    original_token_count: tokensOf(output),
    output: isShortened ? shortenedLines(output, limit, shorteningIsAnnounced) : output,
  };
}

/** As shell_command and apply_patch report. */
export function shellText(exitCode: number, seconds: number, output: string, limit?: OutputLimit): string {
  const time = Math.round(seconds * 10) / 10;
  const fitting = limit === undefined ? output : shortenedText(output, limit);
  const lines = linesOf(output);
  const total = lines === linesOf(fitting) ? '' : `Total output lines: ${lines}\n`;
  return `Exit code: ${exitCode}\nWall time: ${time} seconds\n${total}Output:\n${fitting}`;
}

/** As the older shell tools report. */
export function jsonText(exitCode: number, seconds: number, output: string): string {
  const time = Math.round(seconds * 10) / 10;
  // JSON.stringify knows no 0.0.
  const duration = Number.isInteger(time) ? time.toFixed(1) : String(time);
  return `{"output":${JSON.stringify(output)},"metadata":{"exit_code":${exitCode},"duration_seconds":${duration}}}`;
}
