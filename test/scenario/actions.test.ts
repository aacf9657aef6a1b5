import { describe, expect, it } from 'vitest';
import { HIERARCHY, loadText, mistakesOf, placed, SMALL } from './loading.ts';

const DAY_MS = 86_400_000;

function actionsOf(text: string, actions: readonly string[]) {
  const items = actions.map((action, at) => `  - { at: start + ${at + 1} d, ${action} }\n`).join('');
  return loadText(`${text}actions:\n${items}`);
}

describe('An action', () => {
  it('can name what a hierarchy has', () => {
    const { scenario, issues } = actionsOf(HIERARCHY, [
      'do: outage, server: P02 state system',
      'do: restore, server: P02 state system',
      'do: setQueueLimit, server: SUP2, queueLimit: 50',
      'do: syncNow',
      'do: syncNow, site: CAS, full: true',
      'do: makeDefault, server: SUP2',
    ]);
    expect(issues).toEqual([]);
    expect(scenario!.actions).toEqual([
      { atMs: DAY_MS, verb: 'outage', target: { role: 'stateSystem', index: 3 } },
      { atMs: 2 * DAY_MS, verb: 'restore', target: { role: 'stateSystem', index: 3 } },
      {
        atMs: 3 * DAY_MS,
        verb: 'setQueueLimit',
        target: { role: 'softwareUpdatePoint', index: 2 },
        value: 50,
      },
      { atMs: 4 * DAY_MS, verb: 'syncNow', site: 0, full: false },
      { atMs: 5 * DAY_MS, verb: 'syncNow', site: 0, full: true },
      { atMs: 6 * DAY_MS, verb: 'makeDefault', target: { role: 'softwareUpdatePoint', index: 2 } },
    ]);
  });

  it('moves clients to another software update point, by group or all', () => {
    const { scenario } = actionsOf(HIERARCHY, [
      'do: switchUpdatePoint, groups: [offices]',
      'do: switchUpdatePoint',
    ]);
    expect(scenario!.actions).toEqual([
      { atMs: DAY_MS, verb: 'switchUpdatePoint', groups: [0] },
      { atMs: 2 * DAY_MS, verb: 'switchUpdatePoint', groups: [0, 1] },
    ]);
  });

  it.each([
    [
      'synchronizes a site below the top',
      'do: syncNow, site: §P01',
      'site  "P01" is not a top-level site; a synchronization starts at "CAS" and then asks its children',
    ],
    [
      'synchronizes a site that is not there',
      'do: syncNow, site: §CAS2',
      'site  "CAS2" is not a site; did you mean "CAS"?',
    ],
    [
      'limits the queue of a distribution point',
      'do: setQueueLimit, server: §DP-P01, queueLimit: 5',
      'server  "DP-P01" is none of what setQueueLimit is for: software update points and management points',
    ],
    [
      'limits a queue to nothing said',
      '§do: setQueueLimit, server: SUP1',
      'has to say the new limit with "queueLimit"',
    ],
    [
      'gives a state system another capacity',
      'do: setCapacity, server: §P01 state system, servers: 8',
      'server  "P01 state system" is none of what setCapacity is for: software update points, management points, distribution points and links',
    ],
    [
      'makes a management point the default',
      'do: makeDefault, server: §MP-P01',
      'server  "MP-P01" is none of what makeDefault is for: software update points',
    ],
    ['makes nothing the default', '§do: makeDefault', 'has to name a "server"'],
    [
      'fails a state system that is not there',
      'do: outage, server: §S01 state system',
      'server  "S01 state system" is not a server; did you mean "P01 state system"?',
    ],
    [
      'limits the queue of a link',
      'do: setQueueLimit, server: SUP1, §link: Tokyo, queueLimit: 5',
      'link  means nothing for setQueueLimit; leave it out',
    ],
  ])('that %s is a mistake', (_, action, message) => {
    const isWhole = message.startsWith('has to');
    const marked = `${HIERARCHY}actions: [${isWhole ? '§' : ''}{ at: start, ${isWhole ? action.replace('§', '') : action} }]\n`;
    const path = isWhole ? 'actions[0]  ' : 'actions[0].';
    expect(mistakesOf(marked.replace('§', ''))).toEqual(placed(marked, [path + message]));
  });
});

describe('A warning about actions', () => {
  const warningsOf = (text: string, actions: readonly string[]) =>
    actionsOf(text, actions).issues.map(({ path, message }) => `${path}  ${message}`);

  it('says that a software update point is the default one already', () => {
    const already = 'is the default software update point of its site already; nothing happens';
    expect(warningsOf(HIERARCHY, ['do: makeDefault, server: SUP1'])).toEqual([`actions[0]  ${already}`]);
    const twice = [
      'do: makeDefault, server: SUP2',
      'do: makeDefault, server: SUP2',
      'do: makeDefault, server: SUP1',
    ];
    expect(warningsOf(HIERARCHY, twice)).toEqual([`actions[1]  ${already}`]);
  });

  it('says that clients have no other software update point to turn to', () => {
    expect(warningsOf(SMALL, ['do: switchUpdatePoint'])).toEqual([
      'actions[0]  has clients with one software update point only; nothing happens',
    ]);
  });

  it('says that more clients turn to another one within ten minutes than is advised', () => {
    const withCount = (count: number) => HIERARCHY.replace('count: 100', `count: ${count}`);
    const advice =
      'moves 101 clients within 10 min; Microsoft advises at most 100 per 10 to 15 min, for each may need a full scan (boundary groups, software update points)';
    expect(warningsOf(withCount(100), ['do: switchUpdatePoint'])).toEqual([]);
    expect(warningsOf(withCount(101), ['do: switchUpdatePoint'])).toEqual([`actions[0]  ${advice}`]);
    const two = (minutes: number) => `${withCount(60)}actions:
  - { at: start + 60 min, do: switchUpdatePoint }
  - { at: start + ${60 + minutes} min, do: switchUpdatePoint }
`;
    expect(loadText(two(9)).issues.map(({ path, message }) => [path, message.slice(0, 17)])).toEqual([
      ['actions[1]', 'moves 120 clients'],
    ]);
    expect(loadText(two(10)).issues).toEqual([]);
  });
});
