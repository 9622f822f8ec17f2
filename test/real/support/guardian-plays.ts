// What plays with a reviewer of approvals share: who is asked, what is said, and a server with such a thread.
import { createBackend, type Reply } from '../../../src/backend/index.js';
import { handshake } from './compare.js';
import { type Frame, type Side, startTarget, type Target, type Version } from './target.js';

export const REVIEWER = { header: { 'x-openai-subagent': 'guardian' } };

export const GUARDED = {
  approvalPolicy: 'on-request',
  approvalsReviewer: 'guardian_subagent',
  sandbox: 'workspace-write',
};

export const ESCALATED = {
  cmd: 'touch made.txt',
  sandbox_permissions: 'require_escalated',
  justification: 'It has to be made.',
};

export const ALLOW = {
  risk_level: 'low',
  user_authorization: 'high',
  outcome: 'allow',
  rationale: 'It was asked for.',
};
export const DENY = {
  risk_level: 'high',
  user_authorization: 'low',
  outcome: 'deny',
  rationale: 'Too much.',
};

/** The reply of a reviewer. */
export const said = (assessment: object) => ({
  text: { content: JSON.stringify(assessment), split: 'none' },
});

/** As the reviewer of that version says it. */
export function verdictOf(isAllowed: boolean, version: Version) {
  const { rationale } = isAllowed ? ALLOW : DENY;
  const score = { risk_level: 'low', risk_score: isAllowed ? 5 : 90, rationale, evidence: [] };
  return said(version === '0.118.0' ? score : isAllowed ? ALLOW : DENY);
}

export interface Asked {
  readonly headers: Frame;
  readonly body: { readonly input: readonly Frame[]; readonly tools: readonly Frame[] };
}

export const isReviewer = ({ headers }: { readonly headers: Frame }): boolean =>
  headers['x-openai-subagent'] === 'guardian';

interface Setting {
  readonly side: Side;
  readonly version: Version;
  readonly replies: readonly object[];
  /** More of config.toml. */
  readonly config?: string;
  /** Of a name that no version knows, where tools are not to be put away. */
  readonly model?: string;
  /** Files of /etc/codex. */
  readonly system?: Readonly<Record<string, string>>;
}

/** Starts a server whose provider follows the script. */
export async function withGuarded<T>(
  { side, version, replies, config = '', model, system }: Setting,
  use: (target: Target, requests: () => Asked[]) => Promise<T>,
): Promise<T> {
  // Replies as the script takes them.
  const backend = await createBackend({ script: { replies: [...replies] as Reply[] } }).listen();
  try {
    const usual = backend.codexConfig();
    const chosen = model === undefined ? usual : usual.replace(/^model = .*$/m, `model = "${model}"`);
    const target = await startTarget({
      side,
      version,
      config: `${chosen}${config}`,
      ...(system === undefined ? {} : { system }),
    });
    try {
      await handshake(target);
      return await use(target, () =>
        backend.requests.flatMap((request) =>
          request.path.endsWith('/responses') ? [request as unknown as Asked] : [],
        ),
      );
    } finally {
      await target.close();
    }
  } finally {
    await backend.close();
  }
}
