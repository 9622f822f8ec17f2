// What the two pinned versions say of patches.
import type { PatchRules } from '../../../src/domain/patch/patch.js';

export const NEW_RULES: PatchRules = {
  oneOperationPerFile: true,
  takesEnvironmentId: true,
  bareChunkCountsHeader: false,
  failuresNameAbsolutePaths: true,
};

export const OLD_RULES: PatchRules = {
  oneOperationPerFile: false,
  takesEnvironmentId: false,
  bareChunkCountsHeader: true,
  failuresNameAbsolutePaths: false,
};
