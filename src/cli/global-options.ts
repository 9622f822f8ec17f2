// The options every command takes, as one checked value. What cannot be meant is a UsageError.

import { UsageError } from './errors.js';

const ALARM_AFTER_MS = 10_000;

export const approvalModes = ['ask', 'accept', 'decline', 'cancel'] as const;
type ApprovalMode = (typeof approvalModes)[number];

/** What was said on the command line; the environment is not looked at yet. */
export interface GlobalOptions {
  /** The last one said. */
  readonly codexBin?: string;
  /** All that were said, for what compares them. */
  readonly codexBins: readonly string[];
  readonly url?: string;
  readonly embedded: boolean;
  readonly offline: boolean;
  /** `key=value`, checked for form. */
  readonly config: readonly string[];
  readonly dynamicTools?: string;
  readonly wsTokenEnv?: string;
  readonly timeoutMs?: number;
  /** 0 is never. */
  readonly alarmMs: number;
  readonly profile?: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly raw: boolean;
  readonly approve?: ApprovalMode;
  readonly approveRules?: string;
  readonly expect?: readonly string[];
  readonly junit?: string;
  readonly otel: boolean;
}

/** What commander hands back for the declared options, keyed by their long names. */
export interface GivenOptions {
  readonly codexBin?: readonly string[];
  readonly url?: string;
  readonly embedded?: boolean;
  readonly offline?: boolean;
  readonly config?: readonly string[];
  readonly dynamicTools?: string;
  readonly wsTokenEnv?: string;
  readonly timeout?: string;
  readonly alarm?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly raw?: boolean;
  readonly approve?: ApprovalMode;
  readonly approveRules?: string;
  readonly expect?: readonly string[];
  readonly junit?: string;
  readonly otel?: boolean;
}

/** @throws UsageError `bad_option` */
export function readGlobalOptions(opts: GivenOptions): GlobalOptions {
  const config = opts.config ?? [];
  for (const override of config) checkOverride(override);
  return {
    codexBin: opts.codexBin?.at(-1),
    codexBins: opts.codexBin ?? [],
    url: opts.url,
    embedded: opts.embedded ?? false,
    offline: opts.offline ?? false,
    config,
    dynamicTools: opts.dynamicTools,
    wsTokenEnv: opts.wsTokenEnv,
    timeoutMs: opts.timeout === undefined ? undefined : timeoutMsOf(opts.timeout),
    alarmMs: alarmMsOf(opts.alarm),
    profile: opts.profile,
    json: opts.json ?? false,
    quiet: opts.quiet ?? false,
    raw: opts.raw ?? false,
    approve: opts.approve,
    approveRules: opts.approveRules,
    expect: opts.expect,
    junit: opts.junit,
    otel: opts.otel ?? false,
  };
}

/** @throws UsageError `bad_option` unless it reads `key=value` with a dotted key. */
function checkOverride(override: string): void {
  const equals = override.indexOf('=');
  const key = equals === -1 ? override : override.slice(0, equals);
  if (equals === -1) {
    throw new UsageError(
      'bad_option',
      `-c ${override} has no "="; write -c key=value, such as -c model=gpt-5.5.`,
    );
  }
  if (key.trim() === '' || key.split('.').some((part) => part.trim() === '')) {
    throw new UsageError(
      'bad_option',
      `-c ${override} has ${key.trim() === '' ? 'no key' : 'an empty part in its key'}; write -c key=value or -c table.key=value.`,
    );
  }
}

function alarmMsOf(text: string | undefined): number {
  if (text === undefined) return ALARM_AFTER_MS;
  const seconds = secondsOf(text);
  if (seconds >= 0) return Math.ceil(seconds * 1000);
  throw new UsageError('bad_option', `--alarm ${text} is not a number of seconds; 0 is for never.`);
}

function timeoutMsOf(text: string): number {
  const seconds = secondsOf(text);
  if (seconds > 0) return Math.ceil(seconds * 1000);
  throw new UsageError('bad_option', `--timeout ${text} is not a positive number of seconds.`);
}

/** NaN for what is no finite number. */
function secondsOf(text: string): number {
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(seconds) ? seconds : Number.NaN;
}
