import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/issue.ts';
import { loaded, sinceStart } from './deploying.ts';
import { GOLDEN, withImages } from './imaging.ts';
import { loadText, SMALL, smallWith } from './loading.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const GB = 1e9;

describe('An image', () => {
  it('is at the top, on all distribution points, and patched to the start unless it says otherwise', () => {
    const { images } = loaded(GOLDEN, SMALL);
    expect(images).toEqual([
      {
        name: 'golden',
        kind: 'image',
        site: 0,
        product: 0,
        candidates: [0, 1],
        updates: [0],
        importedMs: 0,
        sizeBytes: 6 * GB,
        indexCount: 1,
        priority: 'medium',
        distributionPoints: [0, 1],
        sendsDifferences: false,
        failingUpdates: [],
      },
    ]);
  });

  it('can be an upgrade package that comes during the run, patched to an instant before', () => {
    const more =
      'kind: upgradePackage, imported: 2024-06-13 08:00 UTC, patchedTo: 2024-05-01 00:00 UTC, indexes: 4, priority: high, ' +
      'distributionPoints: [DP2], binaryDifferentialReplication: true, failingUpdates: [KB5039212]';
    expect(loaded(withImages(more), SMALL).images[0]).toMatchObject({
      kind: 'upgradePackage',
      updates: [],
      importedMs: sinceStart('2024-06-13T08:00:00Z'),
      indexCount: 4,
      priority: 'high',
      distributionPoints: [1],
      sendsDifferences: true,
      failingUpdates: [1],
    });
  });

  it('has what was released before its patch level, and nothing of that instant', () => {
    const updatesOf = (patchedTo: string) =>
      loaded(withImages(`imported: 2024-06-13 08:00 UTC, patchedTo: ${patchedTo}`), SMALL).images[0]!.updates;
    expect(updatesOf('2024-06-11 17:00 UTC')).toEqual([0]);
    expect(updatesOf('2024-06-11 17:01 UTC')).toEqual([0, 1]);
    expect(updatesOf('start')).toEqual([0]);
  });

  it('imported before the start is there from the start, with what was out by then', () => {
    expect(loaded(withImages('imported: 2024-05-14 12:00 UTC'), SMALL).images[0]).toMatchObject({
      importedMs: 0,
      updates: [],
    });
  });

  it('can name what is in it by a filter', () => {
    const { images } = loaded(
      withImages('updates: { kinds: [LCU], classifications: [Security Updates] }'),
      SMALL,
    );
    expect(images[0]!.updates).toEqual([0]);
  });

  it('has a product of its own, of which updates then play a part', () => {
    const text = smallWith('    - id: u2\n', `${OTHER}    - id: u2\n`);
    expect(loaded('', text).catalog.products).toEqual(['Windows 11']);
    const { catalog, images } = loaded(
      withImages('').replace('product: Windows 11', 'product: Windows 10'),
      text,
    );
    expect(catalog.products).toEqual(['Windows 11', 'Windows 10']);
    expect(catalog.updates.map(({ id }) => id)).toEqual(['u0', 'u1', 'u2']);
    expect(images[0]).toMatchObject({ product: 1, candidates: [0], updates: [0] });
  });

  it('takes only updates of its architecture, written or in the rows of a catalogue', () => {
    const text = smallWith(
      '    - id: u2\n',
      `${OTHER.replace('Windows 10', 'Windows 11, architecture: X86')}    - id: u2\n`,
    );
    expect(loaded(GOLDEN, text).images[0]!.candidates).toEqual([1, 2]);
    expect(loaded(withImages('architecture: X86'), text).images[0]!.candidates).toEqual([0]);
    const rows = [
      'updateId,kb,product,arch,group,classification,released,sizeBytes,title',
      'u1,KB5000001,Windows 11,x64,LCU,Security Updates,2024-06-11T17:00:00Z,100,x64',
      'u2,KB5000002,Windows 11,x86,LCU,Security Updates,2024-05-14T17:00:00Z,100,x86',
    ].join('\n');
    const listed = SMALL.replace(/catalog:\n[\s\S]*?(?=locations:)/, 'catalog: { file: c.csv }\n');
    const golden = withImages('architecture: X86').replace('product: Windows 11', 'product: Windows 11 x86');
    const { scenario, issues, resolvedYaml } = loadText(listed + golden, {}, { 'c.csv': `${rows}\n` });
    expect(issues.map(formatIssue)).toEqual([]);
    expect(scenario!.images[0]).toMatchObject({ candidates: [0], updates: [0] });
    expect(loadText(resolvedYaml!).scenario).toEqual(scenario);
  });
});

const OTHER = `    - { id: u0, kb: KB5000000, product: Windows 10, kind: LCU, classification: Security Updates, released: 2024-05-14T16:00:00Z, size: 600 MB }
`;

describe('The servicing of an image', () => {
  it('is a wizard at each occurrence, with everything that the image can take', () => {
    const { actions } = loaded(
      withImages('servicing: { every: monthly on second Tuesday + 1 d at 09:00 UTC, startAfter: 12 h }'),
      SMALL,
    );
    expect(actions).toEqual([
      {
        verb: 'scheduleServicing',
        atMs: sinceStart('2024-06-12T09:00:00Z'),
        image: 0,
        choice: {
          updates: [0, 1],
          takesSuperseded: false,
          startAfterMs: 12 * HOUR_MS,
          continuesOnError: false,
          updatesDistributionPoints: false,
          removesSuperseded: false,
        },
      },
    ]);
  });

  it('begins with the import, takes what its filter says, and stands among the acts by hand in time', () => {
    const text = withImages(
      'imported: 2024-06-20 08:00 UTC, servicing: { every: weekly on Wed at 08:00 UTC, updates: { released: { from: 2024-06-01 00:00 UTC, ' +
        'to: 2024-07-01 00:00 UTC } }, superseded: true, continueOnError: true, updateDistributionPoints: true, removeSuperseded: true }',
    );
    const { actions } = loaded(
      `${text}actions: [{ at: 2024-06-27 00:00 UTC, do: cancelServicing, image: golden }]\n`,
      SMALL,
    );
    expect(actions.map(({ verb, atMs }) => [verb, atMs])).toEqual([
      ['scheduleServicing', sinceStart('2024-06-26T08:00:00Z')],
      ['cancelServicing', sinceStart('2024-06-27T00:00:00Z')],
    ]);
    expect(actions[0]).toMatchObject({
      choice: {
        updates: [1],
        takesSuperseded: true,
        continuesOnError: true,
        updatesDistributionPoints: true,
        removesSuperseded: true,
      },
    });
  });

  it('takes what holds the texts of its filter in title, KB number or id, in whatever case', () => {
    const text = smallWith('      kb: KB5039212\n', '      kb: KB5039212\n      title: June for Windows\n');
    const chosenBy = (words: string) => {
      const servicing = `servicing: { every: weekly on Wed at 23:00 UTC, updates: { text: [${words}] } }`;
      const [action] = loaded(withImages(servicing), text).actions;
      return action!.verb === 'scheduleServicing' ? action.choice.updates : [];
    };
    expect(chosenBy('june FOR')).toEqual([1]);
    expect(chosenBy('kb503')).toEqual([0, 1]);
    expect(chosenBy('U2, windows')).toEqual([1]);
    expect(chosenBy('U1')).toEqual([0]);
  });

  it('goes on the drive of the installation, on the one that is named, or as if none was where that is missing', () => {
    const driveOf = (keys: string) => {
      const { scenario, issues } = loadText(smallWith('site:\n', `site:\n  ${keys}\n`));
      return [scenario!.sites[0]!.servicingDrive, issues.map(formatIssue)];
    };
    const drives = "drives: [{ name: 'C:', free: 30 GB }, { name: 'D:', free: 500 GB }]";
    const [c, d] = [
      { name: 'C:', freeBytes: 30 * GB },
      { name: 'D:', freeBytes: 500 * GB },
    ];
    expect(loaded('').sites[0]!.servicingDrive).toEqual({ name: 'C:', freeBytes: 200 * GB });
    expect(driveOf(drives)).toEqual([c, []]);
    expect(driveOf(`${drives}\n  installedOn: 'D:'`)).toEqual([d, []]);
    expect(driveOf(`${drives}\n  offlineServicingDrive: 'D:'`)).toEqual([d, []]);
    expect(driveOf(`${drives}\n  offlineServicingDrive: 'E:'`)).toEqual([
      c,
      [
        's.yaml:30:26  site.offlineServicingDrive  warning: "E:" does not exist on the server of "PS1": images are serviced on C:, ' +
          'as if it said automatic (seed 001, drive for offline servicing)',
      ],
    ]);
  });
});

describe('Acts on images', () => {
  it('name updates, distribution points and groups', () => {
    const acts = [
      'do: scheduleServicing, image: golden, updates: [u2], startAfter: 2 h, continueOnError: true',
      'do: scheduleServicing, image: golden, updateDistributionPoints: true, removeSuperseded: true',
      'do: cancelServicing, image: golden',
      'do: updateDistributionPoints, image: golden',
      'do: distributeImage, image: golden, distributionPoints: [DP2]',
      'do: chooseImage, groups: [branch], image: golden',
    ].map((act, at) => `  - { at: start + ${at + 3} d, ${act} }\n`);
    const { actions } = loaded(`${GOLDEN}actions:\n${acts.join('')}`, SMALL);
    const choice = {
      takesSuperseded: false,
      startAfterMs: 0,
      continuesOnError: false,
      updatesDistributionPoints: false,
      removesSuperseded: false,
    };
    expect(actions).toEqual([
      {
        verb: 'scheduleServicing',
        atMs: 3 * DAY_MS,
        image: 0,
        choice: {
          ...choice,
          updates: [1],
          takesSuperseded: true,
          startAfterMs: 2 * HOUR_MS,
          continuesOnError: true,
        },
      },
      {
        verb: 'scheduleServicing',
        atMs: 4 * DAY_MS,
        image: 0,
        choice: { ...choice, updates: [0, 1], updatesDistributionPoints: true, removesSuperseded: true },
      },
      { verb: 'cancelServicing', atMs: 5 * DAY_MS, image: 0 },
      { verb: 'updateDistributionPoints', atMs: 6 * DAY_MS, image: 0 },
      { verb: 'distributeImage', atMs: 7 * DAY_MS, image: 0, distributionPoints: [1] },
      { verb: 'chooseImage', atMs: 8 * DAY_MS, groups: [1], image: 0 },
    ]);
  });
});

describe('A group', () => {
  it('can be built from an image, and rebuilt', () => {
    const text = smallWith(
      '    count: 50\n',
      '    count: 50\n    joins: 5\n    image: golden\n    rebuild: { exponential: { mean: 600 d } }\n',
    );
    expect(loaded(GOLDEN, text).groups).toMatchObject([
      { image: -1, rebuild: null },
      { image: 0, rebuild: { law: 'exponential', mean: 600 * DAY_MS }, count: 55, joiningCount: 5 },
    ]);
  });

  it('can be rebuilt without an image', () => {
    const { groups } = loaded('', smallWith('    count: 50\n', '    count: 50\n    rebuild: 100 d\n'));
    expect(groups[1]).toMatchObject({ image: -1, rebuild: { law: 'fixed', value: 100 * DAY_MS } });
  });
});

describe('The log of offline servicing', () => {
  it('is kept when it is asked for', () => {
    expect(loaded('').output.servicingLog).toBe(false);
    expect(loaded('output: { servicingLog: true }\n').output.servicingLog).toBe(true);
  });
});
