/** Cumulative update, .NET cumulative update, servicing stack update, anything else. */
export type UpdateKind = 'LCU' | 'DotNetCU' | 'SSU' | 'other';

/** One update of one product, as WSUS publishes it. Instants are ms since the start of the simulation (may be < 0). */
export interface Update {
  readonly id: string;
  /** `KB5036893`. Not unique: one article can cover several products. */
  readonly kb: string;
  readonly title: string;
  /** Index into `Catalog.products`. */
  readonly product: number;
  readonly kind: UpdateKind;
  readonly classification: string;
  readonly releasedMs: number;
  /** Superseded for longer than the supersedence rule allows: no longer offered from here on; Infinity: never. */
  readonly expiresMs: number;
  /** What a client downloads. */
  readonly sizeBytes: number;
  /** What is admitted to a maintenance window, and when an installation is given up (domain, maximum run time). */
  readonly runTimeMaxMs: number;
  /** Indices into `Catalog.updates` of the updates that this one replaces directly; all of the same product. */
  readonly supersedes: readonly number[];
}

/** Every update that plays a part in the run, ascending by release, then by id. */
export interface Catalog {
  readonly products: readonly string[];
  readonly updates: readonly Update[];
  /** Where the facts come from, for the manifest and the report. */
  readonly origin: string;
}

/** Whether `update` is active at an instant: released and not expired. */
export function isActive(update: Update, atMs: number): boolean {
  return update.releasedMs <= atMs && atMs < update.expiresMs;
}
