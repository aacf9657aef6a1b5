import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import type { ClientLog } from '../../../src/report/client-logs/client-log.ts';
import type { ClientLogs } from '../../../src/report/client-logs/client-logs.ts';
import { DEADLINE_MS, deployed, POLICY_MS, SIGNED_IN, TRANSFER_MS } from '../../conformance/deployed.ts';
import { NEW, quiet, scanAt } from '../../conformance/one-client.ts';
import {
  ASSUMPTIONS,
  EVALUATION_MS,
  INSTALL_MS,
  LOCATION_MS,
  ONLINE_SCAN_MS,
  RESTART_MS,
} from '../../model/one-client.ts';
import {
  DAY_MS,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  nineToFive,
  START_EPOCH_MS,
  updatePoint,
} from '../../model/small-fleet.ts';
import { read, written } from './writing.ts';

const AT_MS = 2 * DAY_MS + 10 * HOUR_MS;
type Step = readonly [ClientLog, string];

/** Where lines that begin so are among all that a client writes, each after the one before it; −1: nowhere. */
function placesOf({ lines }: ClientLogs, steps: readonly Step[]): number[] {
  let from = 0;
  return steps.map(([log, start]) => {
    const place = lines.findIndex(
      (each, index) => index >= from && each.log === log && each.text.startsWith(start),
    );
    from = place + 1;
    return place;
  });
}

/** When a line that begins so is written first, from an instant on. */
function timeOf({ lines }: ClientLogs, log: ClientLog, start: string, fromMs = 0): number | undefined {
  return lines.find((each) => each.log === log && each.text.startsWith(start) && each.atMs >= fromMs)?.atMs;
}

/** Reports every state of the deployment. */
const VERBOSE = { verbosity: 'all' } as const;

const only = (scenario: Scenario, untilMs?: number) => written(scenario, [0], untilMs).logs[0]!;

/** The order of a scan in the logs of 2014-01-20 (Microsoft, tracking of compliance assessment). */
const SCAN: readonly Step[] = [
  ['ScanAgent', 'Requesting WSUS server locations'],
  ['LocationServices', 'Sent WSUS location request'],
  ['LocationServices', 'WSUS location reply'],
  ['WUAHandler', 'New WSUS update source'],
  ['ScanAgent', 'Scan requested of WUAHandler'],
  ['WUAHandler', 'Search at SUP1 started'],
  ['WUAHandler', 'Search completed'],
  ['WUAHandler', 'Update (Missing): '],
  ['UpdatesStore', 'Update status of (june) changed, state (Missing)'],
  ['StateMessage', 'State message (State ID : 2) with TopicType 500 and TopicId june'],
  ['StateMessage', 'Forwarded State Messages to the MP'],
];

/** The order of a deployment in the logs of 2014-02-09 (KB 3090265), with what its state messages said. */
const DEPLOYMENT: readonly Step[] = [
  ['PolicyAgent', 'Policy of assignment'],
  ['UpdatesDeployment', 'Deadline received for assignment'],
  ['ScanAgent', 'Scan requested (scan wanted before the installation)'],
  ['WUAHandler', 'Search completed'],
  ['StateMessage', 'State message (State ID : 2) with TopicType 302'],
  ['StateMessage', 'State message (State ID : 2) with TopicType 300'],
  ['CAS', 'Requesting content'],
  ['ContentTransferManager', 'Queued location request'],
  ['LocationServices', 'Content location'],
  ['ContentTransferManager', 'CTM job of content june.1 started download'],
  ['CAS', 'Download completed'],
  ['StateMessage', 'State message (State ID : 8) with TopicType 301'],
  ['WUAHandler', 'Installation of updates started'],
  ['WUAHandler', 'Installation of updates completed'],
  ['StateMessage', 'State message (State ID : 5) with TopicType 301'],
  ['RebootCoordinator', 'Reboot initiated'],
  ['ScanAgent', 'Scan requested (scan wanted after the restart)'],
  ['StateMessage', 'State message (State ID : 10) with TopicType 402'],
  ['StateMessage', 'State message (State ID : 1) with TopicType 300'],
  ['StateMessage', 'State message (State ID : 4) with TopicType 301'],
];

describe('The logs of a client', () => {
  it('tell a scan in the order of real logs', () => {
    const assumptions = { ...ASSUMPTIONS, sourceWait: fixed(2 * MINUTE_MS), sourceSettleMs: 30_000 };
    const logs = only(quiet({ initial: NEW, actions: [scanAt(AT_MS)], assumptions }));
    const places = placesOf(logs, SCAN);
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('tell a deployment whose deadline has come in the order of real logs', () => {
    const scenario = deployed(
      { ...VERBOSE, createdMs: DEADLINE_MS, availableMs: [DEADLINE_MS], deadlineMs: [DEADLINE_MS] },
      { groups: [group({ user: SIGNED_IN })] },
    );
    const logs = only(scenario);
    const places = placesOf(logs, DEPLOYMENT);
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('have the instants of what they tell', () => {
    const scans = only(quiet({ actions: [scanAt(AT_MS)] }));
    expect(timeOf(scans, 'WUAHandler', 'Search at SUP1 started', AT_MS)).toBe(AT_MS + LOCATION_MS);
    expect(timeOf(scans, 'WUAHandler', 'Search completed', AT_MS)).toBe(AT_MS + ONLINE_SCAN_MS);
    const logs = only(deployed());
    expect(timeOf(logs, 'PolicyAgent', 'Policy of assignment')).toBe(POLICY_MS);
    expect(timeOf(logs, 'UpdatesDeployment', 'Deadline received')).toBe(DEADLINE_MS);
    const startMs = DEADLINE_MS + EVALUATION_MS;
    expect(timeOf(logs, 'WUAHandler', 'Installation of updates started')).toBe(startMs);
    expect(timeOf(logs, 'WUAHandler', 'Installation of updates completed')).toBe(startMs + INSTALL_MS);
    const restartMs = startMs + INSTALL_MS + EVALUATION_MS;
    expect(timeOf(logs, 'RebootCoordinator', 'Reboot initiated')).toBe(restartMs);
    expect(timeOf(logs, 'RebootCoordinator', 'Reboot completed')).toBe(restartMs + RESTART_MS);
    const transferStartMs = timeOf(logs, 'ContentTransferManager', 'CTM job of content june.1 started')!;
    expect(timeOf(logs, 'CAS', 'Download completed')).toBe(transferStartMs + TRANSFER_MS);
  });

  it('are in the format of CMTrace, by the clock of the client, with the bias that gives UTC', () => {
    const hours = [-7, 0, 5.5];
    const scenario = quiet({
      zones: hours.map((offset) => ({
        name: `zone ${offset}`,
        transitions: [{ fromMs: -60 * DAY_MS, offsetMs: offset * HOUR_MS }],
      })),
      groups: hours.map((_, zone) => group({ name: `group ${zone}`, zone })),
      actions: [{ verb: 'scanNow', atMs: AT_MS, groups: [0, 1, 2] }],
    });
    const { logs } = written(scenario, [0, 1, 2]);
    logs.forEach((its, zone) => {
      for (const [log, text] of its.texts()) {
        const lines = read(text);
        const told = its.lines.filter((each) => each.log === log);
        expect(lines.map(({ epochMs }) => epochMs)).toEqual(told.map(({ atMs }) => START_EPOCH_MS + atMs));
        for (const { bias } of lines) expect(bias).toBe(['+420', '+000', '-330'][zone]);
      }
    });
  });

  it('have a line for every state message that the client raised and sent', () => {
    const { fleet, logs } = written(deployed(VERBOSE));
    const texts = logs[0]!.lines.filter(({ log }) => log === 'StateMessage').map(({ text }) => text);
    const { raisedCount, sentCount } = fleet.parts.messageMeasures;
    expect(raisedCount).toBeGreaterThan(5);
    expect(texts.filter((text) => text.includes('recorded'))).toHaveLength(raisedCount);
    const forwarded = texts.map((text) => Number(/^Forwarded .*: (\d+)$/.exec(text)?.[1] ?? 0));
    expect(forwarded.reduce((sum, count) => sum + count, 0)).toBe(sentCount);
  });

  it('name Windows’ error where a queue is full, a server is down or does not answer', () => {
    const target = { role: 'softwareUpdatePoint', index: 0 } as const;
    const down = only(
      quiet({ actions: [{ verb: 'outage', atMs: AT_MS - HOUR_MS, target }, scanAt(AT_MS)] }),
      AT_MS + MINUTE_MS,
    );
    const failed = down.lines.filter(({ level }) => level === 'error');
    expect(failed.map(({ text, atMs }) => [text.match(/0x\w+/)?.[0], atMs])).toEqual([
      ['0x80072EFD', AT_MS + LOCATION_MS],
    ]);
    const full = quiet({
      groups: [group({ count: 3 })],
      softwareUpdatePoints: [updatePoint({ servers: 1, queueLimit: 1, deltaScan: fixed(MINUTE_MS) })],
      actions: [scanAt(AT_MS)],
    });
    const { logs } = written(full, [0, 1, 2], AT_MS + LOCATION_MS);
    // One is served, one waits, one is refused.
    const refused = logs.flatMap(({ lines }) => lines.filter(({ level }) => level === 'error'));
    expect(refused.map(({ text }) => text)).toEqual([
      'Search at SUP1 failed, error = 0x80244022: queue is full (1 waiting)',
    ]);
    // The second waits for a server that is busy for longer than a scan may take.
    const slow = quiet({
      groups: [group({ count: 2 })],
      softwareUpdatePoints: [updatePoint({ servers: 1, deltaScan: fixed(2 * ASSUMPTIONS.scanTimeoutMs) })],
      actions: [scanAt(AT_MS)],
    });
    const timedOut = written(slow, [0, 1]).logs.map((its) =>
      timeOf(its, 'WUAHandler', 'Search at SUP1 timed out, error = 0x80072EE2'),
    );
    expect(timedOut).toContain(AT_MS + LOCATION_MS + ASSUMPTIONS.scanTimeoutMs);
    expect(timedOut).toContain(undefined);
  });

  it('stay silent while the machine is off, and tell the scan on its return', () => {
    const scenario = quiet({
      groups: [group({ presence: nineToFive('shutdown') })],
      actions: [scanAt(2 * DAY_MS + 3 * HOUR_MS)],
    });
    const { lines } = only(scenario);
    let isOn = false;
    for (const { log, text } of lines) {
      if (log === 'CcmExec') isOn = text === 'Service started';
      else expect(isOn, text).toBe(true);
    }
    const begun = lines.find(({ text }) => text.startsWith('Online scan'));
    expect(begun?.text).toContain('scan asked for by an administrator');
  });

  it('show hostile names as text: none ends its line or begins one', () => {
    const name = ']LOG]!>\n<![LOG[\u001b[2J=1+1<b>';
    const deployment = deployed({ name });
    const logs = only({
      ...deployment,
      softwareUpdatePoints: [{ ...deployment.softwareUpdatePoints[0]!, name }],
    });
    let lineCount = 0;
    for (const text of logs.texts().values()) lineCount += read(text).length;
    expect(lineCount).toBe(logs.lines.length);
    expect([...logs.texts().values()].join('')).toContain(']LOG] !>\\u000a<! [LOG[\\u001b[2J=1+1<b>');
  });

  it('of several clients are those of each alone, and writing them leaves the history as it is', () => {
    const scenario = quiet({ groups: [group({ count: 2 })], actions: [scanAt(AT_MS)] });
    const { fleet, logs } = written(scenario, [0, 1]);
    for (const client of [0, 1])
      expect(written(scenario, [client]).logs[0]!.texts()).toEqual(logs[client]!.texts());
    const alone = new Fleet(scenario, 0);
    alone.run(scenario.horizonMs);
    expect(fleet.fingerprint).toBe(alone.fingerprint);
  });
});
