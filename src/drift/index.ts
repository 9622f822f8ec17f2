// The door to drift: what changed between two versions of the protocol, and for whom it breaks.
export { brokenBy, type Change, type Event, type Sender, type Side } from './change.js';
export { compareSurfaces, type Drift } from './compare.js';
export { breaksInWords, countBreaks, type Line, markdownOf, type Section, sectionsOf } from './report.js';
export type { RawBundle } from './schema-form.js';
export { type MethodGroup, type Surface, surfaceOfBundles, surfaceOfProfile } from './surface.js';
export { limitTo, type Usage, type UsedMessage, usageOfMessages, usageOfSources } from './usage.js';
export { sentenceOf } from './words.js';
