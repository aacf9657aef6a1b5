import { describe, expect, test } from 'vitest';
import { Compliance } from '../../src/model/updates/update-states.ts';
import { DAY_MS, HOUR_MS, runFleet, update } from '../model/small-fleet.ts';
import { loadText, SMALL } from '../scenario/loading.ts';
import { quiet, scanAt } from './one-client.ts';

const JUNE_RELEASE = '2024-06-11T17:00:00Z';

/** When May's update, which June's supersedes, expires: months of the calendar after June's release. */
function expiryOf(supersedence: string, classification = 'Security Updates'): string | null {
  const text = SMALL.replaceAll('Security Updates', classification).replace(
    'site:\n',
    `site:\n${supersedence}`,
  );
  const { scenario } = loadText(text);
  const may = scenario!.catalog.updates.find(({ kb }) => kb === 'KB5037771');
  if (may === undefined) return 'before the start';
  if (may.expiresMs === Infinity) return null;
  return new Date(scenario!.startEpochMs + may.expiresMs).toISOString().replace('.000', '');
}

const rule = (months: number, key = 'expireAfter') => `  supersedence: { ${key}: ${months} months }\n`;

describe('a superseded update', () => {
  test('D2.1 expires 3 months after the one that supersedes it appeared, unless configured; at once with 0', () => {
    expect(expiryOf('')).toBe(JUNE_RELEASE.replace('-06-', '-09-'));
    expect(expiryOf(rule(1))).toBe(JUNE_RELEASE.replace('-06-', '-07-'));
    expect(expiryOf(rule(0))).toBe(JUNE_RELEASE);
  });

  test('D2.2 that is a feature update expires after a number of months of its own', () => {
    expect(expiryOf(rule(5, 'featureUpdatesExpireAfter'))).toBe(JUNE_RELEASE.replace('-06-', '-09-'));
    expect(expiryOf(rule(5, 'featureUpdatesExpireAfter'), 'Upgrades')).toBe(
      JUNE_RELEASE.replace('-06-', '-11-'),
    );
    expect(expiryOf(rule(5), 'Upgrades')).toBe(JUNE_RELEASE.replace('-06-', '-09-'));
  });

  test('D2.3 that is a definition update does not expire', () => {
    expect(expiryOf('', 'Definition Updates')).toBe(null);
    expect(expiryOf(rule(0), 'Definition Updates')).toBe(null);
  });

  test('D2.4 is left out of the results of a scan, unless a service pack or a definition update supersedes it', () => {
    const may = update({ id: 'may', kb: 'KB0000005', title: 'May', releasedMs: -20 * DAY_MS });
    const foundAs = (classification: string) => {
      const scenario = quiet({
        initial: { mode: 'steadyState', patchedShareByLag: [0, 1] },
        catalog: {
          products: ['Windows'],
          updates: [may, update({ supersedes: [0], classification })],
          origin: 'made for tests',
        },
        actions: [scanAt(2 * DAY_MS)],
      });
      return runFleet(scenario, 2 * DAY_MS + HOUR_MS).parts.truth.known(0, 0);
    };
    expect(foundAs('Security Updates')).toBe(Compliance.notRequired);
    expect(foundAs('Service Packs')).toBe(Compliance.required);
    expect(foundAs('Definition Updates')).toBe(Compliance.required);
  });
});
