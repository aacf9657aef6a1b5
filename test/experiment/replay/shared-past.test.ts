import { expect, it, vi } from 'vitest';
import { carryOut } from '../../../src/experiment/jobs/carry-out.ts';
import { type Plan, PointLoader } from '../../../src/experiment/plan/plan.ts';
import { Fleet } from '../../../src/model/fleet.ts';
import { scenarioTemplate } from '../../../src/scenario/template.ts';

const DAY_MS = 86_400_000;
const TEMPLATE = scenarioTemplate('small').replace(/count: \d+/g, 'count: 10');
const OUTAGE = '  - { at: start + 2 d, do: outage, server: SUP1 }\n';
const restored = (day: number) => `  - { at: start + ${day} d, do: restore, server: SUP1 }\n`;
const withActions = (...actions: string[]) => `${TEMPLATE}\nactions:\n${actions.join('')}`;

const POINTS = ['sooner', 'later', 'other'];
const plan: Plan = {
  program: 'fleetsim',
  format: 1,
  version: '0.0.0',
  timeZoneData: 'unknown',
  name: 'futures',
  question: { kind: 'comparison', replications: { kind: 'count', count: 2 }, confidence: 0.95 },
  responses: [],
  seed: null,
  points: POINTS.map((name) => ({ name, file: `${name}.yaml`, set: [] })),
  sources: {
    files: [
      { name: 'past.yaml', text: withActions(OUTAGE, restored(5)) },
      { name: 'sooner.yaml', text: withActions(OUTAGE, restored(4)) },
      { name: 'later.yaml', text: withActions(OUTAGE, restored(6)) },
      {
        name: 'other.yaml',
        text: withActions(
          OUTAGE,
          restored(4),
          '  - { at: start + 5 d, do: removeUpdates, deployment: June, updates: [KB5039212] }\n',
        ),
      },
    ],
    links: [],
  },
};

/** All results of a plan, and how often fleets went on from the past of another and were copied for that. */
async function carriedOut(asked: Plan) {
  const [branch, save] = [vi.spyOn(Fleet.prototype, 'branch'), vi.spyOn(Fleet.prototype, 'save')];
  const loader = new PointLoader(asked);
  const results = [];
  for (let index = 0; index < 6; index++) {
    results.push(await carryOut(asked, loader, index, () => undefined, new AbortController().signal));
  }
  const counts = { branched: branch.mock.calls.length, copied: save.mock.calls.length };
  branch.mockRestore();
  save.mockRestore();
  return { results, counts };
}

it('Futures of one past give the results of their runs from the start, and it is replayed once per replication', async () => {
  const apart = await carriedOut(plan);
  const together = await carriedOut({ ...plan, past: { file: 'past.yaml', atMs: 3 * DAY_MS } });
  expect(together.results).toEqual(apart.results);
  expect(new Set(apart.results.map(({ fingerprint }) => fingerprint)).size).toBe(6);
  expect(apart.counts).toEqual({ branched: 0, copied: 0 });
  expect(together.counts).toEqual({ branched: 4, copied: 2 });
});
