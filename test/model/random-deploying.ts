import fc from 'fast-check';
import type {
  DeploymentOptions,
  DeploymentRule,
  PhasedDeployment,
  RelativeTimes,
  Scenario,
  UpdateSelection,
} from '../../src/model/scenario.ts';
import { indices, instant, inTenths, someOf } from './random-values.ts';
import { DAY_MS, deployment, HOUR_MS, OPTIONS, type PlainDeployment } from './small-fleet.ts';

export const selection: fc.Arbitrary<UpdateSelection> = fc.record({
  requiredOnMoreThan: fc.constantFrom(null, 0, 3),
  releasedWithinMs: fc.constantFrom(null, 3 * DAY_MS),
  superseded: fc.boolean(),
});

export const options: fc.Arbitrary<DeploymentOptions> = fc
  .record({
    installOutsideWindows: inTenths(2),
    restartOutsideWindows: inTenths(2),
    suppressRestart: fc.record({ workstations: inTenths(2), servers: inTenths(2) }),
    commitsChanges: inTenths(7),
    grace: inTenths(2),
    isShown: inTenths(8),
    wakeOnLan: inTenths(2),
    evaluatesAfterRestart: inTenths(2),
    neighbourContent: inTenths(7),
    siteDefaultContent: inTenths(2),
    microsoftUpdateContent: inTenths(2),
    meteredAtDeadline: inTenths(3),
  })
  .map((drawn) => ({ ...OPTIONS, ...drawn }));

const relative: fc.Arbitrary<RelativeTimes> = fc.record({
  availableAfterMs: fc.constantFrom(0, HOUR_MS),
  deadlineAfterMs: fc.constantFrom(0, 3 * HOUR_MS, DAY_MS, null),
  clientLocal: fc.boolean(),
});

/** A deployment that a rule or a phase creates. */
const created = (
  name: string,
  updates: readonly number[],
  scenario: Scenario,
): fc.Arbitrary<PlainDeployment> =>
  fc
    .record({ groups: someOf(scenario.groups.length), times: relative, options, isPacked: inTenths(8) })
    .map(({ groups, times, options: chosen, isPacked }) =>
      deployment({
        name,
        updates,
        groups,
        options: chosen,
        createdMs: null,
        availableMs: [],
        deadlineMs: times.deadlineAfterMs === null ? null : [],
        relative: times,
        releasedMs: Math.max(...updates.map((update) => scenario.catalog.updates[update]!.releasedMs)),
        verbosity: 'all',
        hasOwnPackages: isPacked,
      }),
    );

interface Automatic {
  readonly rules: readonly DeploymentRule[];
  readonly deployments: readonly PlainDeployment[];
}

/** A rule and what its runs create: some runs find no deployment left to create. */
export const automatic = (
  scenario: Scenario,
  firstSlot: number,
  packageCount: number,
): fc.Arbitrary<Automatic> =>
  fc
    .record({
      candidates: someOf(scenario.catalog.updates.length),
      selection,
      startsMs: fc
        .array(instant(scenario.horizonMs), { maxLength: 4 })
        // Measurement starts at the end of instant 0: transfers that began before would lack their start.
        .map((list) => [...new Set(list.map((ms) => Math.max(1, ms)))].sort((x, y) => x - y)),
      afterSynchronization: fc.boolean(),
      group: fc.constantFrom('new' as const, 'existing' as const),
      package: fc.integer({ min: -1, max: packageCount - 1 }),
      enabled: inTenths(9),
    })
    .chain((rule) => {
      const slotCount = rule.group === 'existing' ? 1 : 3;
      return fc
        .record({
          areInitial: fc.array(inTenths(8), { minLength: 1, maxLength: 2 }),
          slots: fc.tuple(
            ...indices(2 * slotCount).map((n) => created(`rule ${n}`, rule.candidates, scenario)),
          ),
        })
        .map(({ areInitial, slots }) => ({
          rules: [
            {
              name: 'rule',
              site: 0,
              ...rule,
              deployments: areInitial.map((isInitial, number) => ({
                name: `of the rule ${number}`,
                isInitial,
                slots: indices(slotCount).map((slot) => firstSlot + number * slotCount + slot),
              })),
            },
          ],
          deployments: slots.slice(0, areInitial.length * slotCount),
        }));
    });

interface Phased {
  readonly phasedDeployments: readonly PhasedDeployment[];
  readonly deployments: readonly PlainDeployment[];
}

/** The first deployment is a pilot, which another one of the same updates follows. */
export const phased = (scenario: Scenario): fc.Arbitrary<Phased> =>
  fc
    .record({
      success: fc.constantFrom({ share: 0.5 }, { share: 1 }, { clients: 1 }, null),
      delayMs: fc.constantFrom(0, HOUR_MS, DAY_MS),
      second: created('second phase', scenario.deployments[0]!.updates, scenario),
    })
    .map(({ success, delayMs, second }) => ({
      phasedDeployments: [
        {
          name: 'phases',
          phases: [
            { deployment: 0, success: null, delayMs: 0 },
            { deployment: scenario.deployments.length, success, delayMs },
          ],
        },
      ],
      deployments: [second],
    }));
