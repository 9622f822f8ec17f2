// What two versions do otherwise: the conformance scenarios on both. A version that is only named is played on our
// own server, a path is a codex of its own.

import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  type BehaviourDrift,
  behaviourSections,
  catalogue,
  playDrift,
  progressBar,
  type Scenario,
  type Target,
} from '../../conformance/index.js';
import type { Section, Usage } from '../../drift/index.js';
import { isProfileName, loadProfile, profileNames } from '../../protocol/index.js';
import { stateDir } from '../../util/state-dir.js';
import type { CommandContext } from '../command.js';
import { embeddedTarget, executableTarget } from '../conform/target-of.js';
import { codexVersion } from '../offline-home.js';

export interface PlayedDrift extends BehaviourDrift {
  /** One sentence. */
  readonly sums: string;
  sections(withNews: boolean): Section[];
}

/** @throws TransportError when a codex cannot be started */
export async function playBehaviour(
  context: CommandContext,
  sides: readonly [string, string],
  usage: Usage | undefined,
): Promise<PlayedDrift> {
  const { io, options, output, stopped } = context;
  const [from, to] = [await sideOf(sides[0], context), await sideOf(sides[1], context)];
  const versions = { from: from.version, to: to.version };
  // Not below the temporary directory: newer servers refuse a home there.
  const workDir = mkdtempSync(path.join(stateDir(io.env, 'drift'), 'run-'));
  let bar = progressBar(0, 0, 0);
  output.waiting(() => `${from.target.name}, then ${to.target.name} ${bar}`);
  try {
    const drift = await playDrift({
      scenarios: usage === undefined ? catalogue : catalogue.filter((one) => concerns(one, usage)),
      from: from.target,
      to: to.target,
      versions,
      workDir,
      patienceMs: options.timeoutMs,
      signal: stopped,
      onProgress(done, all) {
        bar = progressBar(done, all, 0);
      },
    });
    // A run that was cut short proves nothing.
    stopped.throwIfAborted();
    const changes = drift.changes.filter(
      ({ kind, place }) => kind === 'scenario' || usage === undefined || usage.has(place.split(' ')[0] ?? ''),
    );
    return {
      played: drift.played,
      changes,
      sums: `${drift.played} scenarios played on ${from.target.name} and on ${to.target.name}, ${changes.length} differences in what they do.`,
      sections: (withNews) => behaviourSections(changes, versions, withNews),
    };
  } finally {
    output.waiting(undefined);
    rmSync(workDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function sideOf(side: string, context: CommandContext): Promise<{ target: Target; version: string }> {
  if (isProfileName(side)) return { target: await embeddedTarget(side), version: side };
  const target = await executableTarget(side, undefined, context);
  return { target, version: (await codexVersion(side)) ?? target.profile };
}

/** Whether all it asks of a server, or is asked, is in use, and anything of what it shows. */
function concerns({ covers = [] }: Scenario, usage: Usage): boolean {
  return covers.some((one) => usage.has(one)) && covers.filter(isRequest).every((one) => usage.has(one));
}

function isRequest(message: string): boolean {
  return profileNames
    .map(loadProfile)
    .some((profile) => (profile.methodInfo(message) ?? profile.serverRequestInfo(message)) !== undefined);
}
