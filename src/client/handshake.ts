// The first exchange on a connection: who we are, who the server is, and which profile it speaks.

import type { InitializeResponse } from '../protocol/index.js';
import { textAt } from '../util/peek.js';
import { ClientError } from './errors.js';

/** What the server said about itself. */
export interface ServerInfo {
  readonly userAgent: string;
  /** The codex version in the user agent, undefined when there is none to read. */
  readonly version: string | undefined;
  readonly codexHome: string | undefined;
  readonly platformFamily: string | undefined;
  readonly platformOs: string | undefined;
}

/** The codex version in a user agent. */
export function versionIn(userAgent: string): string | undefined {
  return VERSION.exec(userAgent)?.[1];
}

const VERSION = /\/(\d+\.\d+\.\d+[\w.+-]*)(?:\s|$)/;

/** @throws ClientError `bad_answer` when this is no answer to `initialize`. */
export function readServerInfo(result: unknown): ServerInfo {
  const userAgent = textAt(result, 'userAgent');
  if (userAgent === undefined) {
    throw new ClientError('bad_answer', 'The answer to initialize names no userAgent.', {
      method: 'initialize',
    });
  }
  const optional = (name: keyof InitializeResponse): string | undefined => textAt(result, name);
  return {
    userAgent,
    version: versionIn(userAgent),
    codexHome: optional('codexHome'),
    platformFamily: optional('platformFamily'),
    platformOs: optional('platformOs'),
  };
}

/**
 * The known profile that comes nearest to a version: the same, else the newest that is older, else the
 * oldest. Without a version, `assumed`.
 */
export function nearestProfile(
  version: string | undefined,
  known: readonly string[],
  assumed: string,
): string {
  if (version === undefined || known.includes(version)) return version ?? assumed;
  const rising = [...known].sort(compareVersions);
  return rising.findLast((candidate) => compareVersions(candidate, version) <= 0) ?? rising[0] ?? assumed;
}

/** Negative when `a` is older than `b`. What follows the three numbers does not count. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (const [index, number] of left.entries()) {
    const difference = number - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): number[] {
  const [core = ''] = version.split(/[-+]/);
  return core.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
