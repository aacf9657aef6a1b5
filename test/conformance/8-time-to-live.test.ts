import { describe, expect, test } from 'vitest';
import { Compliance } from '../../src/model/updates/update-states.ts';
import { juneOf, ONLINE_SCAN_MS } from '../model/one-client.ts';
import { DAY_MS, deployment, HOUR_MS, runFleet } from '../model/small-fleet.ts';
import { loadText, SMALL } from '../scenario/loading.ts';
import { contactCount, quiet, SETTINGS, scanAt, scanCount } from './one-client.ts';

const FORCED_MS = 1.5 * DAY_MS;
const ENDS_MS = FORCED_MS + ONLINE_SCAN_MS;

describe('the time to live', () => {
  test('S8.1a is that of metadata stored on the client: it scans with them while WSUS is away', () => {
    const away = { role: 'softwareUpdatePoint', index: 0 } as const;
    const scenario = quiet({
      clientSettings: { scanTtlMs: 10 * DAY_MS },
      deployments: [deployment()],
      actions: [scanAt(FORCED_MS), { verb: 'outage', atMs: ENDS_MS + 1, target: away }],
    });
    const fleet = runFleet(scenario);
    expect(scanCount(fleet, { kind: 'offline' })).toBe(4);
    expect(contactCount(fleet)).toBe(1);
    expect(juneOf(fleet)).toBe('installed');
    expect(fleet.parts.truth.known(0, 1)).toBe(Compliance.installed);
  });

  test('S8.1b is 24 hours unless configured otherwise', () => {
    const { scenario } = loadText(SMALL);
    expect(scenario!.clientSettings.scanTtlMs).toBe(24 * HOUR_MS);
    const isOnlineAfter = (ageMs: number, scanTtlMs: number) => {
      const fleet = runFleet(
        quiet({
          clientSettings: { scanTtlMs },
          deployments: [deployment({ createdMs: FORCED_MS, deadlineMs: [ENDS_MS + ageMs] })],
          actions: [scanAt(FORCED_MS)],
        }),
      );
      return scanCount(fleet, { trigger: 'beforeInstallation', kind: 'delta' }) === 1;
    };
    for (const ttlMs of [SETTINGS.scanTtlMs, 6 * HOUR_MS]) {
      expect([isOnlineAfter(ttlMs, ttlMs), isOnlineAfter(ttlMs + 1, ttlMs)]).toEqual([false, true]);
    }
    expect(SETTINGS.scanTtlMs).toBe(24 * HOUR_MS);
  });
});
