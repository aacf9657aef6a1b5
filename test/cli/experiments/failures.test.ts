import { expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/exit.ts';
import { failureEnding } from '../../../src/cli/experiments/failures.ts';
import { tinyPlan } from '../../experiment/executors/tiny-plan.ts';

const PLAN = tinyPlan(10, {
  seed: '42',
  points: [
    { name: 'few', file: 'tiny.yaml', set: [] },
    { name: 'more', file: 'tiny.yaml', set: ['groups.0.count=25', 'site.name=my "site"'] },
  ],
});
const failed = (index: number) => ({ index, message: `fault ${index}` });
const pathOf = () => 'scenarios/tiny.yaml';

it('jobs that failed are told with the command that runs each alone', () => {
  const { code, message } = failureEnding(PLAN, pathOf, 20, [failed(4), failed(7)]);
  expect(code).toBe(EXIT.incomplete);
  expect(message.split('\n')).toEqual([
    '2 of 20 runs failed:',
    'few, replication 2: fault 4',
    '  fleetsim run scenarios/tiny.yaml --seed 42 --replication 2',
    'more, replication 3: fault 7',
    '  fleetsim run scenarios/tiny.yaml --set groups.0.count=25 --set "site.name=my \\"site\\"" --seed 42 --replication 3',
  ]);
});

it('beyond the first ten, jobs that failed are counted', () => {
  const failures = Array.from({ length: 20 }, (_, index) => failed(index));
  const { message } = failureEnding(PLAN, pathOf, 20, failures);
  expect(message.split('\n')[0]).toBe('20 of 20 runs failed; there are no results:');
  expect(message.split('\n').at(-1)).toBe('… and 10 more');
  expect(message.match(/--replication/g)).toHaveLength(10);
});
