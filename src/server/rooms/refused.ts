// The ledger: methods of some pinned version that this server does not offer. They are answered exactly like a
// method nobody knows, so a client can tell. index.ts proves that nothing is missing here and nothing is twice.

import type { ClientMethod } from '../../protocol/index.js';

export const REFUSED_METHODS = [] as const satisfies readonly ClientMethod[];

/** Why they are not offered. */
export const REFUSAL_REASONS: Readonly<Record<(typeof REFUSED_METHODS)[number], string>> = {};

/**
 * Methods that are answered, but for lack of what they are about only the way any server answers them offline. The
 * reasons stand in docs/coverage.md.
 */
export const OFFLINE_METHODS = [
  {
    why: "Amazon's and Google's clouds serve models of their own and are never reached from here: what this machine has of their credentials is listed, what is wrong with a wish is said, a wish with nothing wrong is refused.",
    methods: ['account/bedrock/setup', 'account/gcp/setup'],
  },
  {
    why: "Remote control goes through the vendor's cloud, where this server is never enrolled.",
    methods: [
      'remoteControl/enable',
      'remoteControl/disable',
      'remoteControl/pairing/start',
      'remoteControl/pairing/status',
      'remoteControl/client/list',
      'remoteControl/client/revoke',
    ],
  },
  {
    why: 'Windows alone has this sandbox to set up.',
    methods: ['windowsSandbox/setupStart', 'windowsSandbox/readiness'],
  },
  {
    why: 'People prove who they are by hardware that no build for Linux asks.',
    methods: [
      'userVerification/status',
      'userVerification/enroll',
      'userVerification/delete',
      'userVerification/verify',
      'userVerification/cancel',
    ],
  },
] as const satisfies readonly { readonly why: string; readonly methods: readonly ClientMethod[] }[];
