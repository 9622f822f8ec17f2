// Providers that are the clouds of their vendors: known by their ids, never reached from here.

/** Ids that only the clouds of their vendors can have; config.toml says how those are reached. */
export const CLOUD_PROVIDERS: Readonly<Record<string, string>> = {
  'amazon-bedrock': 'Amazon Bedrock Mantle',
  'amazon-bedrock-runtime': 'Amazon Bedrock Runtime',
  gcp: 'Google Cloud Vertex AI',
};
