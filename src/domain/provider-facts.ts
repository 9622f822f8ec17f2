// What is known of a model provider without asking it.

/** Clouds of other vendors, as accounts are named after them. They are never reached from here. */
export type Cloud = 'gcp' | 'amazonBedrock';

/** What a provider does by itself when the model asks for it. */
export interface Capabilities {
  readonly imageGeneration: boolean;
  readonly webSearch: boolean;
}

const NAMES: Readonly<Record<Cloud, string>> = { gcp: 'Google Cloud', amazonBedrock: 'Amazon Bedrock' };

/** What everything is refused with that would reach one. */
export function cloudRefusal(cloud: Cloud): string {
  return `${NAMES[cloud]} is not reached by this server`;
}
