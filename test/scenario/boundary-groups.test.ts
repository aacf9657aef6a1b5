import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/issue.ts';
import { HIERARCHY, hierarchyWith, loadText, mistakesOf, placed, SMALL, smallWith } from './loading.ts';

const MINUTE_MS = 60_000;

/** A hierarchy, with § where messages are shown; its group « offices » is in Paris, « branch » in Tokyo. */
function withGroups(boundaryGroups: string, base = HIERARCHY): string {
  return `${base}boundaryGroups:\n${boundaryGroups}`;
}

/** The lists of the groups of a text, by the names of servers. */
function listsOf(text: string) {
  const { scenario, issues } = loadText(text);
  expect(issues.map(formatIssue)).toEqual([]);
  const name = (point: number) => scenario!.softwareUpdatePoints[point]!.name;
  return scenario!.groups.map(({ updatePoints }) => ({
    own: updatePoints!.own.map(name),
    neighbours: updatePoints!.neighbours.map(({ afterMs, points }) => [
      afterMs / MINUTE_MS,
      points.map(name),
    ]),
  }));
}

describe('A boundary group', () => {
  it('gives the clients at its locations its software update points, others those of their site', () => {
    const text = withGroups('  - { name: Europe, locations: [Paris], softwareUpdatePoints: [SUP2] }\n');
    expect(listsOf(text)).toEqual([
      { own: ['SUP2'], neighbours: [] },
      { own: ['SUP-S01'], neighbours: [] },
    ]);
  });

  it('lets clients use those of its neighbours later, in the order of their times, each once, or never', () => {
    const text = withGroups(`  - name: Asia
    locations: [Tokyo]
    softwareUpdatePoints: [SUP-S01]
    neighbours: [{ group: C, after: never }, { group: B, after: 5 h }, { group: A }]
  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP1] }
  - { name: B, locations: [Lyon], softwareUpdatePoints: [SUP1, SUP2] }
  - { name: C, locations: [Nice], softwareUpdatePoints: [SUP2] }
`).replace('locations:\n', 'locations:\n  - name: Lyon\n  - name: Nice\n');
    expect(listsOf(text)[1]).toEqual({
      own: ['SUP-S01'],
      neighbours: [
        [120, ['SUP1']],
        [300, ['SUP2']],
      ],
    });
  });

  it('gives clients only what is of their primary site and of its secondary sites', () => {
    const text = withGroups(
      '  - { name: E, locations: [Paris], softwareUpdatePoints: [SUP-P02, SUP-CAS, SUP-S01, SUP1] }\n',
    );
    expect(listsOf(text)[0]!.own).toEqual(['SUP-S01', 'SUP1']);
  });

  it('with a time shorter than clients keep their last good server is warned of', () => {
    const marked = withGroups(`  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP1] }
  - { name: B, locations: [Tokyo], softwareUpdatePoints: [SUP-S01], neighbours: [{ group: A, after: §10 min }] }
`);
    expect(mistakesOf(marked.replace('§', ''))).toEqual(
      placed(marked, [
        'boundaryGroups[1].neighbours[0].after  warning: is less than 2 h and acts as 2 h: clients keep their last good software update point that long',
      ]),
    );
  });

  it.each([
    [
      'at a place that is not there',
      '  - { name: A, locations: [§Pari], softwareUpdatePoints: [SUP1] }\n',
      'boundaryGroups[0].locations[0]  "Pari" is not a location; did you mean "Paris"?',
    ],
    [
      'with a server that is not there',
      '  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP1, §SUP9] }\n',
      'boundaryGroups[0].softwareUpdatePoints[1]  "SUP9" is not a software update point; did you mean "SUP1"?',
    ],
    [
      'at the location of another one',
      '  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP1] }\n  - { name: B, locations: [§Paris], softwareUpdatePoints: [SUP2] }\n',
      'boundaryGroups[1].locations[0]  "Paris" is in the boundary group "A" already; a location is in one at most',
    ],
    [
      'of the name of another one',
      '  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP1] }\n  - { name: §A, locations: [Tokyo], softwareUpdatePoints: [SUP2] }\n',
      'boundaryGroups[1].name  "A" is the name of another boundary group already (line 72)',
    ],
    [
      'with a neighbour that is not there',
      '  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP1], neighbours: [{ group: §B }] }\n',
      'boundaryGroups[0].neighbours[0].group  "B" is not a boundary group; did you mean "A"?',
    ],
    [
      'that is its own neighbour',
      '  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP1], neighbours: [{ group: §A }] }\n',
      'boundaryGroups[0].neighbours[0].group  "A" is this boundary group itself',
    ],
  ])('%s is a mistake', (_, groups, message) => {
    const marked = withGroups(groups);
    expect(mistakesOf(marked.replace('§', ''))).toEqual(placed(marked, [message]));
  });

  it('may have no software update point but those of its neighbours', () => {
    const text = withGroups(
      `  - { name: A, locations: [Paris], neighbours: [{ group: B, after: 10 min }, { group: C, after: 5 h }] }
  - { name: B, softwareUpdatePoints: [SUP1] }
  - { name: C, softwareUpdatePoints: [SUP2] }
`,
    );
    expect(mistakesOf(text)).toEqual([]);
    expect(listsOf(text)[0]).toEqual({
      own: [],
      neighbours: [
        [10, ['SUP1']],
        [300, ['SUP2']],
      ],
    });
  });

  it('lets clients that have only neighbours switch between those that are nearest', () => {
    const switchIn = (neighbours: string) =>
      withGroups(
        `  - { name: A, locations: [Paris], neighbours: [${neighbours}] }
  - { name: B, softwareUpdatePoints: [SUP1, SUP2] }
  - { name: C, softwareUpdatePoints: [SUP1] }
actions:
  - { at: 2024-06-12 08:00 UTC, do: switchUpdatePoint, groups: [offices] }
`,
      );
    expect(mistakesOf(switchIn('{ group: B }'))).toEqual([]);
    expect(mistakesOf(switchIn('{ group: C, after: 1 h }, { group: B }')).join()).toContain(
      'nothing happens',
    );
  });

  it('without a software update point of the site of its clients leaves them an empty list: a mistake', () => {
    const marked = withGroups(
      '  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP-P02] }\n',
    ).replace('location: Paris\n  - name: branch', 'location: §Paris\n  - name: branch');
    expect(mistakesOf(marked.replace('§', ''))).toEqual(
      placed(marked, [
        'groups[0].location  makes the list of software update points empty: the boundary group "A" has none of the site "P01"',
      ]),
    );
    const disabled = marked
      .replace('§', '')
      .replace('name: offices', 'name: offices\n    softwareUpdates: false');
    expect(loadText(disabled).scenario!.groups[0]!.updatePoints).toBe(null);
  });
});

describe('Clients on the internet', () => {
  const onInternet = (base: string) => base.replace('name: offices', 'name: offices\n    internet: §true');

  it('use only software update points with TLS', () => {
    const text = onInternet(hierarchyWith('name: SUP2,', 'name: SUP2, tls: true,')).replace('§', '');
    expect(listsOf(text).map(({ own }) => own)).toEqual([['SUP2'], ['SUP-S01']]);
  });

  it('may have nothing but a neighbour with TLS', () => {
    const text = onInternet(
      hierarchyWith('name: SUP2,', 'name: SUP2, tls: true,') +
        `boundaryGroups:
  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP1], neighbours: [{ group: B }] }
  - { name: B, softwareUpdatePoints: [SUP2] }
`,
    ).replace('§', '');
    expect(mistakesOf(text)).toEqual([]);
    expect(listsOf(text)[0]!.own).toEqual([]);
  });

  it('have no list where none has TLS: a mistake', () => {
    const marked = onInternet(SMALL);
    expect(mistakesOf(marked.replace('§', ''))).toEqual(
      placed(marked, [
        'groups[0].internet  makes the list of software update points empty: none of them has TLS; write "tls: true" for one',
      ]),
    );
  });
});

describe('A group', () => {
  const groupWith = (lines: string) => {
    return loadText(smallWith('name: offices', `name: offices\n${lines}`)).scenario!.groups[0]!;
  };

  it('whose collection has software updates disabled is told of no software update point', () => {
    expect(groupWith('    softwareUpdates: false').updatePoints).toBe(null);
    expect(groupWith('    softwareUpdates: true').updatePoints).toEqual({ own: [0], neighbours: [] });
  });

  it('may have users who start scans and evaluations', () => {
    expect(groupWith('    internet: false')).toMatchObject({
      scanCycle: null,
      evaluationCycle: null,
    });
    const cycles = '    scanCycle: { exponential: { mean: 90 d } }\n    evaluationCycle: 30 d';
    expect(groupWith(cycles)).toMatchObject({
      scanCycle: { law: 'exponential', mean: 90 * 24 * 60 * MINUTE_MS },
      evaluationCycle: { law: 'fixed', value: 30 * 24 * 60 * MINUTE_MS },
    });
  });
});
