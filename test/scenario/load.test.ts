import { describe, expect, it } from 'vitest';
import { clientCountOf } from '../../src/experiment/memory.ts';
import { isActive } from '../../src/model/updates/catalog.ts';
import { epochOfUtcText } from '../../src/scenario/calendar.ts';
import { formatIssue } from '../../src/scenario/issue.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { disk, loadText, mistakesOf, ROOT, SMALL, smallWith } from './loading.ts';
import { REMOTEAPP } from './remoteapp-texts.ts';

const HOUR_MS = 3_600_000;

describe('The scenario patch-tuesday', () => {
  const { scenario, issues, resolvedYaml } = loadScenario(`${ROOT}scenarios/patch-tuesday.yaml`, disk);

  it('loads without a mistake or a warning', () => {
    expect(issues.map(formatIssue)).toEqual([]);
  });

  it('is about 25,000 clients and four weeks', () => {
    expect(clientCountOf(scenario!)).toBe(25_000);
    expect(scenario!.horizonMs).toBe(28 * 24 * HOUR_MS);
  });

  it('measures from the release on the second Tuesday at 10:00 Pacific', () => {
    expect(scenario!.startEpochMs + scenario!.measureFromMs).toBe(epochOfUtcText('2024-06-11T17:00Z'));
  });

  it('has its client-local deadline at the same local time in every zone', () => {
    const { deployments, zones } = scenario!;
    const localMs = deployments[0]!.deadlineMs!.map((deadlineMs, zone) => {
      return (
        deadlineMs + zones[zone]!.transitions.filter(({ fromMs }) => fromMs <= deadlineMs).at(-1)!.offsetMs
      );
    });
    const expectedMs = epochOfUtcText('2024-06-18T17:00Z')! - scenario!.startEpochMs;
    expect(localMs).toEqual(zones.map(() => expectedMs));
  });

  it('has its UTC deadline at one instant', () => {
    const expectedMs = epochOfUtcText('2024-06-15T22:00Z')! - scenario!.startEpochMs;
    expect(scenario!.deployments[1]!.deadlineMs).toEqual(scenario!.zones.map(() => expectedMs));
  });

  it('deploys to each group updates of its product only, active at that time', () => {
    const { collections, deployments, groups, catalog } = scenario!;
    for (const deployment of deployments) {
      const members = collections[deployment.collection]!.groups;
      const products = new Set(members.map((group) => groups[group]!.product));
      const updates = deployment.updates.map((number) => catalog.updates[number]!);
      expect(new Set(updates.map(({ product }) => product))).toEqual(products);
      expect(updates.filter((update) => !isActive(update, deployment.createdMs!))).toEqual([]);
    }
  });

  it('is the same when it is loaded from its resolved form, which needs no other file', () => {
    const again = loadText(resolvedYaml!);
    expect(again.issues.map(formatIssue)).toEqual([]);
    expect(again.scenario).toEqual(scenario);
    expect(again.resolvedYaml).toBe(resolvedYaml);
  });
});

describe('The template of init', () => {
  it('is a scenario without mistakes under any name that is one', () => {
    for (const name of ['try-it', 'a "quoted" name', 'été: 2024']) {
      const { scenario, issues } = loadText(scenarioTemplate(name));
      expect(issues.map(formatIssue)).toEqual([]);
      expect(scenario!.name).toBe(name);
      expect(clientCountOf(scenario!)).toBe(1000);
    }
  });
});

describe('The commented actions', () => {
  const uncommented = (text: string) => text.replace(/^# (actions:| {2}- \{)/gm, '$1');

  it('of the template are an outage and its restoration', () => {
    const { scenario, issues } = loadText(uncommented(scenarioTemplate('x')));
    expect(issues.map(formatIssue)).toEqual([]);
    expect(scenario!.actions.map(({ verb }) => verb)).toEqual(['outage', 'restore']);
  });

  it('of the scenario patch-tuesday are too', () => {
    const main = `${ROOT}scenarios/patch-tuesday.yaml`;
    const read = (file: string) => (file === main ? uncommented(disk.read(file)) : disk.read(file));
    const { scenario, issues } = loadScenario(main, { ...disk, read });
    expect(issues.map(formatIssue)).toEqual([]);
    expect(scenario!.actions.map(({ verb }) => verb)).toEqual(['outage', 'restore']);
  });
});

describe('Defaults', () => {
  const { scenario } = loadText(SMALL);

  it('are the documented ones', () => {
    const { clientSettings, assumptions, softwareUpdatePoints } = scenario!;
    expect(clientSettings.policyPollMs).toBe(HOUR_MS);
    expect(clientSettings.stateCycleMs).toBe(HOUR_MS / 4);
    expect(clientSettings.scanTtlMs).toBe(24 * HOUR_MS);
    expect(clientSettings.firstScanDelay).toEqual({ law: 'uniform', min: 0, max: 2 * HOUR_MS });
    expect(assumptions.stateHighIntervalMs).toBe(2 * 60_000);
    expect(softwareUpdatePoints[0]!.queueLimit).toBe(1000);
  });

  it('take 3 min 53 s for the synchronization of 130 updates, as the documented log does', () => {
    const sync = scenario!.sites[0]!.synchronization;
    const wsusMs = sync.wsusFixedMs + 130 * sync.wsusPerUpdateMs;
    const databaseMs = sync.databaseFixedMs + 130 * sync.databasePerUpdateMs;
    expect(wsusMs).toBe(71_000);
    expect(wsusMs + sync.settleMs + databaseMs).toBe((3 * 60 + 53) * 1000);
  });

  it('serve six clients per second on a WSUS server of four cores', () => {
    const { servers, deltaScan } = scenario!.softwareUpdatePoints[0]!;
    expect(deltaScan.law).toBe('exponential');
    expect((servers * 1000) / (deltaScan as { mean: number }).mean).toBeCloseTo(6, 1);
  });

  it('put a deadline 7 days after creation', () => {
    const { deadlineMs, createdMs } = loadText(smallWith('    deadline: 2024-06-18 17:00 client-local\n', ''))
      .scenario!.deployments[0]!;
    const expectedMs = createdMs! + 168 * HOUR_MS;
    expect(deadlineMs).toEqual([expectedMs, expectedMs]);
  });

  it('let clients use the distribution point at their own place', () => {
    expect(scenario!.groups.map(({ content }) => content.own)).toEqual([[0], [1]]);
  });

  it('follow the profile where the documents differ', () => {
    const forces = (set: string[]) =>
      loadText(SMALL, { set }).scenario!.assumptions.catalogVersionForcesOnline;
    expect(forces([])).toBe(false);
    expect(forces(['profile=cb2303'])).toBe(true);
    expect(forces(['profile=cb2303', 'assumptions.catalogVersionForcesOnline=false'])).toBe(false);
  });

  it('cannot be changed by who reads them', () => {
    expect(Object.isFrozen(scenario!.clientSettings)).toBe(true);
    expect(Object.isFrozen(scenario!.catalog.updates[0])).toBe(true);
  });
});

describe('A presence', () => {
  const presenceOf = (text: string) =>
    loadText(smallWith('    location: Tokyo\ndep', `    location: Tokyo\n    presence: ${text}\ndep`))
      .scenario!.groups[1]!.presence;

  it('can be one of the fitted distributions', () => {
    expect(presenceOf('{ upDown: { fitted: Microsoft99, absence: shutdown } }')).toEqual({
      pattern: 'upDown',
      up: { law: 'weibull', shape: 0.55, scale: Math.round(35.3 * HOUR_MS) },
      down: { law: 'weibull', shape: 0.6, scale: Math.round(9.34 * HOUR_MS) },
      absence: 'shutdown',
    });
  });

  it('that roams is office hours, absent from the network', () => {
    expect(presenceOf('{ roaming: { from: 09:00, attendance: 50 % } }')).toMatchObject({
      pattern: 'officeHours',
      fromMs: 9 * HOUR_MS,
      attendance: 0.5,
      absence: 'offNetwork',
    });
  });
});

describe('A scenario that extends another', () => {
  const what = 'extends: base.yaml\nname: what-if\nclientSettings: { scanTimeToLive: 1 h }\n';

  it('is the other with what it says itself', () => {
    const { scenario } = loadText(what, {}, { 'base.yaml': SMALL });
    const base = loadText(SMALL).scenario!;
    const { scanTtlMs } = scenario!.clientSettings;
    expect(scanTtlMs).toBe(HOUR_MS);
    expect(scenario).toEqual({
      ...base,
      name: 'what-if',
      clientSettings: { ...base.clientSettings, scanTtlMs },
    });
  });

  it('replaces lists as a whole', () => {
    const { scenario } = loadText(`${what}thresholds: []\n`, {}, { 'base.yaml': SMALL });
    expect(scenario!.thresholds).toEqual([]);
  });

  it('replaces a distribution as a whole', () => {
    const over =
      'extends: base.yaml\nassumptions: { restartDuration: { uniform: { min: 1 min, max: 2 min } } }\n';
    const base = `${SMALL}assumptions: { restartDuration: { exponential: { mean: 1 min } } }\n`;
    const { scenario } = loadText(over, {}, { 'base.yaml': base });
    expect(scenario!.assumptions.restartDuration).toEqual({ law: 'uniform', min: 60_000, max: 120_000 });
  });

  it('names the file in which a mistake is', () => {
    const base = smallWith('count: 50', 'count: fifty');
    expect(mistakesOf(what, {}, { 'base.yaml': base })).toEqual([
      'base.yaml:44:12  groups[1].count  has to be a whole number from 1 to 16000000',
    ]);
  });

  it('may extend one that extends a third', () => {
    const others = { 'base.yaml': 'extends: root.yaml\nhorizon: 20 d\n', 'root.yaml': SMALL };
    const { scenario } = loadText(what, {}, others);
    expect(scenario!.horizonMs).toBe(20 * 24 * HOUR_MS);
  });

  it('may not go round in a circle, nor extend what is not there', () => {
    expect(mistakesOf(what, {}, { 'base.yaml': 'extends: s.yaml\n' })).toEqual([
      'base.yaml:1:10  extends  goes round in a circle: s.yaml → base.yaml → s.yaml',
    ]);
    expect(mistakesOf(what)).toEqual(['s.yaml:1:10  extends  cannot be read: no such file']);
  });
});

describe('An override', () => {
  it('changes one value, in a list by position or by name', () => {
    const set = ['groups[0].count=7', 'groups[branch].count=8', 'clientSettings.scanTimeToLive=12 h'];
    const { scenario } = loadText(SMALL, { set });
    expect(scenario!.groups.map(({ count }) => count)).toEqual([7, 8]);
    expect(scenario!.clientSettings.scanTtlMs).toBe(12 * HOUR_MS);
  });

  it('changes every item of a list with an asterisk, each for itself', () => {
    const set = ['groups[*].user={ signedIn: always }', 'groups[0].user.restartShare=50 %'];
    const { scenario } = loadText(SMALL, { set });
    expect(scenario!.groups.map(({ user }) => [user.signedIn, user.restartShare])).toEqual([
      ['always', 0.5],
      ['always', 0.2],
    ]);
    const out = loadText(SMALL, { set: ['groups[*].joins=3', 'groups[*].joins=null'] });
    expect(out.scenario!.groups.map(({ joiningCount }) => joiningCount)).toEqual([0, 0]);
    expect(
      mistakesOf(SMALL, { set: ['collections=[]', 'collections[*].name=x', 'groups[*].joins=null'] }),
    ).toEqual([
      '--set:2:1  collections[*].name  names nothing: the list has no items',
      '--set:3:1  groups[*].joins  names nothing: "joins" is not written, so null cannot take it out',
    ]);
  });

  it('is named as the file of its mistakes, with its number', () => {
    expect(
      mistakesOf(SMALL, { set: ['horizon=20 d', 'groups[nobody].count=1', 'groups[0].cuont=1', 'x'] }),
    ).toEqual([
      '--set:2:1  groups[nobody].count  names nothing: no item of the list has the name "nobody"; known: "offices", "branch"',
      '--set:3:1  groups[0].cuont  is not a key here; did you mean "count"?',
      '--set:4:1  has to be path=value, for example clientSettings.scanTimeToLive=12 h',
    ]);
  });

  it('that names nothing is told what comes closest', () => {
    const set = [
      'groups[ofices].count=1',
      'groups[2].count=1',
      'groups.count=1',
      'clientSetings.scanTimeToLive=1 h',
    ];
    expect(mistakesOf(SMALL, { set })).toEqual([
      '--set:1:1  groups[ofices].count  names nothing: no item of the list has the name "ofices"; did you mean "offices"?',
      '--set:2:1  groups[2].count  names nothing: the list has 2 items, counted from 0; [2] is beyond its end',
      '--set:3:1  groups.count  names nothing: no item of the list has the name "count"; known: "offices", "branch"',
      '--set:4:1  clientSetings  is not a key here; did you mean "clientSettings"?',
    ]);
  });

  it('with null takes a key out, as if it had not been written', () => {
    const text = smallWith('    count: 50\n', '    count: 50\n    rebuild: 90 d\n');
    const { scenario, issues } = loadText(text, { set: ['groups[branch].rebuild=null', 'thresholds=~'] });
    expect(issues).toEqual([]);
    expect(scenario).toEqual(loadText(SMALL, { set: ['thresholds=[]'] }).scenario);
  });

  it('with null of what is not there, has to be there, or is no key, is a mistake', () => {
    const set = [
      'groups[branch].rebuid=null',
      'groups[0]=null',
      'groups[0].joins.x=null',
      'groups[1].count=null',
    ];
    const text = smallWith('    count: 50\n', '    count: 50\n    rebuild: 90 d\n').replace(
      '    count: 100',
      '    joins: 1\n    count: 100',
    );
    expect(mistakesOf(text, { set })).toEqual([
      's.yaml:44:5  groups[1]  lacks "count"; write "count: …"',
      '--set:1:1  groups[branch].rebuid  names nothing: "rebuid" is not written, so null cannot take it out; did you mean "rebuild"?',
      '--set:2:1  groups[0]  is an item of a list; null takes out keys only, write the list without it',
      '--set:3:1  groups[0].joins.x  names nothing: a single value has no "x"',
    ]);
    expect(mistakesOf(SMALL, { set: ['groups[0].count='] })).toEqual([
      '--set:1:1  groups[0].count  is empty; write a value, or leave the key out',
    ]);
  });

  it('of the seed takes the place of the one in the file', () => {
    expect(loadText(SMALL, { seed: '12345678901234567890' }).scenario!.seed).toBe('12345678901234567890');
  });
});

describe('A threshold', () => {
  it.each([
    ['coverage.June.shown.p90.sinceReleaseHours', '14 d', 14 * 24],
    ['server.SUP1.waitP95Seconds', '5 min', 300],
    ['server.PS1 state system.utilisation', '70 %', 0.7],
    ['link.link to Tokyo.bytes', '2 GB', 2e9],
    ['link.internet access.utilisation', '50 %', 0.5],
    ['scans.refused', '10', 10],
    ['restarts.user', '20', 20],
  ])('on %s is kept in the unit of the metric', (metric, written, atMost) => {
    const text = smallWith(
      'coverage.June.actual.p95.sinceReleaseHours, atMost: 14 d',
      `${metric}, atMost: ${written}`,
    );
    expect(loadText(text).scenario!.thresholds).toEqual([
      { metric, atMost, text: `${metric} at most ${written}` },
    ]);
  });

  it('can bound the uploads of a site that makes template images, where there are any', () => {
    const bounds = ['metric: link.uploads of PS1.bytes, atMost: 50 GB'];
    const on = (text: string) =>
      text.replace('metric: coverage.June.actual.p95.sinceReleaseHours, atMost: 14 d', bounds[0]!);
    const { scenario, issues } = loadText(on(REMOTEAPP));
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(scenario!.thresholds).toMatchObject([{ metric: 'link.uploads of PS1.bytes', atMost: 50e9 }]);
    expect(mistakesOf(on(SMALL)).join()).toContain('"uploads of PS1" is not a link here');
  });
});

describe('Actions', () => {
  it('are resolved and in the order of time, recurrences written out', () => {
    const actions = `actions:
  - { at: 2024-06-12 00:00 UTC, do: outage, server: SUP1 }
  - { every: weekly on Tue at 06:00 UTC, do: syncNow }
  - { at: start + 1 d, do: setCapacity, link: Tokyo, rate: 10 Mbit/s }
  - { at: start + 2 d, do: scanNow, groups: [branch] }
`;
    const { scenario } = loadText(SMALL + actions);
    expect(scenario!.actions).toEqual([
      { verb: 'setCapacity', target: { role: 'link', index: 1 }, value: 1_250_000, atMs: 24 * HOUR_MS },
      { verb: 'syncNow', site: 0, full: false, atMs: 30 * HOUR_MS },
      { verb: 'outage', target: { role: 'softwareUpdatePoint', index: 0 }, atMs: 48 * HOUR_MS },
      { verb: 'scanNow', groups: [1], atMs: 48 * HOUR_MS },
      { verb: 'syncNow', site: 0, full: false, atMs: (24 * 8 + 6) * HOUR_MS },
      { verb: 'syncNow', site: 0, full: false, atMs: (24 * 15 + 6) * HOUR_MS },
    ]);
  });
});
