import { describe, expect, it } from 'vitest';
import { Clients } from '../../src/model/client/clients.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import { Luck } from '../../src/sim/random.ts';
import { brokenLaws, storyOf as storyForLaws } from './laws/index.ts';
import {
  DAY_MS,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  runFleet,
  SECOND_MS,
  SYNCHRONIZATION,
  smallScenario,
  update,
  updatePoint,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';
import { Witness } from './witness.ts';

const JULY = update({ id: 'july', kb: 'KB0000007', title: 'July', releasedMs: 3 * DAY_MS, supersedes: [] });
const REQUEST_MS = 20;
const FILE_MOVER_MS = MINUTE_MS;
const PAUSE_MS = 10 * SECOND_MS;
const RECORD_MS = 5;

/** One client that finds June's update on day 2 and July's on day 4: a file of one message each. */
function twoFiles(corruptShare: number, changes: Parameters<typeof smallScenario>[0] = {}): Scenario {
  const base = smallScenario();
  const scans: readonly Action[] = [2 * DAY_MS, 4 * DAY_MS].map((atMs) => ({
    verb: 'scanNow',
    atMs,
    groups: [0],
  }));
  return smallScenario({
    catalog: {
      products: ['Windows'],
      updates: [MAY, { ...JUNE, supersedes: [] }, JULY],
      origin: 'made for tests',
    },
    deployments: [],
    clientSettings: { ...base.clientSettings, scanIntervalMs: 100_000 * DAY_MS },
    actions: scans,
    siteChanges: {
      synchronization: { ...SYNCHRONIZATION, startsMs: [DAY_MS + 2 * HOUR_MS, 3 * DAY_MS + 2 * HOUR_MS] },
      stateSystem: {
        corruptShare,
        missingMessageAgeMs: 48 * HOUR_MS,
        resyncCheckMs: HOUR_MS,
        resyncRetryMs: [2 * HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS],
      },
    },
    ...changes,
  });
}

/** What the only client draws for the file that begins with a serial number, and its phases. */
function luckOf({ seed, groups, clientSettings }: Scenario) {
  const luck = new Luck(seed, 0);
  const clients = new Clients(groups, luck);
  const draw = (purpose: string, occasion: number) => clients.draw(luck.key(purpose), 0, occasion);
  return {
    damage: (serial: number) => draw('state file is damaged', serial),
    pollPhaseMs: Math.floor(draw('policy poll phase', 0) * clientSettings.policyPollMs),
    cyclePhaseMs: Math.floor(draw('state cycle phase', 0) * clientSettings.stateCycleMs),
  };
}

/** A share of damaged files, and a seed, by which the first file is damaged and the second is not. */
function firstIsDamaged(changes: Parameters<typeof smallScenario>[0] = {}): Scenario {
  for (let seed = 1; ; seed++) {
    const { damage } = luckOf(twoFiles(0, { ...changes, seed: String(seed) }));
    const rest = Math.min(damage(1), damage(2));
    if (damage(0) < rest) return twoFiles((damage(0) + rest) / 2, { ...changes, seed: String(seed) });
  }
}

const tickAfter = (atMs: number, phaseMs: number, everyMs: number) =>
  phaseMs + (Math.floor((atMs - phaseMs) / everyMs) + 1) * everyMs;

const countsOf = ({ parts: { messageMeasures: messages, missing } }: Fleet) =>
  [
    `${messages.raisedCount} raised`,
    `${messages.storedCount} stored`,
    `${messages.lostCount} lost`,
    `${missing.openCount} open`,
    `${missing.requestedCount} requested`,
    `${missing.closedCount} closed`,
  ].join(', ');

describe('a damaged file', () => {
  it('loses its messages, which stay unknown to the site, and is counted', () => {
    const scenario = firstIsDamaged();
    const { parts } = runFleet(scenario, 3 * DAY_MS);
    expect(parts.messageMeasures.corruptFileCount).toBe(1);
    expect(parts.messageMeasures.lostCount).toBe(1);
    expect(parts.truth.known(0, 1)).toBe(Compliance.required);
    expect(parts.known.stored(0, 1)).toBe(Compliance.unknown);
    expect(parts.missing.openCount).toBe(0);
  });

  it('happens to the share of files that the scenario names, the same ones whatever else is there', () => {
    const [count, share] = [2000, 0.2];
    const softwareUpdatePoints = [updatePoint({ servers: count })];
    const scenario = twoFiles(share, { groups: [group({ count })], softwareUpdatePoints });
    const { messageMeasures } = runFleet(scenario, 3 * DAY_MS).parts;
    const sigma = Math.sqrt(count * share * (1 - share));
    expect(Math.abs(messageMeasures.corruptFileCount - count * share)).toBeLessThan(4 * sigma);
    expect(messageMeasures.corruptFileCount + messageMeasures.storedCount).toBe(count);
  });
});

describe('a gap in the serial numbers', () => {
  it('leads to a full report: a later file, 48 hours, the check, the poll, the cycle, to the millisecond', () => {
    const scenario = firstIsDamaged();
    const { pollPhaseMs, cyclePhaseMs } = luckOf(scenario);
    const { policyPollMs, stateCycleMs } = scenario.clientSettings;
    const story = storyOf(scenario, countsOf, 2 * DAY_MS);
    const openMs = instantOf(story, '2 raised, 1 stored, 1 lost, 1 open, 0 requested, 0 closed');
    const checkMs = Math.ceil((openMs + 48 * HOUR_MS) / HOUR_MS) * HOUR_MS;
    expect(instantOf(story, '2 raised, 1 stored, 1 lost, 1 open, 1 requested, 0 closed')).toBe(checkMs);
    // Three updates, and that its last scan was complete.
    const polledMs = tickAfter(checkMs, pollPhaseMs, policyPollMs) + REQUEST_MS;
    expect(instantOf(story, '6 raised, 1 stored, 1 lost, 1 open, 1 requested, 0 closed')).toBe(polledMs);
    const sentMs = tickAfter(polledMs, cyclePhaseMs, stateCycleMs);
    expect(instantOf(story, '6 raised, 5 stored, 1 lost, 0 open, 1 requested, 1 closed')).toBe(
      sentMs + REQUEST_MS + FILE_MOVER_MS + PAUSE_MS + (3 + 1) * RECORD_MS,
    );
    expect(story.at(-1)!.is).toBe('6 raised, 5 stored, 1 lost, 0 open, 1 requested, 1 closed');
  });

  it('is healed by the report: the site then holds what the client knows', () => {
    const { truth, known } = runFleet(firstIsDamaged()).parts;
    for (const slot of [0, 1, 2]) expect(known.stored(0, slot)).toBe(truth.known(0, slot));
    expect(known.stored(0, 1)).toBe(Compliance.required);
  });

  it('is asked about again after 2, 8 and every 24 hours while every report is damaged, until one is not', () => {
    const scenario = firstIsDamaged({ horizonMs: 20 * DAY_MS });
    const stateSystem = scenario.sites[0]!.stateSystem as { corruptShare: number };
    const fleet = new Fleet(scenario, 0);
    const { missing, policy, truth, known } = fleet.parts;
    const askedMs: number[] = [];
    const wantReport = policy.wantReport.bind(policy);
    policy.wantReport = (client) => {
      askedMs.push(fleet.nowMs);
      wantReport(client);
    };
    fleet.run(6 * DAY_MS);
    expect(missing.openCount).toBe(1);
    stateSystem.corruptShare = 1;
    fleet.run(8 * DAY_MS);
    expect(missing.openCount).toBe(1);
    const lostCount = fleet.parts.messageMeasures.lostCount;
    stateSystem.corruptShare = 0;
    fleet.run(scenario.horizonMs);
    const waitsMs = askedMs.slice(1).map((atMs, request) => atMs - askedMs[request]!);
    expect(waitsMs).toEqual([2, 8, 24, 24].map((hours) => hours * HOUR_MS));
    // The first file, and in each of four reports three updates and the last scan.
    expect(lostCount).toBe(1 + 4 * (3 + 1));
    expect([missing.openCount, missing.requestedCount, missing.closedCount]).toEqual([0, 5, 1]);
    for (const slot of [0, 1, 2]) expect(known.stored(0, slot)).toBe(truth.known(0, slot));
  });

  it('closes with the first report that can be read, however many files are damaged before', () => {
    const share = 0.5;
    const count = 300;
    const scenario = twoFiles(share, {
      groups: [group({ count })],
      horizonMs: 60 * DAY_MS,
      actions: Array.from({ length: 55 }, (_, day) => ({
        verb: 'scanNow',
        atMs: (day + 2) * DAY_MS,
        groups: [0],
      })),
    });
    const witnessed = new Fleet(scenario, 0);
    const witness = new Witness(witnessed);
    const { missing } = witnessed.parts;
    const recount = () => missing.stage.filter((stage) => stage > 0).length;
    witnessed.run(5 * DAY_MS);
    expect(missing.openCount).toBeGreaterThan(0);
    expect(missing.openCount).toBe(recount());
    witnessed.run(scenario.horizonMs);
    expect(brokenLaws(storyForLaws(scenario, witnessed, witness))).toEqual([]);
    expect([missing.openCount, recount()]).toEqual([0, 0]);
    expect(missing.requestedCount).toBeGreaterThan(missing.closedCount);
  });

  it('costs nothing where every file can be read', () => {
    const { missing, messages, policy } = runFleet(twoFiles(0)).parts;
    expect([missing.expected.length, messages.reportEnd.length, policy.reportWanted.length]).toEqual([
      0, 0, 0,
    ]);
  });

  it('can be saved while it is open and run on', () => {
    const scenario = firstIsDamaged();
    const whole = runFleet(scenario);
    for (const atMs of [4.5 * DAY_MS, 6 * DAY_MS + 30 * MINUTE_MS, 6 * DAY_MS + HOUR_MS]) {
      const other = new Fleet(scenario, 0);
      other.restore(runFleet(scenario, atMs).save());
      other.run(scenario.horizonMs);
      expect(other.result().fingerprint).toBe(whole.result().fingerprint);
      expect(countsOf(other)).toBe(countsOf(whole));
    }
  });
});
