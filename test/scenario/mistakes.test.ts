import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/issue.ts';
import { mistakesOf, placed, SMALL, smallWith } from './loading.ts';

/** Instead of which line what is written, with § where the mistakes are shown, and the mistakes in their order. */
const MISTAKES: readonly (readonly [
  what: string,
  line: string,
  instead: string,
  mistakes: readonly string[],
])[] = [
  ['an unknown key', 'horizon:', '§horizont:', ['horizont  is not a key here; did you mean "horizon"?']],
  [
    'an unknown key inside',
    '  - name: offices\n    count: 100',
    '  - §name: offices\n    §cuont: 100',
    [
      'groups[0]  lacks "count"; write "count: …"',
      'groups[0].cuont  is not a key here; did you mean "count"?',
    ],
  ],
  [
    'a number without a unit',
    'horizon: 21 d',
    'horizon: §21',
    ['horizon  21 has no unit; write for example 60 min'],
  ],
  [
    'a wrong unit',
    'size: 700 MB',
    'size: §700 min',
    [
      'catalog.updates[0].size  "min" is not a unit here (B, kB, MB, GB, TB, KiB, MiB, GiB, TiB); write for example 650 MB',
    ],
  ],
  [
    'periods of presence of no length',
    '    count: 100',
    '    count: 100\n    presence: { §upDown: { up: 0 min, down: 5 min } }',
    [
      'groups[0].presence.upDown  has periods of less than 1 min on average; write at least 1 min for "up" and for "down"',
    ],
  ],
  [
    'a user who asks for scans without a pause',
    '    count: 100',
    '    count: 100\n    scanCycle: §0 d',
    [
      'groups[0].scanCycle  is less than 1 min on average; write for example { exponential: { mean: 90 d } }, or leave the key out for never',
    ],
  ],
  [
    'a negative count',
    'count: 100',
    'count: §-5',
    ['groups[0].count  has to be a whole number from 1 to 16000000'],
  ],
  [
    'half a client',
    'count: 100',
    'count: §1.5',
    ['groups[0].count  has to be a whole number from 1 to 16000000'],
  ],
  [
    'a place that is not there',
    'location: Tokyo\ndep',
    'location: §Tokio\ndep',
    ['groups[1].location  "Tokio" is not a location; did you mean "Tokyo"?'],
  ],
  [
    'a server at no place',
    'name: MP1, location: Paris',
    'name: MP1, location: §Pari',
    ['site.managementPoints[0].location  "Pari" is not a location; did you mean "Paris"?'],
  ],
  [
    'a product that is not there',
    'product: Windows 11\n    kind: laptop',
    'product: §Windows 12\n    kind: laptop',
    ['groups[1].product  "Windows 12" is not a product of the catalogue; did you mean "Windows 11"?'],
  ],
  [
    'a zone that is not there',
    'Asia/Tokyo',
    '§Asia/Tokio',
    ['locations[1].timeZone  "Asia/Tokio" is not a time zone; did you mean "Asia/Tokyo"?'],
  ],
  [
    'a kind that is none',
    'kind: laptop',
    'kind: §lapdog',
    ['groups[1].kind  "lapdog" is none of workstation, laptop, server'],
  ],
  [
    'a distribution point that is not there',
    'kind: laptop',
    'kind: laptop\n    distributionPoint: §DP3',
    ['groups[1].distributionPoint  "DP3" is not a distribution point; did you mean "DP1"?'],
  ],
  [
    'a name that comes twice',
    'name: branch',
    'name: §offices',
    ['groups[1].name  "offices" is the name of another group already (line 38)'],
  ],
  [
    'a server named like one of another role',
    'name: MP1',
    'name: §SUP1',
    ['site.managementPoints[0].name  "SUP1" is the name of another server already (softwareUpdatePoints)'],
  ],
  [
    'a distribution point called like a link',
    'name: DP1',
    'name: §link to Tokyo',
    [
      'site.distributionPoints[0].name  "link to Tokyo" is what results call something else; choose another name',
    ],
  ],
  [
    'a metric of a link that is not there',
    'coverage.June.actual.p95.sinceReleaseHours, atMost: 14 d',
    '§link.link to Paris.bytes, atMost: 1 GB',
    ['thresholds[0].metric  "link to Paris" is not a link here; did you mean "link to Tokyo"?'],
  ],
  [
    'shares that do not sum to 1',
    'patched: [96 %, 4 %]',
    '§patched: [96 %, 5 %]',
    ['initial.patched  sums to 101 %; shares have to sum to 100 %'],
  ],
  [
    'a scan interval of zero',
    'thresholds:',
    'clientSettings: { scanInterval: §0 d }\nthresholds:',
    ['clientSettings.scanInterval  has to be more than 0; write for example 7 d'],
  ],
  [
    'an empty list',
    'softwareUpdatePoints:\n    - { name: SUP1, location: Paris }\n',
    '§softwareUpdatePoints:\n    []\n',
    ['site.softwareUpdatePoints  is empty; name at least one of the software update points'],
  ],
  [
    'an empty value',
    'start: 2024-06-10 00:00 UTC',
    'start:§',
    ['start  is empty; write a value, or leave the key out'],
  ],
  [
    'a deadline before creation',
    'deadline: 2024-06-18 17:00 client-local',
    'deadline: §2024-06-11 20:00 UTC',
    ['deployments[0].deadline  is 1 h before the deployment is created; write a later one'],
  ],
  [
    'a deadline before the available time',
    '    deadline: 2024-06-18 17:00',
    '    available: 2024-06-18 18:00 client-local\n    deadline: §2024-06-18 17:00',
    [
      'deployments[0].deadline  is 1 h before the available time (Europe/Paris); write a later one',
      'deployments[0].deadline  is 1 h before the available time (Asia/Tokyo); write a later one',
    ],
  ],
  [
    'a deployment before the start',
    'created: 2024-06-11 21:00 UTC',
    'created: §2024-06-09 21:00 UTC',
    ['deployments[0].created  is before the start'],
  ],
  [
    'a deployment before the release of its updates',
    'updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC } }\n    created: 2024-06-11 21:00 UTC',
    '§updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC } }\n    created: 2024-06-11 15:00 UTC',
    ['deployments[0].updates  selects KB5039212, released 2 h after the deployment is created'],
  ],
  [
    'a deployment of nothing',
    'updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00',
    '§updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-11 01:00',
    ['deployments[0].updates  selects no update of the catalogue; widen the filter'],
  ],
  [
    'a deployment to a group that is not there',
    '    created:',
    '    groups: [§office]\n    created:',
    ['deployments[0].groups[0]  "office" is not a group; did you mean "offices"?'],
  ],
  [
    'an instant without a zone',
    'start: 2024-06-10 00:00 UTC',
    'start: §2024-06-10 00:00',
    [
      'start  "2024-06-10 00:00" has no time zone; write for example 2024-06-11 17:00 UTC, 2024-06-18 20:00 client-local or start + 3 d',
    ],
  ],
  [
    'a start at client-local time',
    'start: 2024-06-10 00:00 UTC',
    'start: §2024-06-10 00:00 client-local',
    ['start  has to be one instant with a time zone; write for example 2024-06-08 00:00 UTC'],
  ],
  [
    'a metric of no deployment',
    'coverage.June.',
    '§coverage.Juni.',
    ['thresholds[0].metric  "Juni" is not a deployment here; did you mean "June"?'],
  ],
  [
    'a metric of no image',
    'coverage.June.actual.p95.sinceReleaseHours',
    '§image.Golden.versions',
    ['thresholds[0].metric  "Golden" is not an image here'],
  ],
  [
    'a metric that is none',
    'coverage.June.actual.p95.sinceReleaseHours',
    '§scan.refused',
    ['thresholds[0].metric  "scan.refused" is not a metric; did you mean "scans.refused"?'],
  ],
  [
    'a bound without a unit',
    'atMost: 14 d',
    'atMost: §14',
    ['thresholds[0].atMost  "14" has no unit (ms, s, min, h, d); write for example 15 min'],
  ],
  [
    'no bound',
    '{ metric: coverage.June.actual.p95.sinceReleaseHours, atMost: 14 d }',
    '§{ metric: coverage.June.actual.p95.sinceReleaseHours }',
    ['thresholds[0]  has no bound; write "atMost: …" or "atLeast: …"'],
  ],
  [
    'two laws at once',
    'thresholds:',
    'assumptions: { §restartDuration: { uniform: { min: 1 s, max: 2 s }, fixed: 1 s } }\nthresholds:',
    [
      'assumptions.restartDuration  takes exactly one of fixed, uniform, exponential, lognormal, weibull, triangular, empirical',
    ],
  ],
  [
    'a distribution upside down',
    'thresholds:',
    'assumptions: { §restartDuration: { uniform: { min: 3 s, max: 2 s } } }\nthresholds:',
    ['assumptions.restartDuration  max is below min'],
  ],
  [
    'an outage of no server',
    'thresholds:',
    'actions: [{ at: start + 1 d, do: outage, server: §SUP9 }]\nthresholds:',
    ['actions[0].server  "SUP9" is not a server; did you mean "SUP1"?'],
  ],
  [
    'a capacity of a link that is none',
    'thresholds:',
    'actions: [{ at: start + 1 d, do: outage, link: §Paris }]\nthresholds:',
    ['actions[0].link  "Paris" has no link; give the location one'],
  ],
  [
    'office hours that end when they begin',
    '    kind: laptop',
    '    kind: laptop\n    presence: { officeHours: { from: 09:00, to: §09:00 } }',
    [
      'groups[1].presence.officeHours.to  is the same as "from"; for a whole day write "from: 00:00" and "to: 24:00"',
    ],
  ],
  [
    'hours of a user that end when they begin, by default',
    '    kind: laptop',
    '    kind: laptop\n    §user: { signedIn: officeHours, from: 17:30 }',
    ['groups[1].user.to  is the same as "from"; for a whole day write "from: 00:00" and "to: 24:00"'],
  ],
  [
    'business hours that end when they begin',
    'thresholds:',
    'clientSettings: { businessHours: { days: daily, from: 05:00, to: §5:00 } }\nthresholds:',
    [
      'clientSettings.businessHours.to  is the same as "from"; for a whole day write "from: 00:00" and "to: 24:00"',
    ],
  ],
  [
    'a group called like the totals of results',
    'name: branch',
    'name: §(all)',
    ['groups[1].name  is what results call totals; choose another name than "(all)"'],
  ],
  [
    'an empty seed',
    'name: small',
    'name: small\nseed: §""',
    ['seed  is empty; write any text, for example "1"'],
  ],
  [
    'a seed that is a number',
    'name: small',
    'name: small\nseed: §2024',
    ['seed  has to be a text; write "2024" in quotes'],
  ],
  ['an empty name, once', 'name: branch', 'name: §""', ['groups[1].name  is empty; write a name']],
  [
    'a name with control characters',
    'name: branch',
    'name: §"bra\\tnch"',
    ['groups[1].name  holds characters that cannot be printed; leave them out'],
  ],
  [
    'a merge key',
    '    kind: laptop',
    '    §<<: { kind: laptop }',
    ['merge keys are not read; write "extends: base.yaml"'],
  ],
  ['a tag', 'kind: laptop', 'kind: §!laptop laptop', ['the tag !laptop means nothing here; leave it out']],
  ['an alias of nothing', 'kind: laptop', 'kind: §*laptop', ['"*laptop" names no anchor']],
  [
    'a key that comes twice',
    'horizon: 21 d',
    'horizon: 21 d\n§horizon: 22 d',
    ['"horizon" is a key here already (line 3); leave one of them out'],
  ],
  [
    'two keys that come twice, at different depths',
    'horizon: 21 d\ninitial:\n  patched: [96 %, 4 %]',
    'horizon: 21 d\n§name: x\ninitial:\n  patched: [96 %, 4 %]\n  §patched: [100 %]',
    [
      '"name" is a key here already (line 1); leave one of them out',
      '"patched" is a key here already (line 6); leave one of them out',
    ],
  ],
  [
    'tabs',
    '  patched: [96 %, 4 %]\n',
    '§\tpatched: [96 %, 4 %]\n\tmode: steadyState\n',
    ['line begins with a tab; YAML wants spaces (so do other lines, 2 in all)'],
  ],
  [
    'a colon in a value, twice',
    'name: small\nstart: 2024-06-10 00:00 UTC',
    'name: §small: June\nstart: §when: ever',
    [
      'has a second ": " in one line; put the value in quotes: "small: June"',
      'has a second ": " in one line; put the value in quotes: "when: ever"',
    ],
  ],
  [
    'a line too far to the right',
    'horizon: 21 d',
    'horizon: §21 d\n  seed: "1"',
    ['is followed by a line further to the right; give both the same number of spaces'],
  ],
  [
    'a list that is not closed',
    'patched: [96 %, 4 %]\n',
    'patched: [96 %, 4 %\n§',
    ['a "[" or "{" before this is not closed; write its "]" or "}"'],
  ],
  [
    'a key without a space after its colon',
    'horizon: 21 d',
    '§horizon:21d',
    ['has no value; write "key: value", with a space after the colon'],
  ],
  [
    'a second document',
    'horizon: 21 d',
    'horizon: 21 d\n§---',
    ['begins a second document; a scenario is one, leave the line "---" out'],
  ],
  [
    'a value that begins with a sign of YAML',
    'horizon: 21 d',
    'horizon: §@21',
    ['begins with @, which YAML keeps for itself; put the value in quotes'],
  ],
  [
    'a decimal comma',
    'size: 700 MB',
    'size: §0,7 GB',
    ['catalog.updates[0].size  "0,7 GB" has a decimal comma; write "0.7 GB"'],
  ],
  [
    'a decimal comma between braces',
    'rate: 100 Mbit/s }',
    'rate: §1,§5 Mbit/s }',
    [
      'locations[1].link.rate  1 has no unit; write for example 100 Mbit/s',
      'locations[1].link.5 Mbit/s  is not a key here; a comma ends a value here: write decimals with a point',
    ],
  ],
  [
    'a decimal comma in a number',
    '- { name: SUP1, location: Paris }',
    '- { name: SUP1, location: Paris, fullScanFactor: §"1,5" }',
    ['site.softwareUpdatePoints[0].fullScanFactor  has to be a number; write 1.5, with a point'],
  ],
  [
    'a number in quotes',
    'count: 100',
    'count: §"100"',
    ['groups[0].count  has to be a whole number from 1 to 16000000; leave the quotes around 100 out'],
  ],
  [
    'a path of --set as a key',
    'thresholds:',
    '§groups[offices].count: 5\n§site.name: X\nthresholds:',
    [
      'groups[offices].count  is not a key here; paths with dots or brackets are for --set only, in a file write mappings and lists',
      'site.name  is not a key here; paths with dots or brackets are for --set only, in a file write mappings and lists',
    ],
  ],
];

describe('A mistake', () => {
  it.each(MISTAKES)('such as %s is shown at its place', (_, line, instead, mistakes) => {
    const marked = smallWith(line, instead);
    expect(mistakesOf(marked.replaceAll('§', ''))).toEqual(placed(marked, mistakes));
  });

  it('does not hide the others: all come at once, in the order of the file', () => {
    const text = smallWith('horizon: 21 d', 'horizon: 21')
      .replace('location: Tokyo\ndep', 'location: Tokio\ndep')
      .replace('count: 100', 'count: 0')
      .replace('deadline: 2024-06-18 17:00 client-local', 'deadline: 2024-06-11 20:59 UTC')
      .replace('June.actual', 'June.actually');
    expect(mistakesOf(text).map((mistake) => mistake.split('  ')[1])).toEqual([
      'horizon',
      'groups[0].count',
      'groups[1].location',
      'thresholds[0].metric',
    ]);
  });

  it('in a file that is no mapping, or empty, or not there, is shown at its beginning', () => {
    expect(mistakesOf('- a\n- b\n')[0]).toMatch(/^s\.yaml:1:1 {2}is not a scenario/);
    expect(mistakesOf('')[0]).toMatch(/^s\.yaml:1:1 {2}is not a scenario/);
    expect(mistakesOf('extends: other.yaml')[0]).toBe('s.yaml:1:10  extends  cannot be read: no such file');
  });
});

describe('A hostile text', () => {
  it.each([
    ['a key', `${SMALL}"\\e[2J\\a": 1\n`, '\\u001b[2J\\u0007  is not a key here'],
    [
      'a value',
      smallWith('kind: laptop', 'kind: "\\e[31mlaptop\\u009b"'),
      'u001b[31mlaptop\\u009b" is none of',
    ],
    ['a server', `${SMALL}actions: [{ at: start, do: outage, server: "S\\u202EUP" }]\n`, 'cannot be printed'],
    ['the name of a file', 'extends: "\\e]0;title\\a.yaml"', 'cannot be read'],
  ])('with controls of a terminal in %s is shown with these written out', (_, text, shown) => {
    const mistakes = mistakesOf(text).join('');
    expect(mistakes).toContain(shown);
    expect(mistakes).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('in a file whose name steers a terminal is shown with that written out', () => {
    const issue = {
      file: '\u001b[2J.yaml',
      line: 1,
      column: 2,
      path: '',
      message: 'x',
      severity: 'error',
    } as const;
    expect(formatIssue(issue)).toBe('\\u001b[2J.yaml:1:2  x');
  });

  it.each([
    ['too long', `name: ${'x'.repeat(100_000_000)}`, /^s\.yaml:1:1 {2}is \d+ characters long/],
    ['nested too deeply', `${'['.repeat(100_000)}`, /^s\.yaml:1:\d+ {2}/],
    ['nested deeply and closed', `name: ${'['.repeat(40)}${']'.repeat(40)}`, /nests deeper than 32 levels/],
    ['with a prototype in its keys', `${SMALL}__proto__: { name: x }\n`, /__proto__ {2}is not a key here/],
    ['with a constructor in its keys', `${SMALL}constructor: x\n`, /constructor {2}is not a key here/],
    [
      'of a name without end',
      smallWith('name: small', `name: ${'x'.repeat(65)}`),
      /name {2}is longer than 64 characters/,
    ],
    ['with a key that is a list', `${SMALL}? [a]\n: b\n`, /a key has to be a plain word/],
  ])('that is %s gets a mistake at a place', (_, text, message) => {
    expect(mistakesOf(text).join('\n')).toMatch(message);
  });

  it('that repeats itself by aliases is not followed to the end', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) {
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
    }
    expect(mistakesOf(lines.join('\n')).join('\n')).toMatch(
      /holds more than 200000 values once its aliases are followed/,
    );
  });
});
