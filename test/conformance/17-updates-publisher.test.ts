import { describe, expect, test } from 'vitest';
import { Actual } from '../../src/model/updates/update-states.ts';
import { ONLINE_SCAN_MS } from '../model/one-client.ts';
import {
  DAY_MS,
  deployment,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  SYNCHRONIZATION,
  update,
} from '../model/small-fleet.ts';
import { instantOf, storyOf } from '../model/story.ts';
import { quiet, scanAt } from './one-client.ts';

const SLOT = 2;
const PUBLISHED_MS = 2 * DAY_MS;
const SYNCHRONIZED_MS = 3 * DAY_MS;

/** An update of other software, published on day two; the site synchronizes on day three. */
const published = update({
  id: 'drawing 2.1',
  kb: 'KB9000001',
  title: 'Drawing 2.1',
  kind: 'other',
  classification: 'Updates',
  releasedMs: PUBLISHED_MS,
});
const scenario = quiet({
  catalog: { products: ['Windows'], updates: [MAY, JUNE, published], origin: 'made for tests' },
  siteChanges: {
    synchronization: { ...SYNCHRONIZATION, startsMs: [DAY_MS + 2 * HOUR_MS, SYNCHRONIZED_MS] },
  },
  deployments: [
    deployment({ updates: [SLOT], createdMs: PUBLISHED_MS + HOUR_MS, availableMs: [PUBLISHED_MS + HOUR_MS] }),
  ],
  actions: [scanAt(4 * DAY_MS)],
});

describe('an update that Microsoft Update does not have', () => {
  test('S17.2a is known to the site once that has synchronized it', () => {
    const created = storyOf(scenario, ({ parts }) => `${parts.siteDeployments.exists(0, 0)}`, PUBLISHED_MS);
    expect(created.map(({ is }) => is)).toEqual(['false', 'true']);
    // 10 s and 0.5 s for the update at WSUS, 2 min to settle, the same to the database.
    expect(created[1]!.atMs).toBe(SYNCHRONIZED_MS + 2 * 10_500 + 2 * MINUTE_MS);
  });

  test('S17.2b is then deployed to clients like any other', () => {
    const story = storyOf(scenario, ({ parts }) => `${parts.truth.actual(0, SLOT)}`, SYNCHRONIZED_MS);
    expect(story.map(({ is }) => Number(is))).toEqual([Actual.required, Actual.cached, Actual.installed]);
    // The scan at the deadline is an online one, then two minutes of installation.
    const deadlineMs = deployment().deadlineMs![0]!;
    expect(instantOf(story, `${Actual.installed}`)).toBe(deadlineMs + ONLINE_SCAN_MS + 2 * MINUTE_MS);
  });
});
