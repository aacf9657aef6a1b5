import type { PurposeKey } from '../../sim/random.ts';
import type { DistributionPoints } from '../content/distribution-points.ts';
import { PointPool } from '../content/point-pool.ts';
import type { SourceKind } from '../measures/download-measures.ts';
import type { ClientGroup, DeploymentOptions } from '../scenario.ts';
import type { ClientContext } from './client-context.ts';
import { type ClientUpdates, Enforcement } from './client-updates.ts';
import type { Clients } from './clients.ts';

/** Where content may come from beside the distribution points, which have the numbers from 0 on. */
export const NOWHERE = -1;
export const MICROSOFT_UPDATE = -2;
export const PEERS = -3;

/** What the deployments that want an update allow, as bits. */
const Allows = { neighbours: 1, siteDefault: 2, microsoftUpdate: 4 } as const;
const ALLOWANCE_COUNT = 8;

/**
 * Where clients look for content (domain, selecting a distribution point): in the pool of their boundary groups, which
 * neighbours join as time goes by if the deployment allows it, at last at Microsoft Update. Each content has a clock of
 * its own, from the first try. Of clients that have one distribution point and nowhere else to go no clock is kept.
 */
export class ContentSearch {
  /** Per client and slot: when the first try was; NaN: none was. In the future while a transfer stands still. */
  sinceMs: Float64Array;

  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #points: DistributionPoints;
  readonly #slotCount: number;
  readonly #firstKey: PurposeKey;
  readonly #allowances: readonly number[];
  /** Per group: where there is a choice, a pool for every allowance. */
  readonly #pools: readonly (readonly PointPool[] | null)[];
  readonly #onlyPoints: readonly number[];
  readonly #kinds: readonly ReadonlyMap<number, SourceKind>[];

  constructor(context: ClientContext, updates: ClientUpdates, points: DistributionPoints) {
    const { scenario, simulation, luck, clients } = context;
    const { groups, deployments, assumptions } = scenario;
    this.#clients = clients;
    this.#updates = updates;
    this.#points = points;
    this.#firstKey = luck.key('first distribution point');
    this.#allowances = deployments.map(({ options }) => allowanceOf(options));
    const anyMicrosoftUpdate = deployments.some(({ options }) => options.microsoftUpdateContent);
    this.#pools = groups.map(({ content }) => {
      const isPlain = content.own.length === 1 && content.neighbours.length === 0 && !anyMicrosoftUpdate;
      return isPlain ? null : poolsOf(content, assumptions.distributionPointTryMs);
    });
    this.#onlyPoints = groups.map(({ content }) => content.own[0] ?? NOWHERE);
    this.#kinds = groups.map(({ content }) => kindsOf(content));
    this.#slotCount = this.isUsed ? updates.index.slotCountMax : 0;
    this.sinceMs = new Float64Array(clients.count * this.#slotCount).fill(NaN);
    simulation.state.own('content search', this, ['sinceMs']);
  }

  /** Whether any client has a choice. */
  get isUsed(): boolean {
    return this.#pools.some((pools) => pools !== null);
  }

  hasChoice(client: number): boolean {
    return this.#pools[this.#clients.groupOf[client]!] !== null;
  }

  /** Round trip to where a client of a group asks first. */
  latencyMs(group: number): number {
    const point = this.#onlyPoints[group]!;
    return point < 0 ? 0 : this.#points.pathFor(group, point).latencyMs;
  }

  kindOf(client: number, source: number): SourceKind {
    if (source === MICROSOFT_UPDATE) return 'microsoftUpdate';
    if (source === PEERS) return 'peer';
    return this.#kinds[this.#clients.groupOf[client]!]!.get(source)!;
  }

  /** The client tries to get content for the first time. */
  begin(client: number, slot: number, nowMs: number): void {
    const at = client * this.#slotCount + slot;
    if (this.hasChoice(client) && Number.isNaN(this.sinceMs[at]!)) this.sinceMs[at] = nowMs;
  }

  /** The content is there, or wanted no more. */
  end(client: number, slot: number): void {
    if (this.hasChoice(client)) this.sinceMs[client * this.#slotCount + slot] = NaN;
  }

  /** A transfer stands still: the client stays with its source until `untilMs`, then looks anew. */
  stall(client: number, slot: number, untilMs: number): void {
    if (this.hasChoice(client)) this.sinceMs[client * this.#slotCount + slot] = untilMs;
  }

  /** Where the client gets content from at this instant, `held` being where a part has come from; NOWHERE: it has to wait. */
  sourceNow(client: number, slot: number, held: number, nowMs: number): number {
    const group = this.#clients.groupOf[client]!;
    const update = this.#updates.updateAt(client, slot);
    if (held === MICROSOFT_UPDATE) return held;
    if (held >= 0 && this.#points.isAvailable(group, held, update)) return held;
    const pools = this.#pools[group]!;
    if (pools === null) return this.#availableOr(group, this.#onlyPoints[group]!, update);
    const sinceMs = this.#sinceMs(client, slot, nowMs);
    if (sinceMs > nowMs) return NOWHERE;
    const allowance = this.#allowanceOf(client, slot);
    const pool = pools[allowance]!;
    const attempt = pool.tryAt(nowMs - sinceMs);
    if (isMicrosoftsTurn(pool, allowance, attempt)) return MICROSOFT_UPDATE;
    return this.#availableOr(group, pool.pointAt(attempt, this.#firstOf(client, update)), update);
  }

  /** When the client meets the content, as things stand, without anything else happening; Infinity: never. */
  meetsMs(client: number, slot: number, nowMs: number): number {
    const group = this.#clients.groupOf[client]!;
    const pools = this.#pools[group];
    if (pools === null || pools === undefined) return Infinity;
    const update = this.#updates.updateAt(client, slot);
    const sinceMs = this.#sinceMs(client, slot, nowMs);
    const allowance = this.#allowanceOf(client, slot);
    const pool = pools[allowance]!;
    const attempt = sinceMs > nowMs ? 0 : pool.tryAt(nowMs - sinceMs) + 1;
    let meets = (allowance & Allows.microsoftUpdate) !== 0 ? Math.max(attempt, pool.triesOfAll) : Infinity;
    pool.members.forEach(({ point }, member) => {
      if (!this.#points.isAvailable(group, point, update)) return;
      meets = Math.min(meets, pool.nextTryOf(member, attempt, this.#firstOf(client, update)));
    });
    return meets === Infinity ? Infinity : sinceMs + pool.beginsMs(meets);
  }

  #availableOr(group: number, point: number, update: number): number {
    return point >= 0 && this.#points.isAvailable(group, point, update) ? point : NOWHERE;
  }

  /** Content that was never tried is tried now. */
  #sinceMs(client: number, slot: number, nowMs: number): number {
    const sinceMs = this.sinceMs[client * this.#slotCount + slot]!;
    return Number.isNaN(sinceMs) ? nowMs : sinceMs;
  }

  #firstOf(client: number, update: number): number {
    return this.#clients.draw(this.#firstKey, client, this.#updates.index.keys[update]!);
  }

  /** What the client's deployments of an update allow, all together. */
  #allowanceOf(client: number, slot: number): number {
    let allowance = 0;
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#updates.is(deployment, client, Enforcement.mayDownload)) continue;
      if (!this.#updates.slotsOf(deployment, client).includes(slot)) continue;
      allowance |= this.#allowances[deployment]!;
    }
    return allowance;
  }
}

/** Microsoft Update comes last: when every distribution point has been tried in vain (MA-MU-LAST). */
function isMicrosoftsTurn(pool: PointPool, allowance: number, attempt: number): boolean {
  return (allowance & Allows.microsoftUpdate) !== 0 && attempt >= pool.triesOfAll;
}

function allowanceOf(options: DeploymentOptions): number {
  return (
    (options.neighbourContent ? Allows.neighbours : 0) |
    (options.siteDefaultContent ? Allows.siteDefault : 0) |
    (options.microsoftUpdateContent ? Allows.microsoftUpdate : 0)
  );
}

function poolsOf({ own, neighbours }: ClientGroup['content'], tryMs: number): PointPool[] {
  return Array.from({ length: ALLOWANCE_COUNT }, (_, allowance) => {
    const members = own.map((point) => ({ point, afterMs: 0 }));
    const allowed = neighbours.filter(
      ({ isSiteDefault }) => (allowance & (isSiteDefault ? Allows.siteDefault : Allows.neighbours)) !== 0,
    );
    for (const { afterMs, points } of [...allowed].sort((x, y) => x.afterMs - y.afterMs)) {
      for (const point of points) {
        if (!members.some((member) => member.point === point)) members.push({ point, afterMs });
      }
    }
    return new PointPool(members, tryMs);
  });
}

/** A point that is found in several ways counts as the nearest. */
function kindsOf({ own, neighbours }: ClientGroup['content']): Map<number, SourceKind> {
  const kinds = new Map<number, SourceKind>();
  const add = (points: readonly number[], kind: SourceKind) => {
    for (const point of points) if (!kinds.has(point)) kinds.set(point, kind);
  };
  add(own, 'own');
  for (const { points, isSiteDefault } of neighbours) if (!isSiteDefault) add(points, 'neighbour');
  for (const { points, isSiteDefault } of neighbours) if (isSiteDefault) add(points, 'siteDefault');
  return kinds;
}
