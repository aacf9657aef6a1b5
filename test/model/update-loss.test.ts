import { expect, test } from 'vitest';
import { Trigger } from '../../src/model/client/scan-agent.ts';
import { Fleet } from '../../src/model/fleet.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { Luck } from '../../src/sim/random.ts';
import { DAY_MS, fixed, group, HOUR_MS, MINUTE_MS, SECOND_MS, smallScenario } from './small-fleet.ts';
import { storyOf } from './story.ts';
import { Witness } from './witness.ts';

const SLOT = 1;
const NEVER_MS = 100_000 * DAY_MS;
const LOST_MS = 6 * DAY_MS;
const EVALUATION_MS = 10 * SECOND_MS;
const INSTALLATION_MS = 15 * MINUTE_MS;

/** June is installed at noon of day five; nothing goes missing by itself. */
const withoutOwnLosses = smallScenario({ groups: [group({ updateLoss: fixed(NEVER_MS) })] });

/** June goes missing on day six; the client is asked for one scan, an hour later. */
function afterLoss(trigger: number | null, scenario = withoutOwnLosses) {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  fleet.run(LOST_MS);
  fleet.parts.updates.lose(0, SLOT, LOST_MS);
  fleet.run(LOST_MS + HOUR_MS);
  if (trigger !== null) fleet.parts.scans.request(0, trigger, 0);
  fleet.run(LOST_MS + 12 * HOUR_MS);
  const since = witness.transitions.filter(({ atMs }) => atMs >= LOST_MS);
  return { fleet, witness, steps: since.map(({ atMs, to }) => ({ atMs, to })) };
}

test('what went missing is found required by the next scan, reported and left as it is', () => {
  const { fleet, steps, witness } = afterLoss(Trigger.scanNow);
  expect(steps).toEqual([{ atMs: LOST_MS, to: Actual.required }]);
  expect(fleet.parts.truth.known(0, SLOT)).toBe(Compliance.required);
  expect(fleet.parts.known.stored(0, SLOT)).toBe(Compliance.required);
  expect(witness.raised.at(-1)).toMatchObject({ subject: SLOT, state: Compliance.required });
});

test.each([
  ['re-evaluation cycle', Trigger.reevaluation],
  ['deployment evaluation cycle', Trigger.evaluationCycle],
])('the %s reinstalls it from the cache, by way of a scan before the installation', (_name, trigger) => {
  const { fleet, steps } = afterLoss(trigger);
  const [, cached, waiting, installed] = steps;
  expect(steps.map(({ to }) => to)).toEqual([
    Actual.required,
    Actual.cached,
    Actual.pendingRestart,
    Actual.installed,
  ]);
  // The last online scan is younger than the time to live: before the installation only an evaluation.
  expect(waiting!.atMs - cached!.atMs).toBe(EVALUATION_MS + INSTALLATION_MS);
  expect(installed!.atMs - waiting!.atMs).toBe(EVALUATION_MS + 3 * MINUTE_MS);
  expect(fleet.parts.downloads.downloadedBytes[0]).toBe(100_000_000);
});

test('without content in the cache it is downloaded again and then installed', () => {
  const fleet = new Fleet(withoutOwnLosses, 0);
  fleet.run(LOST_MS);
  const { updates, downloads, scans, truth } = fleet.parts;
  updates.kept.remove(0, SLOT);
  updates.lose(0, SLOT, LOST_MS);
  scans.request(0, Trigger.evaluationCycle, 0);
  fleet.run(LOST_MS + 2 * HOUR_MS);
  expect(downloads.downloadedBytes[0]).toBe(2 * 100_000_000);
  expect(truth.actual(0, SLOT)).toBe(Actual.installed);
});

test('the administrator’s evaluation reinstalls, at its instant', () => {
  const atMs = LOST_MS + 2 * HOUR_MS;
  const scenario = { ...withoutOwnLosses, actions: [{ verb: 'evaluateNow', atMs, groups: [0] }] } as const;
  const { steps } = afterLoss(null, scenario);
  expect(steps[1]!.to).toBe(Actual.cached);
  expect(steps[1]!.atMs).toBeGreaterThan(atMs);
  expect(steps[1]!.atMs).toBeLessThan(atMs + MINUTE_MS);
});

test('the re-evaluation schedule finds it within its interval, and never without an evaluation', () => {
  const { clientSettings } = withoutOwnLosses;
  const scenario = {
    ...withoutOwnLosses,
    clientSettings: { ...clientSettings, reevaluationIntervalMs: DAY_MS },
  };
  const fleet = new Fleet(scenario, 0);
  fleet.run(LOST_MS);
  fleet.parts.updates.lose(0, SLOT, LOST_MS);
  fleet.run(LOST_MS + DAY_MS + HOUR_MS);
  expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.installed);
});

test('losses come at times keyed by client, one mean time apart when that is fixed', () => {
  const timeMs = 2 * DAY_MS;
  const scenario = smallScenario({ groups: [group({ updateLoss: fixed(timeMs) })], deployments: [] });
  const fleet = new Fleet(scenario, 0);
  const phase = fleet.parts.clients.draw(new Luck(scenario.seed, 0).key('update loss phase'), 0, 0);
  const firstMs = 7 * timeMs - Math.floor((6 + phase) * timeMs);
  const story = storyOf(scenario, (each) => `${each.parts.truth.actual(0, 0)}`);
  // May is the only one that is installed: it goes missing once.
  expect(story.slice(0, 2)).toEqual([
    { atMs: 0, is: `${Actual.installed}` },
    { atMs: firstMs, is: `${Actual.required}` },
  ]);
});

test('a saved fleet with losses goes on as the whole one', () => {
  const scenario = smallScenario({
    groups: [group({ count: 5, updateLoss: { law: 'exponential', mean: 2 * DAY_MS } })],
    clientSettings: { ...withoutOwnLosses.clientSettings, reevaluationIntervalMs: 2 * DAY_MS },
  });
  const whole = new Fleet(scenario, 0);
  whole.run(scenario.horizonMs);
  const first = new Fleet(scenario, 0);
  first.run(LOST_MS);
  const second = new Fleet(scenario, 0);
  second.restore(first.save());
  second.run(scenario.horizonMs);
  expect(second.result().fingerprint).toBe(whole.result().fingerprint);
});
