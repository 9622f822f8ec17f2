// What Artillery's runner hands to an engine and expects of it, as far as this engine uses it. Artillery is not needed
// to build or test us: its runner loads the engine, not the other way round.

/** One virtual user: its variables, and whatever the engine keeps for it. */
export interface Context {
  readonly vars: Record<string, unknown>;
}

export type Done = (error: unknown, context?: Context) => void;

/** One step of a scenario. */
export type Step = (context: Context, done: Done) => void;

/** Where metrics go: `counter`, `histogram`, `rate`, `error`, and `started` for each virtual user. */
export interface Metrics {
  emit(event: 'started'): void;
  emit(event: 'rate' | 'error', name: string): void;
  emit(event: 'counter' | 'histogram', name: string, value: number): void;
}

export type FlowStep = Readonly<Record<string, unknown>>;

export interface ScenarioSpec {
  readonly flow: readonly FlowStep[];
}

export interface ArtilleryScript {
  readonly config: {
    readonly target: string;
    readonly engines?: Readonly<Record<string, unknown>>;
    /** Functions of the user's own, by name. */
    readonly processor?: Readonly<Record<string, unknown>>;
    readonly defaults?: { readonly think?: unknown };
  };
}

/** What one look at an answer found. */
interface Captured {
  readonly captures?: Readonly<Record<string, { readonly value?: unknown; readonly failed?: boolean }>>;
  readonly matches?: Readonly<Record<string, { readonly success: boolean; readonly strict?: boolean }>>;
}

/** Artillery's own tools for engines. */
export interface Helpers {
  template(value: unknown, context: Context): unknown;
  createThink(step: FlowStep, defaults: unknown): Step;
  /** `count` is a number, a range or a template. */
  createLoopWithCount(
    count: unknown,
    steps: readonly Step[],
    options: Readonly<Record<string, unknown>>,
  ): Step;
  captureOrMatch(
    params: unknown,
    response: { readonly body: unknown },
    context: Context,
    done: (error: unknown, captured?: Captured) => void,
  ): void;
}
