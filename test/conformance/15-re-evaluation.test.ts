import { describe, expect, test } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { SCAN_TRIGGERS } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { EVALUATION_MS, INSTALL_MS, LOCATION_MS, OFFLINE, RESTART_MS, SLOT } from '../model/one-client.ts';
import { DAY_MS, fixed, group, HOUR_MS, JUNE } from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import { Witness } from '../model/witness.ts';
import { loadText, SMALL } from '../scenario/loading.ts';
import { deployed, TRANSFER_MS } from './deployed.ts';
import { NEVER_MS } from './one-client.ts';

/** Updates of the client can go missing, but none does by itself. */
const groups = [group({ updateLoss: fixed(NEVER_MS) })];
/** Deployments are evaluated again at this interval, with no delay. */
const every = (intervalMs: number): Scenario =>
  deployed(
    {},
    {
      groups,
      clientSettings: { ...OFFLINE, reevaluationIntervalMs: intervalMs, reevaluationJitter: fixed(0) },
    },
  );

const evaluatesOf = ({ parts }: Fleet) =>
  String((parts.scans.running[0]! & (1 << SCAN_TRIGGERS.indexOf('reevaluation'))) !== 0);

/** When the evaluations of a client begin. */
const startsOf = (scenario: Scenario) =>
  storyOf(scenario, evaluatesOf).flatMap(({ atMs, is }) => (is === 'true' ? [atMs] : []));

describe('clients evaluate their deployments again', () => {
  test('S15.1 every seven days unless told otherwise', () => {
    const { reevaluationIntervalMs } = loadText(SMALL).scenario!.clientSettings;
    expect(reevaluationIntervalMs).toBe(7 * DAY_MS);
    const [first, second, ...others] = startsOf({ ...every(reevaluationIntervalMs), horizonMs: 14 * DAY_MS });
    expect(first).toBeLessThanOrEqual(7 * DAY_MS);
    expect(second).toBe(first! + 7 * DAY_MS);
    expect(others).toEqual([]);
  });

  test('S15.5 as often as the client settings say', () => {
    for (const intervalMs of [DAY_MS, 3 * DAY_MS]) {
      const starts = startsOf(every(intervalMs));
      expect(starts.length).toBeGreaterThanOrEqual(3);
      expect(starts).toEqual(starts.map((_, number) => starts[0]! + number * intervalMs));
    }
    const { scenario } = loadText(`${SMALL}clientSettings: { reevaluationInterval: 3 d }\n`);
    expect(scenario!.clientSettings.reevaluationIntervalMs).toBe(3 * DAY_MS);
  });
});

describe('what was deployed and installed', () => {
  const LOST_MS = 6 * DAY_MS;
  const scenario = every(DAY_MS);
  const dueMs = startsOf(scenario).find((atMs) => atMs > LOST_MS)!;
  const evaluatedMs = dueMs + EVALUATION_MS;

  /** June's update, installed on day five, goes missing on day six; `isKept`: its content is still in the cache. */
  function afterLoss(isKept: boolean) {
    const fleet = new Fleet(scenario, 0);
    const witness = new Witness(fleet);
    fleet.run(LOST_MS);
    if (!isKept) fleet.parts.updates.kept.remove(0, SLOT);
    fleet.parts.updates.lose(0, SLOT, LOST_MS);
    fleet.run(dueMs + 2 * HOUR_MS);
    const since = witness.transitions.filter(({ atMs }) => atMs > LOST_MS);
    return { fleet, witness, steps: since.map(({ atMs, to }) => ({ atMs, to })) };
  }

  /** From its content on, which is there at an instant: the scan before the installation, and what follows. */
  const installedFrom = (cachedMs: number) => [
    { atMs: cachedMs, to: Actual.cached },
    { atMs: cachedMs + EVALUATION_MS + INSTALL_MS, to: Actual.pendingRestart },
    { atMs: cachedMs + EVALUATION_MS + INSTALL_MS + EVALUATION_MS + RESTART_MS, to: Actual.installed },
  ];

  test('S15.2 is looked for by a scan', () => {
    const { learned } = afterLoss(true).witness;
    const found = learned.find(({ slot, atMs }) => slot === SLOT && atMs > LOST_MS);
    expect(found).toMatchObject({ atMs: evaluatedMs, state: Compliance.required });
  });

  test('S15.3 is installed again from the cache where it has gone missing', () => {
    const { fleet, steps } = afterLoss(true);
    expect(steps).toEqual(installedFrom(evaluatedMs));
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(JUNE.sizeBytes);
  });

  test('S15.4 is downloaded from a distribution point first where the cache has it no more', () => {
    const { fleet, steps } = afterLoss(false);
    expect(steps).toEqual(installedFrom(evaluatedMs + LOCATION_MS + TRANSFER_MS));
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(2 * JUNE.sizeBytes);
  });
});
