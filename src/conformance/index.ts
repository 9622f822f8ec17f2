// The door of the conformance suite: run it against any server of this protocol, yours included.

export { type Finding, Linter, type LintFrame, RULES } from '../lint/index.js';
export {
  type Baseline,
  type Comparison,
  compareWithBaseline,
  EMPTY_BASELINE,
  type Judged,
  type KnownDifference,
  parseBaseline,
} from './baseline.js';
export { baselineNamed, baselines } from './baselines/index.js';
export {
  type BehaviourChange,
  type BehaviourDrift,
  type BehaviourLine,
  type BehaviourSection,
  behaviourSections,
  compareBehaviour,
  type DriftOptions,
  type Pair,
  playDrift,
} from './behaviour/index.js';
export { Bench, type OpenOptions, type SeenTurn, textInput } from './bench.js';
export {
  ExpectationError,
  expectFits,
  expectOrder,
  expectSame,
  expectThat,
  is,
  type Matcher,
  type Pattern,
} from './expect.js';
export type { Frame } from './frame.js';
export { catalogue } from './generated/catalogue.js';
export type { Asked, Line, Refusal } from './line.js';
export { junitOf } from './reports/junit.js';
export { nameOf } from './reports/name-of.js';
export { tapOf } from './reports/tap.js';
export { progressBar, type Sums, skippedInWords, sumsInWords, sumsOf, textOf } from './reports/text.js';
export {
  type Case,
  type CaseResult,
  casesFor,
  lintFrameOf,
  type Problem,
  type RunOptions,
  runScenarios,
} from './runner.js';
export { familyOf, type Scenario, type Surroundings, scenario } from './scenario.js';
export { selectScenarios } from './select.js';
export type {
  Ability,
  ConnectOptions,
  Home,
  RunningServer,
  ServerProcess,
  Setup,
  Target,
  Way,
} from './target.js';
export { type InProcessServer, type InProcessSetup, inProcessTarget } from './targets/in-process-target.js';
export { processTarget } from './targets/process-target.js';
export { urlTarget } from './targets/url-target.js';
