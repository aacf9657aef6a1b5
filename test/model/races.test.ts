import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { brokenLaws, storyOf } from './laws/index.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  managementPoint,
  SECOND_MS,
  smallScenario,
  update,
} from './small-fleet.ts';
import { Witness } from './witness.ts';

const DEADLINE_MS = 5 * DAY_MS + 12 * HOUR_MS;
const LOCATE_MS = SECOND_MS;
const SERVE_MS = 667;
const EVALUATE_MS = 10 * SECOND_MS;
const INSTALL_MS = 15 * MINUTE_MS;

/** Runs a fleet, holding it to the laws at each of the instants and at the end. */
function witnessed(
  scenario: Scenario,
  instantsMs: readonly number[] = [],
): { fleet: Fleet; witness: Witness } {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  for (const atMs of [...instantsMs, scenario.horizonMs]) {
    fleet.run(atMs);
    expect([atMs, brokenLaws(storyOf(scenario, fleet, witness))]).toEqual([atMs, []]);
  }
  return { fleet, witness };
}

/** When an update went from the cache to waiting for its restart. */
function installedMs({ transitions }: Witness, slot: number): number | undefined {
  return transitions.find((step) => step.slot === slot && step.to === Actual.pendingRestart)?.atMs;
}

/** Instants at equal distances. */
function every(stepMs: number, fromMs: number, untilMs: number): number[] {
  return Array.from({ length: (untilMs - fromMs) / stepMs }, (_, index) => fromMs + index * stepMs);
}

describe('What happens at the same instant', () => {
  it('a day that begins when the day before ends interrupts nothing, whatever absence would be', () => {
    for (const absence of ['shutdown', 'sleep', 'offNetwork'] as const) {
      const midnightMs = 5 * DAY_MS;
      const deadlineMs = midnightMs - INSTALL_MS / 2;
      const presence = {
        pattern: 'officeHours',
        weekdays: 127,
        jitter: fixed(0),
        attendance: 1,
        absence,
      } as const;
      const { witness } = witnessed(
        smallScenario({
          groups: [group({ presence: { ...presence, fromMs: 0, toMs: DAY_MS } })],
          deployments: [deployment({ deadlineMs: [deadlineMs] })],
          clientSettings: { ...smallScenario().clientSettings, scanTtlMs: 0 },
        }),
        [midnightMs - 1, midnightMs, midnightMs + 1],
      );
      expect(installedMs(witness, 1)).toBe(deadlineMs + LOCATE_MS + SERVE_MS + EVALUATE_MS + INSTALL_MS);
    }
  });

  it('a machine goes off at each instant of its deadline, and the laws hold', () => {
    const eventsMs = [0, LOCATE_MS, LOCATE_MS + SERVE_MS, LOCATE_MS + SERVE_MS + EVALUATE_MS];
    const installMs = eventsMs[3]! + INSTALL_MS;
    eventsMs.push(installMs, installMs + EVALUATE_MS, installMs + EVALUATE_MS + 3 * MINUTE_MS);
    for (const absence of ['shutdown', 'sleep', 'offNetwork'] as const) {
      for (const eventMs of eventsMs) {
        for (const offMs of [-1, 0, 1]) {
          const goneMs = 12 * HOUR_MS + Math.max(0, eventMs + offMs);
          const { fleet } = witnessed(
            smallScenario({
              groups: [
                group({
                  presence: {
                    ...{ pattern: 'officeHours', weekdays: 127, jitter: fixed(0), attendance: 1, absence },
                    ...{ fromMs: 9 * HOUR_MS, toMs: goneMs },
                  },
                }),
              ],
              clientSettings: { ...smallScenario().clientSettings, scanTtlMs: 0 },
            }),
            [DEADLINE_MS + eventMs, DEADLINE_MS + eventMs + 1],
          );
          expect(fleet.parts.truth.actual(0, 1)).toBe(Actual.installed);
          expect(fleet.parts.restart.count[0]).toBe(1);
        }
      }
    }
  });

  it('a horizon at each instant of a deadline leaves a fleet that keeps the laws', () => {
    for (const offMs of [-1, 0, 1, 1000, 1001, 1667, 1668, 11_667, 11_668, 911_667, 911_668, 921_667]) {
      witnessed(smallScenario({ horizonMs: DEADLINE_MS + offMs }));
    }
  });
});

describe('What overtakes', () => {
  it('a deadline that comes during an installation joins it, and one restart completes both', () => {
    const firstEndsMs = DEADLINE_MS + LOCATE_MS + SERVE_MS + EVALUATE_MS + INSTALL_MS;
    const extra = update({ id: 'extra', kb: 'KB0000007', kind: 'DotNetCU' });
    const base = smallScenario();
    const { witness, fleet } = witnessed(
      smallScenario({
        catalog: { ...base.catalog, updates: [MAY, JUNE, extra] },
        deployments: [
          deployment({ deadlineMs: [DEADLINE_MS] }),
          deployment({ name: 'extra', updates: [2], deadlineMs: [firstEndsMs - 5 * SECOND_MS] }),
        ],
        clientSettings: { ...base.clientSettings, scanTtlMs: 0 },
      }),
      every(10 * SECOND_MS, firstEndsMs - 10 * SECOND_MS, firstEndsMs + 5 * MINUTE_MS),
    );
    const restarts = witness.transitions.filter(({ from }) => from === Actual.pendingRestart);
    expect(restarts.map(({ slot }) => slot)).toEqual([1, 2]);
    expect(fleet.parts.restart.count[0]).toBe(1);
  });

  it('state messages in slow, crowded and failing hands still arrive in the order in which they were raised', () => {
    const base = smallScenario();
    const target = { role: 'managementPoint', index: 0 } as const;
    const outages = Array.from({ length: 6 }, (_, index) => [
      { verb: 'outage', atMs: DEADLINE_MS + index * 7 * MINUTE_MS, target } as const,
      { verb: 'restore', atMs: DEADLINE_MS + index * 7 * MINUTE_MS + MINUTE_MS, target } as const,
    ]).flat();
    const { fleet, witness } = witnessed(
      smallScenario({
        managementPoints: [
          managementPoint({ request: { law: 'exponential', mean: 3 * MINUTE_MS }, fileMoverMs: 0 }),
        ],
        siteChanges: {
          stateSystem: { wakeDelayMs: 10 * MINUTE_MS, loaderThreads: 4, recordMs: 60_000 },
        },
        groups: [group({ count: 40 })],
        actions: outages,
        clientSettings: { ...base.clientSettings, stateCycleMs: MINUTE_MS },
        assumptions: {
          ...base.assumptions,
          stateHighIntervalMs: 0,
          installDuration: { ...base.assumptions.installDuration, LCU: fixed(0) },
        },
      }),
      every(10 * SECOND_MS, DEADLINE_MS, DEADLINE_MS + 5 * MINUTE_MS),
    );
    expect(witness.stored).toHaveLength(witness.raised.length);
    for (let client = 0; client < 40; client++) {
      expect(fleet.parts.known.stored(client, 1)).toBe(Compliance.installed);
    }
  });
});
