// experimentalFeature/*: the switches of the active version; what the configuration sets beats what a client sets.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { featureShown } from '../catalogue/feature-row.js';
import { featuresOf } from '../catalogue/features.js';
import { pageOf } from '../page-of.js';
import { defineRoom } from '../room.js';

export const experimentalFeature = defineRoom('experimentalFeature', ({ profile, config, agent }) => {
  /** For the life of the server. */
  const enablement: Record<string, boolean> = {};
  return {
    'experimentalFeature/list': async ({ cursor, limit, threadId }) => {
      if (threadId != null) agent.liveThread(threadId);
      const { rows } = await featuresOf(profile.name);
      const enabled = { ...enablement, ...config.features() };
      const features = rows.map((row) => featureShown(row, enabled));
      return pageOf(features, { cursor, limit }, 'feature flags');
    },
    'experimentalFeature/enablement/set': async ({ enablement: wanted }) => {
      const { rows, settable } = await featuresOf(profile.name);
      const known = new Set(rows.map(([name]) => name));
      const taken = Object.entries(wanted).filter(([name]) => settable.has(name));
      if (profile.quirks.unknownFeatureEnablementIsRefused) {
        const other = Object.keys(wanted).find((name) => !settable.has(name));
        if (other !== undefined) throw refusal(other, known.has(other), settable);
      }
      config.features();
      for (const [name, on] of taken) enablement[name] = on;
      return { enablement: Object.fromEntries(taken) };
    },
  };
});

function refusal(name: string, isKnown: boolean, settable: ReadonlySet<string>): RpcError {
  const message = isKnown
    ? `unsupported feature enablement \`${name}\`: currently supported features are ${[...settable].join(', ')}`
    : `invalid feature enablement \`${name}\``;
  return new RpcError(RpcCode.invalidRequest, message);
}
