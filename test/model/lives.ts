import { Clients } from '../../src/model/client/clients.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { ClientGroup, Scenario } from '../../src/model/scenario.ts';
import { Luck } from '../../src/sim/random.ts';
import { brokenLaws, storyOf } from './laws/index.ts';
import { group, HOUR_MS, smallScenario } from './small-fleet.ts';
import { Witness } from './witness.ts';

/** The instants at which the clients of a scenario's first group join, by the plain rule: all else is derived from these. */
export function joinsOf(scenario: Scenario): Map<number, number> {
  const luck = new Luck(scenario.seed, 0);
  const clients = new Clients(scenario.groups, luck);
  const { count, joiningCount } = scenario.groups[0]!;
  const joins = new Map<number, number>();
  for (let client = 0; client < clients.count; client++) {
    const isFirst = clients.groupOf[client] === 0;
    if (!isFirst || clients.numberInGroup[client]! < count - joiningCount) continue;
    const u = clients.draw(luck.key('client joins'), client, 0);
    joins.set(client, Math.floor(u * scenario.horizonMs));
  }
  return joins;
}

/** A seed with which the only client joins in a span of time. */
export function seedFor(changes: Partial<ClientGroup>, fromMs: number, toMs: number): string {
  for (let seed = 1; seed < 1000; seed++) {
    const scenario = smallScenario({ seed: `${seed}`, groups: [group({ joiningCount: 1, ...changes })] });
    const [joinedMs] = joinsOf(scenario).values();
    if (joinedMs! >= fromMs && joinedMs! < toMs) return `${seed}`;
  }
  throw new Error('no such seed');
}

export function rowsAt<Name extends string>(
  rows: { columns: readonly Name[]; length: number; values: ArrayLike<number> },
  t: number,
) {
  const list: Record<Name, number>[] = [];
  for (let row = 0; row < rows.length; row++) {
    const cells = rows.columns.map(
      (name, at) => [name, rows.values[row * rows.columns.length + at]!] as const,
    );
    const read = Object.fromEntries(cells) as Record<Name, number>;
    if ((read as Record<string, number>).t === t) list.push(read);
  }
  return list;
}

export function policyTickAfter(fleet: Fleet, scenario: Scenario, client: number, afterMs: number): number {
  const luck = new Luck(scenario.seed, 0);
  const u = fleet.parts.clients.draw(luck.key('policy poll phase'), client, 0);
  const phaseMs = Math.floor(u * HOUR_MS);
  return phaseMs + (Math.floor((afterMs - phaseMs) / HOUR_MS) + 1) * HOUR_MS;
}

/** The laws that do not hold at some hour of the run: a step that is prime to the day brings all hours of it. */
export function brokenByHour(scenario: Scenario, stepMs = 11 * HOUR_MS): string[] {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  const broken: string[] = [];
  for (let atMs = 0; atMs <= scenario.horizonMs && broken.length === 0; atMs += stepMs) {
    fleet.run(atMs);
    broken.push(...brokenLaws(storyOf(scenario, fleet, witness)));
  }
  return broken;
}

export function rowsAll<Name extends string>(rows: {
  columns: readonly Name[];
  length: number;
  values: ArrayLike<number>;
}): Record<Name, number>[] {
  return Array.from(
    { length: rows.length },
    (_, row) =>
      Object.fromEntries(
        rows.columns.map((name, at) => [name, rows.values[row * rows.columns.length + at]!]),
      ) as Record<Name, number>,
  );
}
