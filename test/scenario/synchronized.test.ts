import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/issue.ts';
import { loadText, smallWith } from './loading.ts';

const HOUR_MS = 3_600_000;

describe('A source of updates', () => {
  const releasedMs = [-27 * 24 + 17, 24 + 17].map((hours) => hours * HOUR_MS);
  const offered = (synchronization: string, publisher = '') => {
    const text = smallWith(
      '{ schedule: daily at 20:00 UTC }',
      `{ schedule: daily at 20:00 UTC${synchronization} }`,
    );
    const update = text.replace('size: 750 MB', `size: 750 MB${publisher}`);
    return loadText(update).scenario!.sites[0]!.synchronization.offeredMs;
  };

  it('offers updates when they are released, or a delay later', () => {
    expect(offered('')).toEqual(releasedMs);
    const delayed = releasedMs.map((ms) => ms + 36 * HOUR_MS);
    expect(offered(', source: { wsus: upstream, delay: 36 h }')).toEqual(delayed);
  });

  it('does not delay what Updates Publisher publishes here', () => {
    const own = '\n      publisher: Updates Publisher';
    expect(offered(', source: { wsus: upstream, delay: 36 h }', own)).toEqual([
      releasedMs[0]! + 36 * HOUR_MS,
      releasedMs[1],
    ]);
  });

  it('offers nothing of other classifications and products than those that are chosen', () => {
    expect(offered(', classifications: [Upgrades]')).toEqual([Infinity, Infinity]);
    expect(offered(', products: [Windows 11], classifications: [Security Updates]')).toEqual(releasedMs);
  });

  it('is resolved with who publishes', () => {
    const text = smallWith('size: 750 MB', 'size: 750 MB\n      publisher: Updates Publisher');
    const delay = text.replace('20:00 UTC }', '20:00 UTC, source: { wsus: upstream, delay: 1 h } }');
    const { scenario, resolvedYaml } = loadText(delay);
    expect(loadText(resolvedYaml!).scenario).toEqual(scenario);
  });

  it('that is filtered is warned of by a deployment that would contain more', () => {
    const text = smallWith('20:00 UTC }', '20:00 UTC, classifications: [Upgrades] }');
    expect(loadText(text).issues.map(formatIssue)).toEqual([
      's.yaml:50:5  deployments[0].updates  warning: selects updates that the filter of "PS1" leaves out (KB5039212): the deployment is never created',
    ]);
  });

  it('that offers late is waited for by a deployment, with a warning', () => {
    const text = smallWith('20:00 UTC }', '20:00 UTC, source: { wsus: upstream, delay: 1 d } }');
    expect(loadText(text).issues.map(formatIssue)).toEqual([
      's.yaml:51:14  deployments[0].created  warning: no synchronization has brought its updates by then (offered 2024-06-12T17:00:00Z): it is created after the next one, which starts 2024-06-12T20:00:00Z',
    ]);
  });

  it('may have no schedule', () => {
    const text = smallWith('schedule: daily at 20:00 UTC', 'schedule: off');
    expect(loadText(text).scenario!.sites[0]!.synchronization.startsMs).toEqual([]);
  });
});

describe('A rule of supersedence', () => {
  const expiresMs = (rule: string, classification = 'Security Updates') => {
    const text = smallWith('site:\n', `site:\n  supersedence: ${rule}\n`);
    return loadText(
      text.replaceAll('classification: Security Updates', `classification: ${classification}`),
    ).scenario!.catalog.updates.map((update) => update.expiresMs);
  };
  const releasedMs = (24 + 17) * HOUR_MS;

  it('lets a superseded update expire after its months, at once after none', () => {
    expect(expiresMs('{ expireAfter: 1 months }')).toEqual([releasedMs + 30 * 24 * HOUR_MS, Infinity]);
    expect(expiresMs('{ expireAfter: 0 months }')).toEqual([releasedMs, Infinity]);
  });

  it('has months of their own for feature updates, and never touches definition updates', () => {
    const rule = '{ expireAfter: 0 months, featureUpdatesExpireAfter: 1 months }';
    expect(expiresMs(rule, 'Upgrades')).toEqual([releasedMs + 30 * 24 * HOUR_MS, Infinity]);
    expect(expiresMs(rule, 'Definition Updates')).toEqual([Infinity, Infinity]);
  });
});
