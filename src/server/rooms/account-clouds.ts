// account/bedrock/*, account/gcp/*: other vendors' clouds, which are not reached from here.
// What can be told without them is told: what is set up on this machine, and what is wrong with a wish.

import { cloudRefusal } from '../../domain/provider-facts.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { defineRoom } from '../room.js';

const BEDROCK_REGIONS: ReadonlySet<string> = new Set([
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-west-1',
  'eu-west-2',
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'ap-south-1',
  'ap-southeast-3',
  'ap-northeast-1',
  'sa-east-1',
  'us-gov-west-1',
  'us-gov-east-1',
]);

export const accountClouds = defineRoom('account/clouds', (deps) => ({
  'account/bedrock/discover': () => deps.clouds.aws(),

  'account/bedrock/setup': async (params) => {
    if (!BEDROCK_REGIONS.has(params.region))
      refuse(`Amazon Bedrock does not support region \`${params.region}\``);
    const { profiles, environmentCredentials } = await deps.clouds.aws();
    if (params.type === 'profile') {
      const { profile } = params;
      if (profile === '') refuse('AWS profile name must not be empty.');
      if (!profiles.some(({ name }) => name === profile))
        refuse(
          `failed to load credentials for AWS profile \`${profile}\`: failed to load AWS credentials: the credential provider was not enabled`,
        );
    } else if (environmentCredentials.length === 0)
      refuse(
        'No AWS credentials found. Please Configure AWS credentials or complete AWS sign-in, then try again.',
      );
    return refuse(cloudRefusal('amazonBedrock'));
  },

  'account/bedrock/checkGovCloudRequirements': async () => {
    const { cloud } = deps.config.usualProvider('failed to load configuration');
    if (cloud !== 'amazonBedrock') return { isGovCloud: false, shouldWarn: false };
    const id = deps.config.defaultProvider();
    const settings = deps.config.providers().find((provider) => provider.id === id)?.settings;
    const configured = settings?.type === 'bedrock' ? settings : { profile: null, region: null };
    const found = await deps.clouds.awsRegion(configured, id);
    if ('problem' in found)
      throw new RpcError(
        RpcCode.internalError,
        `failed to resolve Amazon Bedrock region: Fatal error: ${found.problem}`,
      );
    const isGovCloud = found.region.startsWith('us-gov-');
    return { isGovCloud, shouldWarn: isGovCloud };
  },

  'account/gcp/setup': async ({ projectId, location, credentialFile }) => {
    if (!isGcpName(projectId)) refuse(`model_providers.gcp.project_id ${GCP_NAMES}`);
    if (location != null && !isGcpName(location)) refuse(`model_providers.gcp.location ${GCP_NAMES}`);
    const problem = credentialFile == null ? null : await deps.clouds.gcpFileProblem(credentialFile);
    if (problem !== null) refuse(problem, { reason: 'credentialFileInvalid' });
    return refuse(cloudRefusal('gcp'));
  },
}));

const GCP_NAMES = 'must be non-empty and contain only ASCII letters, digits, and hyphens';

function isGcpName(text: string): boolean {
  return /^[A-Za-z0-9-]+$/.test(text);
}

function refuse(message: string, data?: unknown): never {
  throw new RpcError(RpcCode.invalidRequest, message, data === undefined ? {} : { data });
}
