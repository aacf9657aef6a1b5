import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { UPDATE_STATE_COLUMNS } from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { EVALUATION_MS, INSTALL_MS, juneOf, ONLINE_SCAN_MS, RESTART_MS, SLOT } from '../model/one-client.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MINUTE_MS,
  managementPoint,
  NOBODY,
  runFleet,
  site,
  updatePoint,
} from '../model/small-fleet.ts';
import { hierarchy } from '../model/small-hierarchy.ts';
import { type Chapter, instantOf, storyOf } from '../model/story.ts';
import { NEW, quiet, SETTINGS, scanAt, scanCount, THREE_STATES } from './one-client.ts';

const STATES = ['required', 'notRequired', 'installed', 'unknown'] as const;
const REASONS = UPDATE_STATE_COLUMNS.slice(
  UPDATE_STATE_COLUMNS.indexOf('notDeployed'),
  UPDATE_STATE_COLUMNS.indexOf('shownRequired'),
);

/**
 * What a site says of an update of the only client, and why, line by line as it changes. To the minute: the tables of
 * these scenarios have a row per minute.
 */
function saidOf(scenario: Scenario, update = SLOT, ofSite = 0): Chapter[] {
  const fleet = runFleet({
    ...scenario,
    output: { intervalMs: MINUTE_MS, clients: false, servicingLog: false },
  });
  const { updateStates } = fleet.result();
  const lines: Chapter[] = [];
  for (let row = 0; row < updateStates.length; row++) {
    if (updateStates.get(row, 'site') !== ofSite || updateStates.get(row, 'update') !== update) continue;
    const holds = (column: (typeof UPDATE_STATE_COLUMNS)[number]) => updateStates.get(row, column) === 1;
    const is = [...STATES.filter(holds), ...REASONS.filter(holds)].join(': ');
    if (lines.at(-1)?.is !== is) lines.push({ atMs: updateStates.get(row, 't'), is });
  }
  return lines;
}

const says = (lines: readonly Chapter[]) => lines.map(({ is }) => is);
const toMinute = (atMs: number) => Math.ceil(atMs / MINUTE_MS) * MINUTE_MS;

const LEARNS_MS = 1.5 * DAY_MS;
const CREATED_MS = 2 * DAY_MS;
const DEADLINE_MS = deployment().deadlineMs![0]!;
/** Somebody is signed in, so that the restart is counted down. */
const SIGNED_IN = group({ user: { ...NOBODY, signedIn: 'always' } });
const HORIZON_MS = 6 * DAY_MS;

/** June's update comes with a synchronization, is found by a scan, deployed, installed, and complete after a restart. */
const LIFE = quiet({
  horizonMs: HORIZON_MS,
  groups: [SIGNED_IN],
  deployments: [deployment()],
  actions: [scanAt(LEARNS_MS)],
});
const INSTALLED_MS = DEADLINE_MS + ONLINE_SCAN_MS + INSTALL_MS;
const COUNTDOWN_MS = SETTINGS.restartCountdownMs;
const RESTARTED_MS = INSTALLED_MS + EVALUATION_MS + COUNTDOWN_MS + RESTART_MS;

describe('a compliance state', () => {
  const life = saidOf(LIFE);

  test('S5.1 is required, not required, installed or unknown', () => {
    const all = [0, 1, 2].map((update) =>
      says(saidOf(quiet({ ...THREE_STATES, horizonMs: DAY_MS }), update)),
    );
    expect(all.map((lines) => lines.at(-1)!.split(':')[0])).toEqual(['notRequired', 'installed', 'required']);
    expect(all.map(([first]) => first!.split(':')[0])).toEqual(['unknown', 'unknown', 'unknown']);
  });

  test('S5.2 is required where the update applies and is needed', () => {
    const count = 20;
    const scenario = quiet({
      ...THREE_STATES,
      initial: { mode: 'steadyState', patchedShareByLag: [0.5, 0.5] },
      groups: [group({ count })],
      actions: [scanAt(HOUR_MS)],
    });
    const { known, truth } = runFleet(scenario, DAY_MS).parts;
    const clients = Array.from({ length: count }, (_, client) => client);
    const required = clients.filter((client) => known.stored(client, 2) === Compliance.required);
    expect(required).toEqual(clients.filter((client) => truth.actual(client, 2) === Actual.required));
    expect(required.length).toBeGreaterThan(0);
    expect(required.length).toBeLessThan(count);
  });

  test('S5.3 is required for one of four reasons at a time', () => {
    expect(says(life)).toEqual([
      'unknown: notScanned',
      'unknown: notYetProcessed',
      'required: notDeployed',
      'required: deployedNotInstalled',
      'required: installedWaitsForRestart',
      'required: installedNotYetStored',
      'installed',
    ]);
  });

  test('S5.4 is required while the update is not deployed to the client', () => {
    const never = saidOf({ ...LIFE, deployments: [] });
    expect(never.at(-1)!.is).toBe('required: notDeployed');
    expect(instantOf(life, 'required: deployedNotInstalled')).toBe(CREATED_MS);
  });

  test('S5.5 is required while the message that says installed is not in the site database', () => {
    const installedMs = instantOf(life, 'required: installedNotYetStored');
    expect(installedMs).toBe(toMinute(RESTARTED_MS));
    const stored = ({ parts }: Fleet) => String(parts.known.stored(0, SLOT));
    const story = storyOf(LIFE, stored, RESTARTED_MS, RESTARTED_MS + HOUR_MS);
    const storedMs = instantOf(story, String(Compliance.installed));
    expect(instantOf(life, 'installed')).toBe(toMinute(storedMs));
  });
});

describe('after an installation', () => {
  test('S5.6 the client scans for the update again', () => {
    const isScanning = ({ parts }: Fleet) => String(parts.scans.isScanning(0));
    const story = storyOf(LIFE, isScanning, INSTALLED_MS - 1, INSTALLED_MS + HOUR_MS);
    expect(story).toEqual([
      { atMs: INSTALLED_MS - 1, is: 'false' },
      { atMs: INSTALLED_MS, is: 'true' },
      { atMs: INSTALLED_MS + EVALUATION_MS, is: 'false' },
    ]);
    expect(scanCount(runFleet(LIFE), { trigger: 'afterInstallation' })).toBe(1);
  });

  const raisedMs = RESTARTED_MS + EVALUATION_MS;
  /** How long the message that says installed waits at the client, and then is on its way to the site server. */
  const waysOf = (seed: number) => {
    const counts = ({ parts }: Fleet) =>
      `${parts.messages.outbox[0]! < 0} ${parts.messageMeasures.sentCount} ${parts.messageMeasures.arrivedCount}`;
    const scenario = {
      ...LIFE,
      seed: String(seed),
      clientSettings: { ...LIFE.clientSettings, stateCycleMs: DAY_MS },
    };
    const story = storyOf(scenario, counts, raisedMs - 1, raisedMs + 10 * MINUTE_MS);
    const [, raised, sent, arrived] = story;
    expect(raised!.atMs).toBe(raisedMs);
    return { waitMs: sent!.atMs - raisedMs, wayMs: arrived!.atMs - sent!.atMs };
  };
  const ways = Array.from({ length: 12 }, (_, seed) => waysOf(seed + 1));

  test('S5.7a up to two minutes pass before the client sends the new state', () => {
    const waits = ways.map(({ waitMs }) => waitMs);
    expect(Math.min(...waits)).toBeGreaterThan(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * MINUTE_MS);
    expect(waits.some((ms) => ms < MINUTE_MS) && waits.some((ms) => ms > MINUTE_MS)).toBe(true);
  });

  test('S5.7b the management point passes it on to the site server', () => {
    const requestMs = 20;
    expect(new Set(ways.map(({ wayMs }) => wayMs))).toEqual(
      new Set([requestMs + managementPoint().fileMoverMs]),
    );
  });
});

describe('a compliance state, further', () => {
  test('S5.8 is required while an update that is installed needs a restart to finish', () => {
    const life = saidOf(LIFE);
    expect(instantOf(life, 'required: installedWaitsForRestart')).toBe(toMinute(INSTALLED_MS));
    expect(instantOf(life, 'required: installedNotYetStored')).toBe(toMinute(RESTARTED_MS));
  });

  test('S5.9 is required while an update that is deployed is not installed yet', () => {
    const before = { ...LIFE, horizonMs: DEADLINE_MS };
    expect(saidOf(before).at(-1)).toEqual({ atMs: CREATED_MS, is: 'required: deployedNotInstalled' });
  });

  const APRIL = 0;
  const replaced = quiet({
    ...THREE_STATES,
    horizonMs: 2 * DAY_MS,
    deployments: [deployment({ updates: [APRIL, 2], createdMs: 0, availableMs: [0], deadlineMs: [DAY_MS] })],
  });

  test('S5.10 is not required where the update does not apply to the client', () => {
    expect(saidOf(replaced, APRIL).at(-1)!.is).toBe('notRequired');
  });

  test('S5.11 is not required, so the client does not need it: it neither fetches nor installs it', () => {
    const { truth, downloads, database } = runFleet(replaced).parts;
    expect(truth.actual(0, APRIL)).toBe(Actual.notRequired);
    expect(truth.actual(0, 2)).toBe(Actual.installed);
    expect(downloads.downloadedBytes[0]).toBe(replaced.catalog.updates[2]!.sizeBytes);
    expect(database.compliantCount(0)).toBe(1);
  });

  test('S5.12 is installed where the update applies and is there', () => {
    const fleet = runFleet(LIFE);
    expect(juneOf(fleet)).toBe('installed');
    expect(saidOf(LIFE).at(-1)!.is).toBe('installed');
    expect(saidOf(quiet({ horizonMs: DAY_MS }), 0).at(-1)!.is).toBe('installed');
  });
});

describe('a state is unknown', () => {
  const MAY_SLOT = 0;
  const newborn = quiet({ initial: NEW, horizonMs: DAY_MS });

  test('S5.13 while the site server has no state message of the client', () => {
    const stored = ({ parts }: Fleet) => String(parts.messageMeasures.storedCount > 0);
    const storedMs = instantOf(storyOf(newborn, stored), 'true');
    const lines = saidOf(newborn, MAY_SLOT);
    expect(lines.map(({ is }) => is.split(':')[0])).toEqual(['unknown', 'unknown', 'installed']);
    expect(instantOf(lines, 'installed')).toBe(toMinute(storedMs));
  });

  const server = (role: 'softwareUpdatePoint' | 'stateSystem') => ({ role, index: 0 }) as const;
  const outage = (role: Parameters<typeof server>[0], toMs: number): Action[] => [
    { verb: 'outage', atMs: 1, target: server(role) },
    { verb: 'restore', atMs: toMs, target: server(role) },
  ];

  test('S5.14 when the scan of the client has failed', () => {
    const restoreMs = 6 * HOUR_MS;
    const lines = saidOf({ ...newborn, actions: outage('softwareUpdatePoint', restoreMs) }, MAY_SLOT);
    expect(says(lines)).toEqual([
      'unknown: notScanned',
      'unknown: scanFailed',
      'unknown: notYetProcessed',
      'installed',
    ]);
    expect(instantOf(lines, 'unknown: notYetProcessed')).toBeGreaterThan(restoreMs);
  });

  test('S5.15 when the scan has succeeded, but the site server has a backlog of messages', () => {
    const restoreMs = 12 * HOUR_MS;
    const lines = saidOf({ ...newborn, actions: outage('stateSystem', restoreMs) }, MAY_SLOT);
    expect(says(lines)).toEqual(['unknown: notScanned', 'unknown: notYetProcessed', 'installed']);
    expect(instantOf(lines, 'unknown: notYetProcessed')).toBeLessThan(4 * HOUR_MS);
    expect(instantOf(lines, 'installed')).toBeGreaterThan(restoreMs);
  });

  test('S5.16 when the scan has succeeded, but the child site has sent no message', () => {
    const stateIntervalMs = 5 * HOUR_MS;
    const replication = {
      globalIntervalMs: 2 * MINUTE_MS,
      itemBytes: 1,
      stateIntervalMs,
      fileIntervalMs: MINUTE_MS,
      messageBytes: 1,
    };
    const scenario = quiet({
      initial: NEW,
      horizonMs: DAY_MS,
      sites: [
        site({ name: 'CAS', kind: 'centralAdministration', stateSystem: null }),
        site({ parent: 0, replication }),
      ],
      softwareUpdatePoints: [updatePoint(), updatePoint({ name: 'SUP2', site: 1 })],
      managementPoints: [managementPoint({ site: 1 })],
      groups: [group({ site: 1 })],
    });
    const [above, below] = [saidOf(scenario, MAY_SLOT, 0), saidOf(scenario, MAY_SLOT, 1)];
    const atChildMs = instantOf(below, 'installed');
    expect(instantOf(above, 'unknown: notSentByChildSite')).toBe(atChildMs);
    const sentMs = Math.ceil(atChildMs / stateIntervalMs) * stateIntervalMs;
    expect(instantOf(above, 'installed')).toBe(sentMs + MINUTE_MS);
  });

  test('S5.16 when the child site is a secondary one that has the files of the client and cannot send them', () => {
    const [primary, secondary, north] = [1, 2, 1];
    const restoreMs = 12 * HOUR_MS;
    const link = { role: 'link', index: north } as const;
    const tree = hierarchy(
      { atBranch: true },
      {
        initial: NEW,
        horizonMs: DAY_MS,
        actions: [
          { verb: 'outage', atMs: 1, target: link },
          { verb: 'restore', atMs: restoreMs, target: link },
        ],
      },
    );
    const wakeDelayMs = 5 * MINUTE_MS;
    const sites = tree.sites.map((each) => ({
      ...each,
      stateSystem: each.stateSystem && { ...each.stateSystem, wakeDelayMs },
    }));
    const scenario = { ...tree, sites };
    const lines = saidOf(scenario, MAY_SLOT, primary);
    expect(says(lines)).toEqual([
      'unknown: notScanned',
      'unknown: notYetProcessed',
      'unknown: notSentByChildSite',
      'unknown: notYetProcessed',
      'installed',
    ]);
    const counts = storyOf(
      scenario,
      ({ parts: { files, messageMeasures } }) =>
        `${files.waitingCount[secondary]! > 0} ${messageMeasures.arrivedCount > 0}`,
    );
    const heldMs = instantOf(counts, 'true false');
    expect(heldMs).toBeLessThan(restoreMs - HOUR_MS);
    expect(lines[2]!.atMs).toBe(toMinute(heldMs));
    const arrivedMs = instantOf(counts, 'false true');
    expect(arrivedMs).toBeGreaterThan(restoreMs);
    expect(lines[3]!.atMs).toBe(toMinute(arrivedMs));
    expect(lines[4]!.atMs).toBe(toMinute(arrivedMs + wakeDelayMs));
    const [central, below] = [saidOf(scenario, MAY_SLOT, 0), 'unknown: notSentByChildSite'];
    expect(instantOf(central, below)).toBe(lines[2]!.atMs);
  });

  test('S5.17 when the scan has succeeded, but the file with the message is damaged', () => {
    const damaged = quiet({
      initial: NEW,
      horizonMs: DAY_MS,
      siteChanges: { stateSystem: { corruptShare: 1 } },
    });
    const lines = saidOf(damaged, MAY_SLOT);
    expect(says(lines)).toEqual(['unknown: notScanned', 'unknown: notYetProcessed', 'unknown: corruptFile']);
    const whole = saidOf(newborn, MAY_SLOT);
    expect(instantOf(lines, 'unknown: corruptFile')).toBe(instantOf(whole, 'installed'));
  });
});
