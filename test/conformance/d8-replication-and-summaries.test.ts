import { describe, expect, test } from 'vitest';
import { messageOf } from '../../src/model/client/message-pool.ts';
import { Fleet } from '../../src/model/fleet.ts';
import { Status } from '../../src/model/site/state/deployment-status.ts';
import { TOPICS, Topic } from '../../src/model/topics.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import { statusBy } from '../model/console-status.ts';
import { hierarchyScenario, instantsAt, REGION, REPLICATION as SLOW } from '../model/hierarchy.ts';
import { juneOf } from '../model/one-client.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MINUTE_MS,
  runFleet,
  SECOND_MS,
  smallScenario,
} from '../model/small-fleet.ts';
import { hierarchy, LATENCY_MS, RATE, REPLICATION, SCAN_NOW_MS } from '../model/small-hierarchy.ts';
import { type Chapter, instantOf, storyOf } from '../model/story.ts';
import { HIERARCHY, hierarchyWith, loadText, mistakesOf, SMALL, smallWith } from '../scenario/loading.ts';
import { quiet, scanAt } from './one-client.ts';
import { CAS_MS, down, up } from './sites.ts';

const JUNE_SLOT = 1;
const UNTIL_MS = SCAN_NOW_MS + HOUR_MS;
const ofChild = loadText(HIERARCHY).scenario!.sites[1]!.replication!;
/** Whether June's update is stored as required at the primary site, and at the central administration site. */
const storedAt = ({ parts }: Fleet) =>
  [parts.known, parts.central!.states]
    .map((states) => states.stored(0, JUNE_SLOT) === Compliance.required)
    .join(' ');
const upward = (): Chapter[] => storyOf(hierarchy(), storedAt, SCAN_NOW_MS, UNTIL_MS);
const sentMs = (bytes: number) => (bytes * 1000) / RATE + LATENCY_MS;

describe('database replication', () => {
  test('D8.1 passes what a child site has processed to its parent', () => {
    expect(upward().map(({ is }) => is)).toEqual(['false false', 'true false', 'true true']);
  });

  test('D8.2 brings configuration items and deployments down every 2 minutes', () => {
    expect(ofChild.globalIntervalMs).toBe(2 * MINUTE_MS);
    const { globalIntervalMs, itemBytes } = SLOW;
    const createdMs = 2 * DAY_MS + 1;
    const result = runFleet(hierarchyScenario({ deployments: [deployment({ createdMs })] })).result();
    const onItsWayMs = (count: number) =>
      (count * itemBytes * 1000) / REGION.bytesPerSecond + REGION.latencyMs;
    const tickAfter = (atMs: number) => Math.ceil(atMs / globalIntervalMs) * globalIntervalMs;
    expect(instantsAt(result, 'P01', 'itemsReplicated')).toEqual([tickAfter(CAS_MS) + onItsWayMs(3)]);
    expect(instantsAt(result, 'P01', 'deploymentReplicated')).toEqual([tickAfter(createdMs) + onItsWayMs(1)]);
  });

  test('D8.3 brings the state of clients upward every 5 minutes, and nowhere else', () => {
    expect(ofChild.stateIntervalMs).toBe(5 * MINUTE_MS);
    const story = upward();
    const { stateIntervalMs, messageBytes } = REPLICATION;
    const tickMs = Math.ceil(instantOf(story, 'true false') / stateIntervalMs) * stateIntervalMs;
    expect(instantOf(story, 'true true')).toBe(tickMs + sentMs(messageBytes));
    const { scenario } = loadText(HIERARCHY);
    const { compliance } = runFleet({ ...scenario!, horizonMs: 3 * DAY_MS }).result();
    const rows = Array.from({ length: compliance.length }, (_, row) => compliance.get(row, 'site'));
    const names = [...new Set(rows)].map((site) => scenario!.sites[site]!.name);
    expect(names.sort()).toEqual(['CAS', 'P01']);
  });

  test('D8.4 is not the way of a request to a child site: that is a file, sent again each minute while it cannot go', () => {
    const link = { role: 'link', index: 1 } as const;
    const scenario = hierarchyScenario({
      actions: [down(link, CAS_MS - SECOND_MS), up(link, CAS_MS + 150 * SECOND_MS)],
    });
    const started = (globalIntervalMs: number) => {
      const sites = scenario.sites.map((site) => ({
        ...site,
        replication: site.replication && { ...site.replication, globalIntervalMs },
      }));
      return instantsAt(runFleet({ ...scenario, sites }).result(), 'P01', 'syncStarted');
    };
    const expected = [CAS_MS + 3 * MINUTE_MS + REGION.latencyMs];
    expect([started(2 * MINUTE_MS), started(7 * HOUR_MS)]).toEqual([expected, expected]);
  });
});

describe('the summaries of a site', () => {
  const summaries = (interval: string) =>
    smallWith('site:\n', `site:\n  summarization: { interval: ${interval} }\n`);

  test('D8.5 come every 60 minutes, at each site', () => {
    const intervals = (text: string) =>
      loadText(text).scenario!.sites.map(({ summarization }) => summarization.intervalMs);
    expect(intervals(SMALL)).toEqual([HOUR_MS]);
    const own = hierarchyWith(
      'type: centralAdministration',
      'type: centralAdministration\n    summarization: { interval: 2 h }',
    );
    expect(intervals(own).slice(0, 2)).toEqual([2 * HOUR_MS, HOUR_MS]);
  });

  test('D8.6 come at an interval of 10 to 59 minutes, 1 to 23 hours or 1 to 31 days, and no other', () => {
    for (const interval of ['10 min', '59 min', '1 h', '23 h', '1 d', '31 d', '60 min', '24 h']) {
      expect(mistakesOf(summaries(interval))).toEqual([]);
    }
    for (const interval of ['9 min', '61 min', '90 s', '25 h', '32 d', '0 min']) {
      expect(mistakesOf(summaries(interval))).toEqual([
        expect.stringContaining('has to be 10 to 59 min, 1 to 23 h or 1 to 31 d'),
      ]);
    }
  });

  test('D8.7 are what the console shows, not the state of the moment', () => {
    const scenario = quiet({
      groups: [group()],
      deployments: [deployment({ updates: [0], releasedMs: 0, createdMs: HOUR_MS })],
      initial: { mode: 'enrolment', patchedShareByLag: [1] },
      siteChanges: { summarization: { intervalMs: 3 * HOUR_MS } },
      actions: [scanAt(2 * HOUR_MS)],
      horizonMs: DAY_MS,
    });
    const read = ({ parts }: Fleet) =>
      `${parts.database.compliantCount(0)} stored, ${parts.summaries.compliantCount[0]} shown`;
    const story = storyOf(scenario, read);
    const storedMs = instantOf(story, '1 stored, 0 shown');
    expect(instantOf(story, '1 stored, 1 shown')).toBe(Math.ceil(storedMs / (3 * HOUR_MS)) * 3 * HOUR_MS);
    expect(story).toHaveLength(3);
  });

  test('D8.8 show a client of a deployment as successful, in progress, in error or unknown, by its last stored states', () => {
    const states = [
      Topic.deploymentCompliance,
      Topic.deploymentEnforcement,
      Topic.deploymentEvaluation,
      Topic.scan,
    ];
    const statusAfter = (...says: (readonly [Topic, number])[]) => {
      const initial = { mode: 'enrolment', patchedShareByLag: [1] } as const;
      const { enforcementDatabase } = new Fleet(quiet({ deployments: [deployment()], initial }), 0).parts;
      for (const [topic, state] of says) enforcementDatabase.store(0, messageOf(topic, 0, state));
      return Object.entries(Status).find(
        ([, status]) => enforcementDatabase.status.count(0, status) === 1,
      )![0];
    };
    expect(statusAfter()).toBe('unknown');
    for (const topic of states) {
      for (let state = 1; state < TOPICS[topic].states.length; state++) {
        const ids = states.map((other) => (other === topic ? state : 0));
        expect(statusAfter([topic, state])).toBe(statusBy(ids[0]!, ids[1]!, ids[2]!, ids[3]!));
      }
    }
    const [installed, downloading, failed] = [
      [Topic.deploymentEnforcement, 4],
      [Topic.deploymentEnforcement, 7],
      [Topic.scan, 5],
    ] as const;
    expect(statusAfter(downloading, failed)).toBe('error');
    expect(statusAfter(installed, failed)).toBe('success');
  });

  test('D8.10 raise the alert of a deployment if they show too few compliant at its time, whatever is true', () => {
    const deadlineMs = 5 * DAY_MS + 12 * HOUR_MS;
    const at = (afterDeadlineMs: number) => {
      const alert = { share: 0.95, afterDeadlineMs };
      const fleet = runFleet(
        smallScenario({ deployments: [deployment({ alert, deadlineMs: [deadlineMs] })] }),
        deadlineMs + afterDeadlineMs,
      );
      return { isDone: juneOf(fleet) === 'installed', isRaised: fleet.parts.alerts.isRaised(0, 0) };
    };
    expect(at(1)).toEqual({ isDone: false, isRaised: true });
    expect(at(HOUR_MS - 1)).toEqual({ isDone: true, isRaised: true });
    expect(at(HOUR_MS + 1)).toEqual({ isDone: true, isRaised: false });
  });
});
