import { type Cause, causeOf } from '../measures/client-outcomes.ts';
import { UNFINISHED_CAUSES } from '../results.ts';
import { Actual } from '../updates/update-states.ts';
import type { FleetParts } from '../wiring/parts.ts';

/** Why a client lacks an update: as it is unfinished in the deployment that has come furthest with it, or none brings it. */
export const LACK_CAUSES = ['noDeployment', 'notTargeted', ...UNFINISHED_CAUSES] as const;
export type LackCause = (typeof LACK_CAUSES)[number];

/** Clients that lack an update for one cause. */
export interface Lack {
  readonly cause: LackCause;
  readonly count: number;
  /** The first of them by number. */
  readonly example: number;
}

/** How the clients of an update's product, as far as they are in the fleet, stand to it. */
export interface WhyNot {
  readonly clientCount: number;
  readonly installedCount: number;
  /** It does not apply: not released yet, expired, or replaced by what is installed. */
  readonly notRequiredCount: number;
  /** Largest first. */
  readonly lacks: readonly Lack[];
}

/** Asks of every client in the fleet why it has not installed an update. Index into `catalog.updates`. */
export function whyNot(parts: FleetParts, update: number): WhyNot {
  const { clients, lifetimes, truth, index } = parts;
  const slot = index.slotOf[update]!;
  const { product } = index.catalog.updates[update]!;
  const counts = { clientCount: 0, installedCount: 0, notRequiredCount: 0 };
  const lacks = new Map<LackCause, { count: number; readonly example: number }>();
  for (let client = 0; client < clients.count; client++) {
    if (clients.productOf(client) !== product || !lifetimes.isInFleet(client)) continue;
    counts.clientCount++;
    const actual = truth.actual(client, slot);
    if (actual === Actual.installed) counts.installedCount++;
    else if (actual === Actual.notRequired) counts.notRequiredCount++;
    else {
      const cause = lackOf(parts, client, slot);
      const known = lacks.get(cause);
      if (known === undefined) lacks.set(cause, { count: 1, example: client });
      else known.count++;
    }
  }
  const sorted = [...lacks].map(([cause, { count, example }]) => ({ cause, count, example }));
  sorted.sort((a, b) => b.count - a.count || LACK_CAUSES.indexOf(a.cause) - LACK_CAUSES.indexOf(b.cause));
  return { ...counts, lacks: sorted };
}

/** Of several deployments the one counts in which the client has come furthest. */
function lackOf(parts: FleetParts, client: number, slot: number): LackCause {
  const { deployments, clients, updates, memberships } = parts;
  const group = clients.groupOf[client]!;
  const bringing = updates
    .deploymentsOf(client)
    .filter((deployment) => deployments.slots(deployment, group).includes(slot));
  if (bringing.length === 0) return 'noDeployment';
  const causes = bringing
    .filter((deployment) => memberships.isTargeted(client, deployment))
    .map((deployment) => causeOf(deployment, client, parts, [slot]) ?? 'required');
  if (causes.length === 0) return 'notTargeted';
  const order = (cause: Cause) => UNFINISHED_CAUSES.indexOf(cause);
  return causes.reduce((furthest, cause) => (order(cause) > order(furthest) ? cause : furthest));
}
