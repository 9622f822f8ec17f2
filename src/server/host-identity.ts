// Who the server says it is: user agent, home and platform of the answer to initialize.

import { readFileSync } from 'node:fs';
import os from 'node:os';

export interface HostIdentity {
  /** Absolute. */
  readonly codexHome: string;
  readonly platformFamily: 'unix' | 'windows';
  readonly platformOs: string;
  /** What the client is called in rollouts and in requests to the model. */
  originator(clientName: string): string;
  userAgent(client: { readonly name: string; readonly version: string }): string;
  /** What requests to the model say on behalf of an originator. */
  modelUserAgent(originator: string): string;
}

export interface HostOptions {
  readonly codexHome: string;
  /** The codex version that is spoken. */
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function hostIdentity({ codexHome, version, env }: HostOptions): HostIdentity {
  const originator = (clientName: string): string => env.CODEX_INTERNAL_ORIGINATOR_OVERRIDE || clientName;
  let system: string | undefined;
  const agentOf = (name: string): string => {
    system ??= `${systemName()}; ${ARCHITECTURES[process.arch] ?? process.arch}`;
    return `${name}/${version} (${system}) ${terminalOf(env)}`;
  };
  return {
    codexHome,
    platformFamily: process.platform === 'win32' ? 'windows' : 'unix',
    platformOs: PLATFORM_NAMES[process.platform] ?? process.platform,
    originator,
    userAgent: (client) =>
      printable(`${agentOf(originator(client.name))} (${client.name}; ${client.version})`),
    modelUserAgent: (name) => printable(agentOf(name)),
  };
}

/** What a header may hold. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '_');
}

const PLATFORM_NAMES: Readonly<Record<string, string>> = { darwin: 'macos', win32: 'windows' };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x86_64' };

/** `Debian 12.0.0`: name and version in three parts, as far as the system tells. */
function systemName(): string {
  if (process.platform === 'darwin') return `Mac OS ${threeParts(os.release())}`;
  if (process.platform === 'win32') return `Windows ${threeParts(os.release())}`;
  return linuxName();
}

function linuxName(): string {
  try {
    const facts = new Map(
      readFileSync('/etc/os-release', 'utf8')
        .split('\n')
        .map((line) => [
          line.slice(0, line.indexOf('=')),
          line.slice(line.indexOf('=') + 1).replaceAll('"', ''),
        ]),
    );
    const name = (facts.get('NAME') ?? 'Linux').replace(/ (GNU\/)?Linux$/, '');
    const version = facts.get('VERSION_ID');
    return version === undefined ? `${name} unknown` : `${name} ${threeParts(version)}`;
  } catch {
    return 'Linux unknown';
  }
}

function threeParts(version: string): string {
  const [major = '0', minor = '0', patch = '0'] = version.split('.');
  return [major, minor, patch].map((part) => Number.parseInt(part, 10) || 0).join('.');
}

function terminalOf(env: HostOptions['env']): string {
  const program = env.TERM_PROGRAM;
  if (program) return env.TERM_PROGRAM_VERSION ? `${program}/${env.TERM_PROGRAM_VERSION}` : program;
  return env.TERM || 'unknown';
}
