import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/cloud-refusals',
  requires:
    'Without credentials on the machine none are found, and what is wrong with a wish for a cloud is said.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: [
    'account/bedrock/discover',
    'account/bedrock/setup',
    'account/bedrock/checkGovCloudRequirements',
    'account/gcp/setup',
  ],
  // Credentials are not looked for outside the machine.
  env: { AWS_EC2_METADATA_DISABLED: 'true' },
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('account/bedrock/discover', {}, { profiles: [], environmentCredentials: [] });
    await line.answers(
      'account/bedrock/checkGovCloudRequirements',
      {},
      { isGovCloud: false, shouldWarn: false },
    );
    for (const region of ['mars', ''])
      await line.refuses(
        'account/bedrock/setup',
        { type: 'environment', region },
        { message: `Amazon Bedrock does not support region \`${region}\`` },
      );
    await line.refuses(
      'account/gcp/setup',
      { projectId: '' },
      { message: /^model_providers\.gcp\.project_id must be non-empty/ },
    );
    await line.refuses(
      'account/gcp/setup',
      { projectId: 'a', credentialFile: 'relative.json' },
      {
        message: 'provider credential_file must be an absolute path',
        data: { reason: 'credentialFileInvalid' },
      },
    );
  },
});
