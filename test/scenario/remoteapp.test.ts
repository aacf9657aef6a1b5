import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { formatIssue } from '../../src/scenario/issue.ts';
import { hierarchyWith, loadText, SMALL } from './loading.ts';
import { REMOTEAPP, remoteAppWith } from './remoteapp-texts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function loaded(text: string): Scenario {
  const { scenario, issues } = loadText(text);
  expect(issues.map(formatIssue)).toEqual([]);
  return scenario!;
}

/** The numbers of the updates with these ids. */
function numbers({ catalog }: Scenario, ids: readonly string[]): number[] {
  return catalog.updates.flatMap(({ id }, number) => (ids.includes(id) ? [number] : []));
}

function collectionOf(keys: string) {
  return loaded(remoteAppWith('    plan: basic\n', keys)).remoteAppCollections[0]!;
}

describe('A template image', () => {
  it('holds what its product had at the start, or at the instant that it names', () => {
    const scenario = loaded(REMOTEAPP);
    expect(scenario.templateImages[0]!.updates).toEqual(numbers(scenario, ['s1']));
    expect(scenario.templateImages[2]!.updates).toEqual(numbers(scenario, ['s1']));
    const before = remoteAppWith('RDSH May, product', 'RDSH May, patchedTo: 2024-05-14 16:59 UTC, product');
    const bare = loadText(before).scenario!;
    expect(bare.templateImages[0]!.updates).toEqual([]);
    expect(bare.templateImages[2]!.updates).toEqual(numbers(bare, ['s1']));
  });

  it('has the updates of its product in the catalogue where no group runs it', () => {
    const { catalog, groups } = loaded(REMOTEAPP);
    expect(catalog.products).toEqual(['Windows 11', 'Windows Server 2019']);
    expect(groups.every(({ product }) => product === 0)).toBe(true);
    expect(catalog.updates.filter(({ product }) => product === 1).map(({ id }) => id)).toEqual(['s1', 's2']);
    expect(loaded(SMALL).catalog.products).toEqual(['Windows 11']);
  });

  it('takes product, size and transfer over from what it is made from, unless it says otherwise', () => {
    const text = remoteAppWith(
      'RDSH May, product',
      'RDSH May, size: 60 GB, transfer: import, product',
    ).replace(
      'templateImages:\n',
      'templateImages:\n  - { name: RDSH July, from: RDSH June, size: 64 GB, transfer: upload }\n',
    );
    const { scenario } = loadText(text);
    const [july, may, june] = scenario!.templateImages;
    const common = { kind: 'custom', product: 1, site: 0 };
    expect(may).toMatchObject({ ...common, sizeBytes: 60e9, transfer: 'import', source: -1 });
    expect(june).toMatchObject({ ...common, sizeBytes: 60e9, transfer: 'import', source: 1, updates: null });
    expect(july).toMatchObject({ ...common, sizeBytes: 64e9, transfer: 'upload', source: 2, updates: null });
  });

  it('is a custom file of 40 GB that is uploaded, unless it says otherwise', () => {
    const { templateImages } = loaded(REMOTEAPP);
    expect(templateImages[0]).toMatchObject({ kind: 'custom', sizeBytes: 40e9, transfer: 'upload' });
    expect(templateImages[2]).toMatchObject({ kind: 'platform', source: -1 });
  });

  it('may be made from one of the provider, and may be as large as the service takes', () => {
    const text = remoteAppWith('from: RDSH May', 'from: Office, size: 127 GB').replace(
      'RDSH May, product',
      'RDSH May, size: 100 GiB, product',
    );
    expect(loaded(text).templateImages[1]).toMatchObject({ kind: 'custom', source: 2, sizeBytes: 127e9 });
  });

  it('is uploaded by the site that it or its source names', () => {
    const images = REMOTEAPP.slice(REMOTEAPP.indexOf('templateImages:'), REMOTEAPP.indexOf('actions:'));
    const two = hierarchyWith(
      'parent: CAS\n    softwareUpdatePoints: [{ name: SUP-P02',
      'synchronization: {}\n    softwareUpdatePoints: [{ name: SUP-P02',
    );
    const text = `${two}${images.replaceAll('Windows Server 2019', 'Windows 11')}actions: [{ at: start, do: makeTemplateImage, templateImage: RDSH June }]\n`;
    const { scenario } = loadText(text.replace('RDSH May, product', 'RDSH May, site: P02, product'));
    const top = scenario!.sites.findIndex(({ name }) => name === 'P02');
    expect(scenario!.templateImages.slice(0, 2).map(({ site }) => site)).toEqual([top, top]);
    expect(loadText(text).issues.map(({ path, message }) => `${path}  ${message}`)).toContain(
      'templateImages[1]  has to name the "site"; there are several at the top: "P02", "CAS"',
    );
  });
});

describe('A RemoteApp collection', () => {
  it.each([
    ['basic', 16, 400, 800],
    ['standard', 10, 250, 500],
    ['premium', 4, 100, 100],
    ['premiumPlus', 2, 50, 50],
  ])(
    'of the plan %s has %i users per host and %i users, %i at most',
    (plan, usersPerHost, byDefault, most) => {
      expect(collectionOf(`    plan: ${plan}\n`)).toMatchObject({ plan, usersPerHost, userCount: byDefault });
      const load = (users: number) =>
        loadText(remoteAppWith('plan: basic', `plan: ${plan}\n    users: ${users}`));
      expect(load(most).scenario!.remoteAppCollections[0]!.userCount).toBe(most);
      expect(load(most).issues).toHaveLength(most > byDefault ? 1 : 0);
      expect(load(most + 1).scenario).toBe(null);
    },
  );

  it('has no limit of addresses as a cloud one, and 100 as a hybrid one that names none', () => {
    expect(loaded(REMOTEAPP).remoteAppCollections[0]!.addressCount).toBe(null);
    const hybrid = (more: string) => loaded(remoteAppWith('kind: cloud\n', `kind: hybrid\n${more}`));
    expect(hybrid('').remoteAppCollections[0]!.addressCount).toBe(100);
    expect(hybrid('    addresses: 64\n').remoteAppCollections[0]!.addressCount).toBe(64);
  });

  it('lives by its own clock, or by that of its location', () => {
    const { zones, remoteAppCollections } = loaded(REMOTEAPP);
    expect(zones[remoteAppCollections[0]!.zone]!.name).toBe('Europe/Paris');
    const own = loaded(
      remoteAppWith('location: Paris\n    template', 'timeZone: America/Chicago\n    template'),
    );
    expect(own.zones.map(({ name }) => name)).toEqual(['Europe/Paris', 'Asia/Tokyo', 'America/Chicago']);
    expect(own.remoteAppCollections[0]!.zone).toBe(2);
    expect(own.deployments[0]!.deadlineMs).toHaveLength(3);
    expect(own.groups.map(({ zone }) => zone)).toEqual(loaded(SMALL).groups.map(({ zone }) => zone));
  });

  it('has a day of its own', () => {
    const work =
      '{ days: "Mon, Sat", from: 22:00, to: 06:00, jitter: 5 min, attendance: 50 %, activeFor: 20 min, idleFor: 4 min, signOut: 70 %, disconnect: 30 % }';
    expect(collectionOf(`    plan: basic\n    work: ${work}\n`).work).toEqual({
      weekdays: 0b0100001,
      fromMs: 22 * HOUR_MS,
      toMs: (24 + 6) * HOUR_MS,
      jitter: { law: 'fixed', value: 5 * MINUTE_MS },
      attendance: 0.5,
      activeFor: { law: 'fixed', value: 20 * MINUTE_MS },
      idleFor: { law: 'fixed', value: 4 * MINUTE_MS },
      signOutShare: 0.7,
      disconnectShare: 0.3,
    });
  });
});

describe('An act on RemoteApp', () => {
  it('makes an image with all updates of its product, or with those that it names', () => {
    const scenario = loaded(REMOTEAPP);
    expect(scenario.actions[0]).toEqual({
      verb: 'makeTemplateImage',
      atMs: 56 * HOUR_MS,
      templateImage: 1,
      updates: numbers(scenario, ['s1', 's2']),
    });
    const some = loaded(remoteAppWith('RDSH June }\n', 'RDSH June, updates: [KB5039217] }\n'));
    expect(some.actions[0]).toMatchObject({ updates: numbers(some, ['s2']) });
  });

  it('updates a collection with 60 minutes of grace, as in the service, unless it says otherwise', () => {
    const of = (more: string) =>
      loadText(REMOTEAPP.replace(/RDSH June \}\n$/, `RDSH June${more} }\n`)).scenario!.actions[1];
    const act = { verb: 'updateCollection', atMs: 84 * HOUR_MS, remoteAppCollection: 0, templateImage: 1 };
    expect(of('')).toEqual({ ...act, policy: 'grace', graceMs: HOUR_MS });
    expect(of(', policy: grace, grace: 60 min')).toEqual({ ...act, policy: 'grace', graceMs: HOUR_MS });
    expect(of(', grace: 15 min')).toEqual({ ...act, policy: 'grace', graceMs: 15 * MINUTE_MS });
    expect(of(', policy: signOutAtOnce')).toEqual({ ...act, policy: 'signOutAtOnce', graceMs: 0 });
  });

  it('may take a collection to an image of the provider, again and again', () => {
    const text = REMOTEAPP.replace(
      /at: (2024-06-13 12:00 UTC, do: updateC.*), templateImage: RDSH June \}\n$/,
      'every: weekly on Thu at 12:00 UTC, do: updateCollection, remoteAppCollection: Accounting, templateImage: Office }\n',
    );
    const updates = loadText(text).scenario!.actions.filter(({ verb }) => verb === 'updateCollection');
    expect(updates.map(({ atMs }) => atMs / (24 * HOUR_MS))).toEqual([3.5, 10.5, 17.5]);
  });
});

describe('A scenario with RemoteApp', () => {
  it('is the same when it is loaded from its resolved text', () => {
    const hybrid = remoteAppWith('kind: cloud\n', 'kind: hybrid\n    work: { from: 22:00, to: 06:00 }\n');
    for (const text of [REMOTEAPP, hybrid, remoteAppWith('May, product', 'May, transfer: import, product')]) {
      const { scenario, resolvedYaml } = loadText(text);
      const again = loadText(resolvedYaml!);
      expect(again.scenario).toEqual(scenario);
      expect(again.resolvedYaml).toBe(resolvedYaml);
    }
  });

  it('says in its resolved text what was left to defaults', () => {
    const { templateImages, remoteAppCollections } = parse(
      loadText(remoteAppWith('kind: cloud', 'kind: hybrid')).resolvedYaml!,
    );
    expect(templateImages[0]).toMatchObject({ kind: 'custom', size: '40000000000 B', patchedTo: 'start' });
    expect(templateImages[1]).toMatchObject({ product: 'Windows Server 2019', transfer: 'upload' });
    expect(templateImages[1].patchedTo).toBe(undefined);
    expect(templateImages[2].transfer).toBe(undefined);
    expect(remoteAppCollections[0]).toMatchObject({ users: 400, addresses: 100 });
    expect(remoteAppCollections[0].work.attendance).toBe('90 %');
  });

  it('may be overridden by names from the command line', () => {
    const { scenario, issues } = loadText(REMOTEAPP, {
      set: ['remoteAppCollections[Accounting].users=200', 'templateImages[RDSH May].size=30 GB'],
    });
    expect(issues.map(formatIssue)).toEqual([]);
    expect(scenario!.remoteAppCollections[0]!.userCount).toBe(200);
    expect(scenario!.templateImages[1]!.sizeBytes).toBe(30e9);
  });

  it('runs to its horizon, with the collection on its new image', () => {
    const scenario = loaded(REMOTEAPP);
    const fleet = new Fleet(scenario, 0);
    fleet.run(scenario.horizonMs);
    const { remoteAppCollections } = fleet.result();
    const imageAt = (row: number) => remoteAppCollections.get(row, 'templateImage');
    expect([imageAt(0), imageAt(remoteAppCollections.length - 1)]).toEqual([0, 1]);
  });
});
