// Which version a command means that talks to no server: --profile, ASTC_PROFILE, or the newest.

import { isProfileName, loadProfile, type Profile, profileNames } from '../../protocol/profiles.js';
import type { CommandContext } from '../command.js';
import { UsageError } from '../errors.js';

/** @throws UsageError `bad_option` for a version this build does not know */
export function chosenProfile({ options, io }: CommandContext): Profile {
  const name = options.profile ?? io.env.ASTC_PROFILE;
  if (name === undefined || name === '') return loadProfile();
  if (isProfileName(name)) return loadProfile(name);
  throw new UsageError(
    'bad_option',
    `There is no profile ${name}; this build knows ${profileNames.join(' and ')}.`,
  );
}
