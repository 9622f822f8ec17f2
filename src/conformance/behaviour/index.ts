// Behavioural drift: what a second server does otherwise in the same scenarios.
export { type BehaviourChange, compareBehaviour, type Pair } from './compare.js';
export { type BehaviourDrift, type DriftOptions, playDrift } from './play.js';
export { type BehaviourLine, type BehaviourSection, behaviourSections } from './report.js';
