import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { Absence, Action, Scenario } from '../../src/model/scenario.ts';
import { ASSUMPTIONS, EVALUATION_MS, INSTALL_MS, juneOf, OFFLINE, RESTART_MS } from './one-client.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  nineToFive,
  OPTIONS,
  smallScenario,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

/** Wednesday to Friday. The client is there from 09:00 to 17:00. */
const WEDNESDAY_MS = 2 * DAY_MS;
const NIGHT_MS = WEDNESDAY_MS + 22 * HOUR_MS;
const THURSDAY_MS = 3 * DAY_MS;
/** In its hours on Tuesday the client learns of June's update, and the site of it. */
const LEARNS: Action = { verb: 'scanNow', atMs: DAY_MS + 12 * HOUR_MS, groups: [0] };

function scenarioWith(
  absence: Absence,
  wakeOnLan: boolean,
  changes: Parameters<typeof smallScenario>[0] = {},
) {
  return smallScenario({
    groups: [group({ presence: nineToFive(absence) })],
    clientSettings: OFFLINE,
    actions: [LEARNS],
    deployments: [deployment({ deadlineMs: [NIGHT_MS], options: { ...OPTIONS, wakeOnLan } })],
    ...changes,
  });
}

function courseOf(scenario: Scenario) {
  const read = ({ parts }: Fleet) => {
    if (parts.machines.restarting[0] === 1) return 'restarting';
    return parts.installation.isInstalling(0) ? 'installing' : juneOf({ parts } as Fleet);
  };
  return storyOf(scenario, read, WEDNESDAY_MS);
}

const isAwake = ({ nowMs, parts }: Fleet) => (parts.presence.isPresent(0, nowMs) ? 'awake' : 'asleep');

describe('a client that is woken at the deadline', () => {
  it('installs and restarts in the night', () => {
    const course = courseOf(scenarioWith('sleep', true));
    const installsMs = NIGHT_MS + EVALUATION_MS;
    expect(instantOf(course, 'installing')).toBe(installsMs);
    expect(instantOf(course, 'installed')).toBe(installsMs + INSTALL_MS + EVALUATION_MS + RESTART_MS);
  });

  it('sleeps on where the deployment does not ask for it', () => {
    const course = courseOf(scenarioWith('sleep', false));
    expect(instantOf(course, 'installing')).toBe(THURSDAY_MS + 9 * HOUR_MS + EVALUATION_MS);
  });

  it('is not switched on', () => {
    const course = courseOf(scenarioWith('shutdown', true));
    expect(instantOf(course, 'installing')).toBe(THURSDAY_MS + 9 * HOUR_MS + EVALUATION_MS);
  });

  it('is woken at the deadline too where a grace for its user follows', () => {
    const options = { ...OPTIONS, wakeOnLan: true, grace: true };
    const scenario = scenarioWith('sleep', true, {
      clientSettings: { ...OFFLINE, graceMs: 30 * HOUR_MS },
      deployments: [deployment({ deadlineMs: [NIGHT_MS], options })],
    });
    expect(instantOf(courseOf(scenario), 'installing')).toBe(NIGHT_MS + EVALUATION_MS);
  });

  it('is not woken while the site does not know that it requires anything', () => {
    const course = courseOf(
      scenarioWith('sleep', true, {
        actions: [],
        clientSettings: { ...OFFLINE, stateCycleMs: 20 * DAY_MS },
      }),
    );
    expect(course.filter(({ atMs }) => atMs > NIGHT_MS && atMs < THURSDAY_MS + 9 * HOUR_MS)).toEqual([]);
  });

  it('goes to sleep again after a time', () => {
    const story = storyOf(
      scenarioWith('sleep', true),
      isAwake,
      NIGHT_MS - HOUR_MS,
      THURSDAY_MS + 10 * HOUR_MS,
    );
    // The story looks where events are; the client is asleep at its first after the time it was woken for.
    expect(story.map(({ is }) => is)).toEqual(['asleep', 'awake', 'asleep', 'awake']);
    expect(story[1]!.atMs).toBe(NIGHT_MS);
    expect(story[2]!.atMs).toBeGreaterThanOrEqual(NIGHT_MS + ASSUMPTIONS.wokenForMs);
  });

  it('stays awake while it works', () => {
    const LCU = fixed(3 * HOUR_MS);
    const assumptions = { ...ASSUMPTIONS, installDuration: { ...ASSUMPTIONS.installDuration, LCU } };
    const { catalog } = smallScenario();
    const updates = catalog.updates.map((each) => ({ ...each, runTimeMaxMs: 4 * HOUR_MS }));
    const scenario = scenarioWith('sleep', true, { assumptions, catalog: { ...catalog, updates } });
    expect(ASSUMPTIONS.wokenForMs).toBeLessThan(3 * HOUR_MS);
    expect(instantOf(courseOf(scenario), 'pending restart')).toBe(NIGHT_MS + EVALUATION_MS + 3 * HOUR_MS);
  });

  it('sends what came due while it slept', () => {
    const scenario = scenarioWith('sleep', true, {
      groups: [group({ count: 20, presence: nineToFive('sleep') })],
      deployments: [
        deployment({ deadlineMs: [NIGHT_MS], options: { ...OPTIONS, wakeOnLan: true } }),
        deployment({ name: 'late', createdMs: WEDNESDAY_MS + 16 * HOUR_MS, verbosity: 'all' }),
      ],
    });
    const fleet = new Fleet(scenario, 0);
    const { clients, messages } = fleet.parts;
    fleet.run(NIGHT_MS - 1);
    const waiting = Array.from({ length: clients.count }, (_, client) => client).filter((client) =>
      messages.isBusy(client),
    );
    expect(waiting.length).toBeGreaterThan(0);
    fleet.run(NIGHT_MS);
    for (const client of waiting) expect(messages.outbox[client]).toBe(-1);
  });
});
