import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { Standing } from '../../src/model/measures/update-compliance.ts';
import type { RunResult } from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { rowsOf } from './laws/story.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  managementPoint,
  runFleet,
  SECOND_MS,
  smallScenario,
  updatePoint,
} from './small-fleet.ts';
import { hierarchy } from './small-hierarchy.ts';
import { instantOf, storyOf } from './story.ts';

const JUNE_NUMBER = 1;
const SCAN_MS = 1.5 * DAY_MS;
const ONLINE_SCAN_MS = SECOND_MS + 667 + 10 * SECOND_MS;
const SCAN_NOW: Action = { verb: 'scanNow', atMs: SCAN_MS, groups: [0] };
const NAMES = Object.keys(Standing);

/** Clients that scan, by themselves, only when they are told to at `SCAN_MS` or a deployment makes them. */
function quiet(changes: Parameters<typeof smallScenario>[0] = {}): Scenario {
  const base = smallScenario();
  return smallScenario({
    clientSettings: { ...base.clientSettings, scanIntervalMs: 100_000 * DAY_MS },
    actions: [SCAN_NOW],
    ...changes,
  });
}

/** How the only client stands to June's update, on a level. */
function standing({ parts }: Fleet, level = 0): string {
  const { updateCompliance } = parts.knowledge;
  const cell = updateCompliance.cell(level, 0, 1);
  if (updateCompliance.failedCount[cell] === 1) return 'scanFailed';
  return NAMES.find((name) => updateCompliance.count(cell, Standing[name as keyof typeof Standing]) === 1)!;
}

const namesOf = (scenario: Scenario, level = 0, fromMs = 0) =>
  storyOf(scenario, (fleet) => standing(fleet, level), fromMs);

/** The rows of June's update at a site. */
function juneRows(result: RunResult, site = 0) {
  return rowsOf(result.updateStates).filter((row) => row('update') === JUNE_NUMBER && row('site') === site);
}

describe('the state of an update at a site, with its reason', () => {
  it('goes from not scanned to installed by way of every reason of the seed for required', () => {
    const scenario = quiet();
    const story = namesOf(scenario);
    expect(story.map(({ is }) => is)).toEqual([
      'notScanned',
      'notProcessed',
      'notInstalled',
      'waitsForRestart',
      'installedNotStored',
      'installed',
    ]);
    expect(instantOf(story, 'notProcessed')).toBe(SCAN_MS + ONLINE_SCAN_MS);
    const { assumptions, clientSettings, deployments } = scenario;
    const restartMs = instantOf(story, 'installedNotStored');
    const waitingMs = instantOf(story, 'waitsForRestart');
    expect(waitingMs - deployments[0]!.deadlineMs![0]!).toBeGreaterThan(
      assumptions.installDuration.LCU.law === 'fixed' ? 15 * MINUTE_MS - 1 : 0,
    );
    // The database may hear of the outstanding restart first: required it stays (seed 002).
    expect(restartMs).toBeGreaterThan(waitingMs);
    expect(restartMs - waitingMs).toBeLessThanOrEqual(clientSettings.restartCountdownMs + 5 * MINUTE_MS);
    const lastMs = instantOf(story, 'installed');
    const scanMs = 10 * SECOND_MS;
    const inboxMs = 20 + MINUTE_MS + 10 * SECOND_MS + 3 * 5;
    expect(lastMs - restartMs).toBeGreaterThan(scanMs);
    expect(lastMs - restartMs).toBeLessThanOrEqual(scanMs + assumptions.stateHighIntervalMs + 2 * inboxMs);
  });

  it('is required and not deployed until the site has a deployment to the collection of the client', () => {
    const scenario = quiet({ deployments: [deployment({ createdMs: 3 * DAY_MS + 30 * MINUTE_MS })] });
    const rows = juneRows(runFleet(scenario, 5 * DAY_MS).result()).filter((row) => row('t') >= 2 * DAY_MS);
    for (const row of rows) {
      const isDeployed = row('t') >= 3 * DAY_MS + 30 * MINUTE_MS;
      expect([row('required'), row('notDeployed'), row('deployedNotInstalled')]).toEqual(
        isDeployed ? [1, 0, 1] : [1, 1, 0],
      );
    }
    expect(rows.length).toBe(3 * 24 + 1);
  });

  it('is not deployed for a collection that the deployment does not target', () => {
    const groups = [group({ count: 3 }), group({ name: 'others', count: 4 })];
    const scenario = quiet({ groups, actions: [{ ...SCAN_NOW, groups: [0, 1] } as Action] });
    const row = juneRows(runFleet(scenario, 5 * DAY_MS).result()).at(-1)!;
    expect([row('required'), row('notDeployed'), row('deployedNotInstalled')]).toEqual([7, 4, 3]);
  });

  it('is no longer required when the update expires, until the client has said so', () => {
    const expiresMs = 3 * DAY_MS;
    const updates = [MAY, { ...JUNE, expiresMs }];
    const scanAgain: Action = { verb: 'scanNow', atMs: 4 * DAY_MS, groups: [0] };
    const base = smallScenario();
    const scenario = quiet({
      catalog: { products: ['Windows'], updates, origin: 'made for tests' },
      deployments: [],
      actions: [SCAN_NOW, scanAgain],
      siteChanges: {
        synchronization: {
          ...base.sites[0]!.synchronization,
          startsMs: [DAY_MS + 2 * HOUR_MS, expiresMs + 2 * HOUR_MS],
        },
      },
    });
    const story = namesOf(scenario);
    expect(story.map(({ is }) => is)).toEqual([
      'notScanned',
      'notProcessed',
      'notInstalled',
      'noLongerRequired',
      'notRequired',
    ]);
    expect(instantOf(story, 'noLongerRequired')).toBe(expiresMs);
  });

  it('is unknown for a failed scan from the failure to the end of the next that succeeds', () => {
    const outage: Action = {
      verb: 'outage',
      atMs: SCAN_MS - 1,
      target: { role: 'softwareUpdatePoint', index: 0 },
    };
    const restore: Action = { ...outage, verb: 'restore', atMs: SCAN_MS + 10 * MINUTE_MS };
    const scenario = quiet({ actions: [outage, SCAN_NOW, restore], deployments: [] });
    const story = namesOf(scenario);
    expect(story.map(({ is }) => is)).toEqual(['notScanned', 'scanFailed', 'notProcessed', 'notInstalled']);
    const failedMs = instantOf(story, 'scanFailed');
    expect(failedMs).toBe(SCAN_MS + SECOND_MS);
    const row = juneRows(runFleet(scenario, SCAN_MS + 5 * MINUTE_MS).result()).at(-1)!;
    expect([row('t'), row('notScanned'), row('scanFailed')]).toEqual([SCAN_MS, 1, 0]);
  });

  it('is unknown for a damaged file once that has been put aside', () => {
    const scenario = quiet({ deployments: [], siteChanges: { stateSystem: { corruptShare: 1 - 1e-9 } } });
    expect(namesOf(scenario).map(({ is }) => is)).toEqual(['notScanned', 'notProcessed', 'corruptFile']);
  });

  it('is unknown at the central administration site while the child has not sent it on', () => {
    const below = namesOf(hierarchy(), 0, DAY_MS);
    const above = namesOf(hierarchy(), 1, DAY_MS);
    expect(above.map(({ is }) => is)).toEqual([
      'notScanned',
      'notProcessed',
      'notSentByChild',
      'notInstalled',
    ]);
    expect(instantOf(above, 'notSentByChild')).toBe(instantOf(below, 'notInstalled'));
    expect(instantOf(above, 'notInstalled')).toBeGreaterThan(instantOf(above, 'notSentByChild'));
  });
});

describe('the table of update states', () => {
  it('has rows of the updates that the site knows, from the end of its synchronization on', () => {
    const { updateStates } = runFleet(smallScenario()).result();
    const numbers = new Map<number, number[]>();
    for (const row of rowsOf(updateStates)) {
      numbers.set(row('t'), [...(numbers.get(row('t')) ?? []), row('update')]);
    }
    const { startsMs } = smallScenario().sites[0]!.synchronization;
    for (const [t, updates] of numbers) expect(updates).toEqual(t > startsMs[0]! ? [0, 1] : [0]);
    expect(numbers.size).toBe(10 * 24);
  });

  it('has a row of each site in a hierarchy, and the central one counts all clients below it', () => {
    const scenario = hierarchy({ count: 20 }, { deployments: [deployment()], horizonMs: 8 * DAY_MS });
    const result = runFleet(scenario).result();
    const [above, below] = [juneRows(result, 0), juneRows(result, 1)];
    expect(below.length).toBeGreaterThan(100);
    expect(juneRows(result, 2)).toEqual([]);
    for (const row of [...above, ...below]) {
      expect(row('clients')).toBe(20);
      expect(row('required') + row('notRequired') + row('installed') + row('unknown')).toBe(20);
    }
    expect(below.every((row) => row('notSentByChildSite') === 0)).toBe(true);
    expect(above.at(-1)!('installed')).toBe(20);
  });

  it('shows what the last summary found', () => {
    const scenario = smallScenario({ groups: [group({ count: 50 })] });
    const shown = ['shownRequired', 'shownNotRequired', 'shownInstalled', 'shownUnknown'] as const;
    const stored = ['required', 'notRequired', 'installed', 'unknown'] as const;
    // Summary and interval end together, every hour.
    for (const row of rowsOf(runFleet(scenario).result().updateStates)) {
      expect(shown.map(row)).toEqual(stored.map(row));
    }
    const rare = { ...scenario, sites: [{ ...scenario.sites[0]!, summarization: { intervalMs: DAY_MS } }] };
    const rows = rowsOf(runFleet(rare).result().updateStates);
    const atSummary = new Map<string, number[]>();
    for (const row of rows)
      if (row('t') % DAY_MS === 0) atSummary.set(`${row('update')} ${row('t')}`, stored.map(row));
    let differing = 0;
    for (const row of rows) {
      const last = atSummary.get(`${row('update')} ${Math.floor(row('t') / DAY_MS) * DAY_MS}`);
      if (last === undefined) continue;
      expect(shown.map(row)).toEqual(last);
      if (shown.map(row).join() !== stored.map(row).join()) differing++;
    }
    expect(differing).toBeGreaterThan(0);
  });

  it('tells the truth that a backlog of messages hides, and how long that lasts', () => {
    const count = 300;
    const recordMs = 30 * SECOND_MS;
    const base = smallScenario();
    const scenario = smallScenario({
      groups: [group({ count })],
      softwareUpdatePoints: [updatePoint({ servers: count })],
      managementPoints: [managementPoint({ servers: count })],
      assumptions: { ...base.assumptions, restartNeeded: { ...base.assumptions.restartNeeded, LCU: false } },
      siteChanges: { stateSystem: { loaderThreads: 1, recordMs } },
    });
    const { result, fleet } = (() => {
      const run = runFleet(scenario);
      return { result: run.result(), fleet: run };
    })();
    const deadlineMs = scenario.deployments[0]!.deadlineMs![0]!;
    const hidden = juneRows(result).filter(
      (row) => row('t') > deadlineMs && row('installedNotYetStored') > 0,
    );
    // Everybody installs within half an hour; one loader stores a message of each in half a minute.
    expect(hidden.length).toBeGreaterThanOrEqual(Math.floor((count * recordMs) / HOUR_MS));
    for (let row = 0; row < result.compliance.length; row++) {
      const t = result.compliance.get(row, 't');
      const other = hidden.find((each) => each('t') === t);
      if (other === undefined) continue;
      const gap =
        result.compliance.get(row, 'actualCompliant') - result.compliance.get(row, 'storedCompliant');
      expect(other('installedNotYetStored')).toBe(gap);
    }
    expect(fleet.parts.messageMeasures.storedCount).toBe(fleet.parts.messageMeasures.raisedCount);
    expect(juneRows(result).at(-1)!('installed')).toBe(count);
  });

  it('goes on from a copy as it would have', () => {
    const scenario = hierarchy(
      { count: 10 },
      { deployments: [deployment()], horizonMs: 8 * DAY_MS, siteChanges: {} },
    );
    const whole = runFleet(scenario).result();
    const other = new Fleet(scenario, 0);
    other.restore(runFleet(scenario, 5 * DAY_MS + 13 * HOUR_MS).save());
    other.run(scenario.horizonMs);
    expect(other.result().updateStates.values).toEqual(whole.updateStates.values);
  });
});
