import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/issue.ts';
import { HIERARCHY, hierarchyWith, loadText, mistakesOf, placed, SMALL, smallWith } from './loading.ts';

const MINUTE_MS = 60_000;

/** The scenario of a text without mistakes or warnings, which its resolved form is as well. */
function soundScenario(text: string) {
  const { scenario, issues, resolvedYaml } = loadText(text);
  expect(issues.map(formatIssue)).toEqual([]);
  const again = loadText(resolvedYaml!);
  expect(again.issues.map(formatIssue)).toEqual([]);
  expect(again.scenario).toEqual(scenario);
  expect(again.resolvedYaml).toBe(resolvedYaml);
  return scenario!;
}

/** SMALL with more said of its first distribution point. */
function withPoint(more: string): string {
  return smallWith('{ name: DP1, location: Paris }', `{ name: DP1, location: Paris, ${more} }`);
}

function deliveryOf(more: string) {
  return soundScenario(withPoint(more)).distributionPoints[0]!.delivery;
}

describe('The way of content to distribution points', () => {
  it('is that of the documentation where nothing is said', () => {
    const { sites, distributionPoints } = soundScenario(SMALL);
    expect(sites[0]!.contentDistribution).toEqual({
      packagesMax: 3,
      threadsPerPackage: 5,
      retriesMax: 100,
      retryMs: 30 * MINUTE_MS,
      pullRetryMs: 30 * MINUTE_MS,
    });
    expect(distributionPoints[0]!.delivery).toEqual({ kind: 'sent', hours: null, limit: null });
  });

  it('can be changed for a site', () => {
    const text = smallWith(
      'site:\n',
      'site:\n  contentDistribution: { packages: 7, threadsPerPackage: 9, retries: 2, retry: 10 min, pullRetry: 1 h }\n',
    );
    expect(soundScenario(text).sites[0]!.contentDistribution).toEqual({
      packagesMax: 7,
      threadsPerPackage: 9,
      retriesMax: 2,
      retryMs: 10 * MINUTE_MS,
      pullRetryMs: 60 * MINUTE_MS,
    });
  });

  it('is open for all priorities but in the hours that are said, of which the later count', () => {
    const delivery = deliveryOf(
      'sendingHours: [{ days: Mon-Fri, from: 08:00, to: 18:00, lowest: high }, { days: Fri, from: 12:00, to: 13:00, lowest: none }]',
    );
    const hours = delivery.kind === 'sent' ? delivery.hours! : [];
    expect(hours.length).toBe(168);
    hours.forEach((lowest, hour) => {
      const [day, ofDay] = [Math.floor(hour / 24), hour % 24];
      const isOffice = day < 5 && ofDay >= 8 && ofDay < 18;
      const isClosed = day === 4 && ofDay === 12;
      expect([hour, lowest]).toEqual([hour, isClosed ? 'none' : isOffice ? 'high' : 'low']);
    });
  });

  it('may be limited on into the next day, on Sunday into Monday', () => {
    const delivery = deliveryOf('sendingHours: [{ days: Sun, from: 22:00, to: 02:00, lowest: medium }]');
    const hours = delivery.kind === 'sent' ? delivery.hours! : [];
    const limited = hours.flatMap((lowest, hour) => (lowest === 'medium' ? [hour] : []));
    expect(limited).toEqual([0, 1, 6 * 24 + 22, 6 * 24 + 23]);
  });

  it('can have a share of the rate by hour, or go by pulses', () => {
    const byHour = deliveryOf('rateLimit: { byHour: [{ from: 22:00, to: 02:00, share: 50 % }] }');
    const expected = Array.from({ length: 24 }, (_, hour) => (hour >= 22 || hour < 2 ? 0.5 : 1));
    expect(byHour).toMatchObject({ limit: { shareByHour: expected } });
    const pulse = deliveryOf('rateLimit: { pulse: { block: 1 kB, silence: 5 s } }');
    expect(pulse).toMatchObject({ limit: { blockBytes: 1000, silenceMs: 5000 } });
  });

  it('can be a pull from others, in the order of their priorities', () => {
    const { distributionPoints } = soundScenario(
      smallWith(
        '{ name: DP2, location: Tokyo }',
        '{ name: DP2, location: Tokyo, pullFrom: [{ name: DP1, priority: 3 }] }',
      ),
    );
    expect(distributionPoints[1]!.delivery).toEqual({ kind: 'pulled', sources: [{ point: 0, priority: 3 }] });
  });

  it.each([
    [
      'that pulls from nobody',
      '§pullFrom: []',
      'site.distributionPoints[0].pullFrom  is empty; name at least one of the sources',
    ],
    [
      'that pulls from what is not there',
      'pullFrom: [{ name: §DP3 }]',
      'site.distributionPoints[0].pullFrom[0].name  "DP3" is not a distribution point; did you mean "DP1"?',
    ],
    [
      'that pulls from itself',
      'pullFrom: [{ name: §DP1 }]',
      'site.distributionPoints[0].pullFrom[0].name  "DP1" is this distribution point itself',
    ],
    [
      'that pulls and has sending hours',
      'pullFrom: [{ name: DP2 }], §sendingHours: [{ from: 08:00, to: 18:00, lowest: none }]',
      'site.distributionPoints[0].sendingHours  means nothing for a pull-distribution point, which fetches when it likes; leave it out',
    ],
    [
      'with half an hour',
      'sendingHours: [{ from: §08:30, to: 18:00, lowest: none }]',
      'site.distributionPoints[0].sendingHours[0].from  has to be whole hours, such as from: 08:00 and to: 18:00; a whole day is 00:00 to 24:00',
    ],
    [
      'with a rate of nothing',
      'rateLimit: { byHour: [{ from: 08:00, to: 18:00, share: §0 % }] }',
      'site.distributionPoints[0].rateLimit.byHour[0].share  is less than 1 %; close hours with "sendingHours"',
    ],
  ])('to one %s is a mistake', (_, more, message) => {
    const marked = withPoint(more);
    expect(mistakesOf(marked.replace('§', ''))).toEqual(placed(marked, [message]));
  });

  it('does not lead round in a circle', () => {
    const marked = withPoint('§pullFrom: [{ name: DP2 }]').replace(
      'DP2, location: Tokyo }',
      'DP2, location: Tokyo, §pullFrom: [{ name: DP1 }] }',
    );
    const message = (at: number) =>
      `site.distributionPoints[${at}].pullFrom  leads round in a circle: none of these gets content from the site server, directly or through others`;
    expect(mistakesOf(marked.replaceAll('§', ''))).toEqual(placed(marked, [message(0), message(1)]));
  });

  it('does not cross hierarchies', () => {
    const marked = HIERARCHY.replace(
      '    parent: CAS\n    softwareUpdatePoints: [',
      '    softwareUpdatePoints: [',
    ).replace(
      '{ name: DP-P02, location: Paris }',
      '{ name: DP-P02, location: Paris, pullFrom: [{ name: §DP-P01 }] }',
    );
    expect(mistakesOf(marked.replace('§', ''))).toEqual(
      placed(marked, [
        'sites[2].distributionPoints[0].pullFrom[0].name  "DP-P01" is of another hierarchy; name one of its own',
      ]),
    );
  });
});

describe('A deployment package', () => {
  const packaged = (...lines: string[]) =>
    `${SMALL}packages:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

  it('comes before those that deployments imply, and goes to every distribution point', () => {
    const { packages, deployments } = soundScenario(packaged('{ name: Months, source: \\\\srv\\months }'));
    expect(packages.map(({ name }) => name)).toEqual(['Months', 'June']);
    expect(packages[0]).toEqual({
      name: 'Months',
      site: 0,
      priority: 'medium',
      distributionPoints: [0, 1],
      updates: [],
    });
    expect(deployments[0]!.packages).toEqual([1]);
  });

  it('may hold what was released by the start, and go to some distribution points only', () => {
    const { packages, catalog } = soundScenario(
      packaged(
        '{ name: A, source: \\\\srv\\a, priority: high, distributionPoints: [DP2], updates: { kinds: [LCU] } }',
      ),
    );
    expect(packages[0]).toMatchObject({ priority: 'high', distributionPoints: [1] });
    expect(packages[0]!.updates.map((update) => catalog.updates[update]!.kb)).toEqual(['KB5037771']);
  });

  it.each([
    [
      'with the source folder of another one',
      ['{ name: A, source: \\\\srv\\June }', '{ name: B, source: §\\\\SRV\\june\\ }'],
      'packages[1].source  is the source folder of "A" already (line 56); every package has its own',
    ],
    [
      'without a shared folder',
      ['{ name: A, source: §c:\\june }'],
      'packages[0].source  is not the path of a shared folder; write for example \\\\server\\updates\\june',
    ],
    [
      'of the name of another one',
      ['{ name: A, source: \\\\srv\\a }', '{ name: §A, source: \\\\srv\\b }'],
      'packages[1].name  "A" is the name of another package already (line 56)',
    ],
    [
      'for a distribution point that is not there',
      ['{ name: A, source: \\\\srv\\a, distributionPoints: [§DP] }'],
      'packages[0].distributionPoints[0]  "DP" is not a distribution point; did you mean "DP1"?',
    ],
    [
      'that would hold what is not released yet',
      [
        '{ name: A, source: \\\\srv\\a, §updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-30 00:00 UTC } } }',
      ],
      'packages[0].updates  selects nothing that is released at the start; leave it out for an empty package',
    ],
  ])('%s is a mistake', (_, lines, message) => {
    const marked = packaged(...lines);
    expect(mistakesOf(marked.replace('§', ''))).toEqual(placed(marked, [message]));
  });

  it('of a hierarchy is of its top-level site, and nowhere below', () => {
    const marked = `${HIERARCHY}packages:\n  - { name: A, source: \\\\srv\\a, site: §P01 }\n`;
    expect(mistakesOf(marked.replace('§', ''))).toEqual(
      placed(marked, [
        'packages[0].site  "P01" is below the top: the top-level site downloads the files; name "CAS"',
      ]),
    );
  });

  it('that leaves out every source of a pull-distribution point is warned of', () => {
    const text = `${smallWith('DP2, location: Tokyo }', 'DP2, location: Tokyo, pullFrom: [{ name: DP1 }] }')}packages:\n`;
    const marked = `${text}  - { name: A, source: \\\\srv\\a, §distributionPoints: [DP2] }\n`;
    expect(mistakesOf(marked.replace('§', ''))).toEqual(
      placed(marked, [
        'packages[0].distributionPoints  warning: lack every source of "DP2", which pulls its content: it never gets any of this package',
      ]),
    );
  });
});

/** Where the clients of each group find content, by the names of distribution points. */
function contentOf(text: string) {
  const { groups, distributionPoints } = soundScenario(text);
  const names = (points: readonly number[]) => points.map((point) => distributionPoints[point]!.name);
  return groups.map(({ content }) => ({
    own: names(content.own),
    neighbours: content.neighbours.map(({ afterMs, points, isSiteDefault }) => [
      afterMs / MINUTE_MS,
      names(points),
      isSiteDefault,
    ]),
  }));
}

const GROUPS = `boundaryGroups:
  - { name: Europe, locations: [Paris], distributionPoints: [DP-P01] }
  - name: Asia
    locations: [Tokyo]
    distributionPoints: [DP-S01]
    neighbours: [{ group: Europe }, { group: Rest, contentAfter: 10 min }]
  - { name: Rest, distributionPoints: [DP-P02, DP-P01] }
`;

describe('Clients', () => {
  it('without boundary groups use the distribution point at their place', () => {
    expect(contentOf(HIERARCHY)).toEqual([
      { own: ['DP-P01'], neighbours: [] },
      { own: ['DP-S01'], neighbours: [] },
    ]);
  });

  it('use those of their boundary group, then those of its neighbours in the order of their times, each once', () => {
    expect(contentOf(HIERARCHY + GROUPS.replace(', DP-P01] }', '] }'))).toEqual([
      { own: ['DP-P01'], neighbours: [] },
      {
        own: ['DP-S01'],
        neighbours: [
          [10, ['DP-P02'], false],
          [120, ['DP-P01'], false],
        ],
      },
    ]);
    const never = GROUPS.replace('contentAfter: 10 min', 'contentAfter: never');
    expect(contentOf(HIERARCHY + never)[1]!.neighbours).toEqual([[120, ['DP-P01'], false]]);
  });

  it('fall back to the site default boundary group after two hours, or as said', () => {
    const text = hierarchyWith('    parent: CAS\n', '    parent: CAS\n    defaultBoundaryGroup: Rest\n');
    expect(contentOf(text + GROUPS)).toEqual([
      { own: ['DP-P01'], neighbours: [[120, ['DP-P02'], true]] },
      { own: ['DP-S01'], neighbours: [[10, ['DP-P02', 'DP-P01'], true]] },
    ]);
  });

  it('in no boundary group have only that of the site default boundary group, from the first try on', () => {
    const text = hierarchyWith(
      '    parent: CAS\n',
      '    parent: CAS\n    defaultBoundaryGroup: Rest\n',
    ).replace(/(deployments:\n {2}- name: .*\n)/, '$1    siteDefaultContent: true\n');
    const groups = 'boundaryGroups:\n  - { name: Rest, distributionPoints: [DP-P02] }\n';
    expect(contentOf(text + groups)[0]).toEqual({ own: [], neighbours: [[0, ['DP-P02'], true]] });
  });

  it('of a group with a distribution point of its own use that first', () => {
    const text = HIERARCHY.replace('name: branch', 'name: branch\n    distributionPoint: DP-P02');
    expect(contentOf(text + GROUPS)[1]).toEqual({
      own: ['DP-P02'],
      neighbours: [[10, ['DP-P01'], false]],
    });
  });

  it('of a boundary group that names no software update point scan at those of their site', () => {
    const updatePointsOf = (text: string) =>
      soundScenario(text).groups.map(({ updatePoints }) => updatePoints);
    expect(updatePointsOf(HIERARCHY + GROUPS)).toEqual(updatePointsOf(HIERARCHY));
  });

  it('share with those of their boundary group, or else of their location', () => {
    const peers = 'peers: { technology: deliveryOptimization }';
    const text = SMALL.replace('name: offices', `name: offices\n    ${peers}`).replace(
      'name: branch',
      'name: branch\n    peers: { technology: branchCache, share: 50 %, fileMin: 0 B, clientsPerSource: 2, rate: 8 Mbit/s }',
    );
    expect(soundScenario(text).groups.map(({ content }) => content.peers)).toEqual([
      {
        technology: 'deliveryOptimization',
        peerGroup: 0,
        share: 0.9,
        fileBytesMin: 50e6,
        clientsPerSource: 10,
        bytesPerSecond: 12_500_000,
      },
      {
        technology: 'branchCache',
        peerGroup: 1,
        share: 0.5,
        fileBytesMin: 0,
        clientsPerSource: 2,
        bytesPerSecond: 1_000_000,
      },
    ]);
    const inOne = `${SMALL}boundaryGroups:\n  - { name: A, locations: [Paris, Tokyo], softwareUpdatePoints: [SUP1], ${peers} }\n`;
    const { groups } = soundScenario(inOne);
    expect(groups.map(({ content }) => content.peers!.peerGroup)).toEqual([0, 0]);
    const without = inOne.replace('name: branch', 'name: branch\n    peers: none');
    expect(soundScenario(without).groups[1]!.content.peers).toBe(null);
  });

  it.each([
    [
      'a boundary group with a distribution point that is not there',
      `${SMALL}boundaryGroups:\n  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP1], distributionPoints: [§DP9] }\n`,
      'boundaryGroups[0].distributionPoints[0]  "DP9" is not a distribution point; did you mean "DP1"?',
    ],
    [
      'a site default boundary group that is not there',
      smallWith('site:\n', 'site:\n  defaultBoundaryGroup: §Rest\n'),
      'site.defaultBoundaryGroup  "Rest" is not a boundary group',
    ],
    [
      'a site default boundary group of a secondary site',
      hierarchyWith('    parent: P01\n', '    parent: P01\n    §defaultBoundaryGroup: Europe\n') + GROUPS,
      'sites[0].defaultBoundaryGroup  means nothing here: clients are assigned to primary sites; leave it out',
    ],
  ])('with %s are a mistake', (_, marked, message) => {
    expect(mistakesOf(marked.replace('§', ''))).toEqual(placed(marked, [message]));
  });
});
