// The door for Artillery, which loads engines by name: the package artillery-engine-app-server hands this class on.

export type { ArtilleryScript, Context, Helpers, Metrics, ScenarioSpec, Step } from './artillery.js';
export { AppServerEngine, AppServerEngine as default } from './engine.js';
