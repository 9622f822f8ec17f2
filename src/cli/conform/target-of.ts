// From the options to the server under test, and to the baseline it is held to.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { connect, nearestProfile } from '../../client/index.js';
import {
  type Baseline,
  baselineNamed,
  EMPTY_BASELINE,
  inProcessTarget,
  parseBaseline,
  processTarget,
  type Target,
  urlTarget,
} from '../../conformance/index.js';
import { defaultProfileName, isProfileName, type ProfileName, profileNames } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import type { CommandContext } from '../command.js';
import { openUrl } from '../connect.js';
import { type Endpoint, resolveEndpoint } from '../endpoint.js';
import { UsageError } from '../errors.js';
import { codexVersion } from '../offline-home.js';

/** @throws UsageError; TransportError when the executable cannot be started */
export async function targetOf(context: CommandContext): Promise<Target> {
  const { options, io } = context;
  const endpoint = resolveEndpoint(options, io.env);
  const given = options.profile ?? (io.env.ASTC_PROFILE || undefined);
  if (given !== undefined && !isProfileName(given))
    throw new UsageError('bad_option', `This build has no profile ${given}.`);
  if (options.config.length > 0)
    throw new UsageError('no_effect', '-c means nothing here: each scenario brings its own configuration.');
  switch (endpoint.kind) {
    case 'embedded':
      return embeddedTarget(given ?? defaultProfileName);
    case 'codexBin':
      return executableTarget(endpoint.path, given, context);
    case 'url':
      return listeningTarget(endpoint, given, context);
  }
}

export async function embeddedTarget(profile: ProfileName): Promise<Target> {
  const { createAppServer } = await import('../../server/index.js');
  return inProcessTarget({
    name: `embedded ${profile}`,
    profile,
    flags: `--embedded --profile ${profile}`,
    hasClock: true,
    create: ({ home, env, clock }) =>
      createAppServer({
        profile,
        codexHome: home.codexHome,
        cwd: home.cwd,
        clock,
        env: { PATH: process.env.PATH, HOME: home.root, TERM: 'xterm-256color', ...env },
      }),
  });
}

export async function executableTarget(
  command: string,
  given: ProfileName | undefined,
  { io }: { readonly io: Pick<CommandContext['io'], 'env'> },
): Promise<Target> {
  const version = await codexVersion(command);
  const profile = given ?? (nearestProfile(version, profileNames, defaultProfileName) as ProfileName); // one of those it was given;
  const name = path.basename(command).replace(/\.js$/, '');
  return processTarget({ command, profile, env: io.env, name: `${name} ${version ?? profile}` });
}

async function listeningTarget(
  { url }: Extract<Endpoint, { kind: 'url' }>,
  given: ProfileName | undefined,
  context: CommandContext,
): Promise<Target> {
  const profile = given ?? (await profileOf(url, context));
  const { options, io } = context;
  const bearerToken = options.wsTokenEnv === undefined ? undefined : io.env[options.wsTokenEnv];
  return urlTarget({ url, profile, bearerToken });
}

/** The version that a server names in its handshake, or the nearest that this build knows. */
async function profileOf(url: string, context: CommandContext): Promise<ProfileName> {
  const transport = await openUrl(url, context);
  try {
    const { server } = await connect(transport, { signal: context.stopped, clock: context.io.clock });
    if (server.version === undefined)
      throw new UsageError(
        'bad_option',
        'The server does not say which version it speaks: say --profile VERSION.',
      );
    return nearestProfile(server.version, profileNames, defaultProfileName) as ProfileName; // one of those it was given
  } finally {
    await transport.close();
  }
}

/**
 * A file, the name of one that comes with this build, or `none`; by default that of the target's name.
 * @throws UsageError
 */
export function baselineOf(target: Target, given: string | undefined): Baseline {
  if (given === 'none') return EMPTY_BASELINE;
  const known = baselineNamed(given ?? target.name.replaceAll(' ', '-'));
  if (known !== EMPTY_BASELINE || given === undefined) return known;
  try {
    return parseBaseline(JSON.parse(readFileSync(given, 'utf8')));
  } catch (thrown) {
    throw new UsageError('bad_option', `--baseline ${given} cannot be read: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}
