// What a provider says beside its answer, in events of its stream that carry nothing else the agent acts on.

import type { ModelNotice } from '../../domain/events.js';
import { at, listAt, textAt } from '../../util/peek.js';

/** The notices of one event, in the order in which the real server tells them. */
export function noticesOf(event: unknown): ModelNotice[] {
  const isMetadata = textAt(event, 'type') === 'response.metadata';
  return [
    ...(isMetadata ? [...verificationOf(event), ...moderationOf(event)] : []),
    ...safetyBufferingOf(event),
  ];
}

function verificationOf(event: unknown): ModelNotice[] {
  const isWanted = listAt(event, 'metadata', 'openai_verification_recommendation').includes(
    'trusted_access_for_cyber',
  );
  return isWanted ? [{ type: 'verification', verifications: ['trustedAccessForCyber'] }] : [];
}

function moderationOf(event: unknown): ModelNotice[] {
  const metadata = at(event, 'metadata', 'openai_chatgpt_moderation_metadata');
  return metadata === undefined ? [] : [{ type: 'moderation', metadata }];
}

function safetyBufferingOf(event: unknown): ModelNotice[] {
  const [useCases, reasons] = ['use_cases', 'reasons'].map((key) => at(event, 'safety_buffering', key));
  if (!isTexts(useCases) || !isTexts(reasons)) return [];
  const fasterModel = textAt(event, 'safety_buffering', 'retry_model') ?? null;
  return [{ type: 'safetyBuffering', useCases, reasons, fasterModel }];
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
