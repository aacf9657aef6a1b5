import type { Fleet } from '../../src/model/fleet.ts';
import { SITE_EVENTS } from '../../src/model/results.ts';
import type { DeploymentRule, Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  deployment,
  HOUR_MS,
  MAY,
  type PlainDeployment,
  type PlainScenario,
  SYNCHRONIZATION,
  site,
  smallScenario,
  update,
} from '../model/small-fleet.ts';

/** One update without a restart on each of the days 1 to 4, which replaces nothing. */
export const DAYS = [1, 2, 3, 4] as const;
export const DAILY = [
  MAY,
  ...DAYS.map((day) =>
    update({ id: `day ${day}`, kb: `KB000001${day}`, kind: 'other', releasedMs: day * DAY_MS }),
  ),
];
export const BYTES = DAILY[1]!.sizeBytes;
/** What the download of one of them from Microsoft takes. */
export const INTERNET_MS = (BYTES / site().internetBytesPerSecond) * 1000;

export const ANYTHING = { requiredOnMoreThan: null, releasedWithinMs: null, superseded: true } as const;
export const NOW = { availableAfterMs: 0, deadlineAfterMs: HOUR_MS, clientLocal: false } as const;

/** What a rule, a phase or an act creates: available at once, due an hour later; `changes` on top. */
export function slot(name: string, changes: Partial<PlainDeployment> = {}): PlainDeployment {
  const later = { createdMs: null, availableMs: [], deadlineMs: [], relative: NOW } as const;
  return deployment({ name, updates: [...DAYS], ...later, ...changes });
}

/** A rule that finds everything, has one deployment, and runs when a test says so; `changes` on top. */
export function rule(changes: Partial<DeploymentRule> = {}): DeploymentRule {
  return {
    name: 'rule',
    site: 0,
    candidates: [...DAYS],
    selection: ANYTHING,
    startsMs: [],
    afterSynchronization: false,
    group: 'existing',
    package: 0,
    enabled: true,
    deployments: [{ name: 'all', isInitial: true, slots: [0] }],
    ...changes,
  };
}

/** Each update is released at midnight and synchronized an hour later, which is over well before noon. */
export function withRules(rules: readonly DeploymentRule[], changes: Partial<PlainScenario> = {}): Scenario {
  const startsMs = DAYS.map((day) => day * DAY_MS + HOUR_MS);
  return smallScenario({
    catalog: { products: ['Windows'], updates: DAILY, origin: 'made for tests' },
    siteChanges: { synchronization: { ...SYNCHRONIZATION, startsMs } },
    deployments: [slot('all')],
    rules,
    ...changes,
  });
}

export const noonOf = (day: number) => day * DAY_MS + 12 * HOUR_MS;

/** Instants of an event with its subject and detail. */
export function eventsOf(fleet: Fleet, name: (typeof SITE_EVENTS)[number]) {
  const { rows } = fleet.parts.events;
  return Array.from({ length: rows.length }, (_, row) => row)
    .filter((row) => rows.get(row, 'code') === SITE_EVENTS.indexOf(name))
    .map((row) => ({
      atMs: rows.get(row, 't'),
      subject: rows.get(row, 'subject'),
      detail: rows.get(row, 'detail'),
    }));
}

export const instantsOf = (fleet: Fleet, name: (typeof SITE_EVENTS)[number]) =>
  eventsOf(fleet, name).map(({ atMs }) => atMs);

/** Which updates are installed on each of the clients of a group, which share no order with those of others. */
export function installedIn({ parts }: Fleet, number: number, slots: readonly number[] = DAYS): number[][] {
  const { truth } = parts;
  return clientsOf(parts, number).map((client) =>
    slots.filter((each) => truth.actual(client, each) === Actual.installed),
  );
}

/** The same of the only client. */
export const installedOn = (fleet: Fleet, slots: readonly number[] = DAYS): number[] =>
  installedIn(fleet, 0, slots)[0]!;

/** The numbers of the clients of a group. */
export const clientsOf = ({ clients }: Fleet['parts'], number: number): number[] =>
  Array.from({ length: clients.count }, (_, client) => client).filter(
    (client) => clients.groupOf[client] === number,
  );

/** Deadline of a deployment in the first zone, as it is now. */
export function deadlineOf({ parts }: Fleet, number = 0): number {
  const { deployments } = parts;
  return deployments.revisions.deadlineMs(deployments.revision(number, 0), 0);
}
