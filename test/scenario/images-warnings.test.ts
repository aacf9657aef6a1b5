import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { SERVICING_STATUSES, SITE_EVENTS } from '../../src/model/results.ts';
import { rowsOf } from '../model/images/imaged-fleet.ts';
import { GOLDEN, withImages } from './imaging.ts';
import { loadText, mistakesOf, placed, SMALL, smallWith } from './loading.ts';

const REBUILT = smallWith('    count: 50\n', '    count: 50\n    rebuild: 90 d\n    image: golden\n');
const EVERY_WEEK = 'every: weekly on Fri at 09:00 UTC';
const OTHER_KIND = `    - { id: u3, kb: KB5000003, product: Windows 11, kind: other, classification: Updates, released: 2024-06-10T17:00:00Z, size: 5 MB }
`;
const OLD = `    - { id: u0, kb: KB5036893, product: Windows 11, kind: LCU, classification: Security Updates, released: 2024-04-09T17:00:00Z, size: 5 MB }
`;
const WITH_OTHER_KIND = `${SMALL.replace('    - id: u2\n', `${OTHER_KIND}    - id: u2\n`)}packages: [{ name: p, source: \\\\f\\p }]\n`;
const DOWNLOAD = '{ at: 2024-06-12 00:00 UTC, do: downloadUpdates, package: p, updates: [u3] }';

/** What is written, with § where warnings are shown. */
const WARNINGS: readonly (readonly [what: string, text: string, warnings: readonly string[]])[] = [
  [
    'an image of more than 60 GB',
    `${SMALL}images: [{ name: golden, product: Windows 11, size: §60001 MB }]\n`,
    [
      'images[0].size  warning: is more than 60 GB; beyond that importing an index of an image may fail (operating system images)',
    ],
  ],
  [
    'an image beyond its drive that is never serviced',
    `${smallWith('site:\n', "site:\n  drives: [{ name: 'C:', free: 5 GB }]\n")}images: [{ name: golden, product: Windows 11, size: §6 GB }]\n`,
    [
      'images[0].size  warning: is more than what is free on drive C: of "PS1", on which images are serviced (5 GB): "golden" could not be serviced',
    ],
  ],
  [
    // 6 GB in a copy, three sizes mounted, half of one as scratch; and the update, 0.75 GB
    'a run that fills its drive',
    `${smallWith('site:\n', "site:\n  drives: [{ name: 'C:', free: 27.7 GB }]\n")}${withImages(`servicing: { ${EVERY_WEEK} }`).replace('size: 6', 'size: §6')}`,
    [
      'images[0].size  warning: takes up to 27.8 GB on drive C: while it is serviced (ASSUME-OSVC-SPACE), and 27.7 GB are free there: runs end with a full disk',
    ],
  ],
  [
    // The same, and a new file of 6 GB and a tenth of the update beside.
    'a run that fills its drive as it exports the image to a new file',
    `${smallWith('site:\n', "site:\n  drives: [{ name: 'C:', free: 33824 MB }]\n")}${withImages(`servicing: { ${EVERY_WEEK}, removeSuperseded: true }`).replace('size: 6', 'size: §6')}`,
    [
      'images[0].size  warning: takes up to 33.8 GB on drive C: while it is serviced (ASSUME-OSVC-SPACE), and 33.8 GB are free there: runs end with a full disk',
    ],
  ],
  [
    'a start as long after the wizard as the next one comes',
    `${SMALL}${withImages('servicing: { every: daily at 09:00 UTC, startAfter: §24 h }')}`,
    [
      'images[0].servicing.startAfter  warning: is as long as from one wizard to the next (1 d), or longer: a schedule replaces the one before, which has not begun then',
    ],
  ],
  [
    'a start after the end of the simulation',
    `${SMALL}${GOLDEN}actions: [{ at: 2024-06-13 16:00 UTC, do: scheduleServicing, image: golden, startAfter: §30 d }]\n`,
    ['actions[0].startAfter  warning: plans the start for after the end of the simulation: no run begins'],
  ],
  [
    'a wizard that never comes',
    SMALL +
      withImages(
        'imported: 2024-06-20 00:00 UTC, patchedTo: 2024-06-12 00:00 UTC, servicing: { every: §once 2024-06-19 00:00 UTC }',
      ),
    [
      'images[0].servicing.every  warning: never comes between the import of the image and the end of the simulation',
    ],
  ],
  [
    'a wizard before anything new',
    `${SMALL}${GOLDEN}actions: [§{ at: 2024-06-11 16:00 UTC, do: scheduleServicing, image: golden }]\n`,
    ['actions[0]  warning: finds only what is in "golden" already; nothing is scheduled'],
  ],
  [
    'a choice of what is in the image',
    `${SMALL}${GOLDEN}actions: [{ at: 2024-06-13 16:00 UTC, do: scheduleServicing, image: golden, §updates: [u1] }]\n`,
    ['actions[0].updates  warning: finds only what is in "golden" already; nothing is scheduled'],
  ],
  [
    'a choice of what has no content',
    `${smallWith('    created', '    package: none\n    microsoftUpdateContent: true\n    created')}${withImages(`§servicing: { ${EVERY_WEEK} }`)}`,
    [
      'images[0].servicing  warning: no package of "PS1" gets KB5039212: without content in its library an update is not on the list',
    ],
  ],
  [
    'a choice of what has content and what has none',
    `${WITH_OTHER_KIND}${GOLDEN}actions: [{ at: 2024-06-13 16:00 UTC, do: scheduleServicing, image: golden, §updates: [u2, u3] }]\n`,
    [
      'actions[0].updates  warning: names KB5000003; only component-based updates can be applied to an image: others are logged and left out (MA-CBS)',
      'actions[0].updates  warning: no package of "PS1" gets KB5000003: without content in its library an update is not on the list',
    ],
  ],
  [
    'a choice of kinds that an image refuses',
    `${WITH_OTHER_KIND}${withImages(`servicing: { ${EVERY_WEEK}, §updates: { kinds: [LCU, other] } }`)}actions: [${DOWNLOAD}]\n`,
    [
      'images[0].servicing.updates  warning: asks for what "golden" refuses; only component-based updates can be applied to an image: others are not chosen (MA-CBS)',
    ],
  ],
  [
    'a serviced image that never leaves its site',
    `${REBUILT}${withImages(`§servicing: { ${EVERY_WEEK} }`)}`,
    [
      'images[0].servicing.updateDistributionPoints  warning: is false, and nothing else brings a serviced version to distribution points: machines of "branch" come from the old one',
    ],
  ],
  [
    // 6 GB there and back at 100 MB/s, mounted in 3 min and committed in 8
    'distribution points that are updated before a run has ended',
    `${SMALL}${GOLDEN}actions: [{ at: 2024-06-12 00:00 UTC, do: scheduleServicing, image: golden, startAfter: 1 h }, §{ at: 2024-06-12 01:12:59 UTC, do: updateDistributionPoints, image: golden }]\n`,
    [
      'actions[1]  warning: comes before the end of the servicing that is scheduled then, at least 13 min after its start (ASSUME-OSVC-TIME): distribution points do not get what it makes',
    ],
  ],
  [
    'differences of files that are new each time',
    `${SMALL}${withImages(`binaryDifferentialReplication: §true, servicing: { ${EVERY_WEEK}, removeSuperseded: true }`)}`,
    [
      'images[0].binaryDifferentialReplication  warning: saves nothing: whenever superseded updates are removed the image is exported to a new file, all of which is sent',
    ],
  ],
  [
    'an image out of reach of those who are built from it',
    `${REBUILT.replace('image: golden', 'image: §golden')}${withImages('distributionPoints: [DP1]')}`,
    [
      'groups[1].image  warning: no distribution point of the clients of "branch" gets the image "golden": their machines wait for it in vain',
    ],
  ],
  [
    'an image for a group of which no machine is built',
    `${smallWith('    count: 50\n', '    count: 50\n    image: §golden\n')}${GOLDEN}`,
    ['groups[1].image  warning: means nothing for "branch": none of its machines joins or is rebuilt'],
  ],
  [
    'a choice of an image for such a group',
    `${SMALL}${GOLDEN}actions: [{ at: start + 1 d, do: chooseImage, image: golden, §groups: [branch] }]\n`,
    ['actions[0].groups  warning: means nothing for "branch": none of its machines joins or is rebuilt'],
  ],
  [
    'machines that are built more than once a day',
    smallWith('    count: 50\n', '    count: 50\n    rebuild: §{ exponential: { mean: 23 h } }\n').replace(
      'rebuild: §',
      '§rebuild: ',
    ),
    ['groups[1].rebuild  warning: is 23 h on average: a machine is built more than once a day'],
  ],
  [
    'an image that fits on a diskette',
    `${SMALL}images: [{ name: golden, product: Windows 11, size: §99999 kB }]\n`,
    ['images[0].size  warning: is less than 100 MB, into which no operating system fits; is the unit right?'],
  ],
  [
    'an image patched in another century',
    SMALL + withImages('patchedTo: §1924-05-01 00:00 UTC'),
    ['images[0].patchedTo  warning: is more than 15 years before the start; is the year right?'],
  ],
  [
    'an image patched before anything that the catalogue has',
    SMALL + withImages('patchedTo: §2024-05-01 00:00 UTC'),
    [
      'images[0].patchedTo  warning: is before every update that the catalogue has for it: it lacks all of them',
    ],
  ],
  [
    'an image imported during the run that says nothing of its updates',
    SMALL + withImages('imported: §2024-06-20 00:00 UTC'),
    [
      'images[0].imported  warning: and nothing says up to when it is patched: it lacks all that was released since the start (KB5039212); write "patchedTo", media have what was released some weeks before they are imported',
    ],
  ],
  [
    'a group with an image that is imported later',
    `${REBUILT.replace('image: golden', 'image: §golden')}${withImages('imported: 2024-06-11 00:00 UTC')}`,
    [
      'groups[1].image  warning: "golden" is imported only 2024-06-11T00:00:00Z: machines of "branch" that are to be built before wait until it is at their distribution point; "chooseImage" gives groups an image later',
    ],
  ],
  [
    'a group whose machines are built from an upgrade package',
    `${REBUILT.replace('image: golden', 'image: §golden')}${withImages('kind: upgradePackage')}`,
    [
      'groups[1].image  warning: "golden" is an upgrade package, which machines in use are upgraded with; they are built from images',
    ],
  ],
  [
    'a distribution point that is named twice',
    SMALL + withImages('distributionPoints: [DP1, DP2, §DP1]'),
    ['images[0].distributionPoints[2]  warning: "DP1" is named before; once is enough'],
  ],
  [
    'sending hours that never let an image through',
    `${SMALL.replace('name: DP2, location: Tokyo', 'name: DP2, location: Tokyo, sendingHours: [{ from: 00:00, to: 24:00, lowest: high }]')}${withImages('§distributionPoints: [DP1, DP2]')}actions: [{ at: start + 1 d, do: updateDistributionPoints, image: golden }]\n`,
    [
      'images[0].distributionPoints  warning: "sendingHours" of "DP2" let nothing of priority medium through at any hour: it is never sent a version of "golden"',
    ],
  ],
  [
    'a failure of what is in the image already',
    SMALL + withImages('failingUpdates: [u2, §u1]'),
    [
      'images[0].failingUpdates[1]  warning: "u1" is in "golden" from its import on: it is never applied to it',
    ],
  ],
  [
    'names that differ only in capitals',
    `${SMALL}images:\n  - { name: golden, product: Windows 11, size: 6 GB }\n  - { name: §Golden, product: Windows 11, size: 6 GB }\n`,
    [
      'images[1].name  warning: "Golden" differs only in capitals from "golden", the name of another image (line 56)',
    ],
  ],
  [
    // The release is at 17:00, the synchronization at 20:00.
    'a wizard on days of releases, before their synchronization',
    SMALL.replace('horizon: 21 d', 'horizon: 60 d') +
      withImages('servicing: { every: §monthly on second Tuesday at 19:59 UTC }'),
    [
      'images[0].servicing.every  warning: comes on days of releases, and always before a synchronization has brought what is released then (KB5039212): that comes in with the next run; write a later day',
    ],
  ],
  [
    'a cancellation before any run',
    `${SMALL}${withImages('servicing: { every: daily at 09:00 UTC, startAfter: 12 h }')}actions: [§{ at: 2024-06-10 21:00 UTC, do: cancelServicing, image: golden }]\n`,
    ['actions[0]  warning: cancels what is not in progress then: no run has begun; nothing happens'],
  ],
];

describe('It is warned of', () => {
  it.each(WARNINGS)('%s', (_, marked, messages) => {
    expect(mistakesOf(marked.replaceAll('§', ''))).toEqual(placed(marked, messages));
  });
});

describe('It is not warned of', () => {
  it.each([
    ['an image of 100 MB', SMALL + withImages('').replace('6 GB', '100 MB')],
    [
      'a wizard on days of releases, after their synchronization',
      SMALL.replace('horizon: 21 d', 'horizon: 60 d') +
        withImages('servicing: { every: monthly on second Tuesday at 20:01 UTC }'),
    ],
    ['a wizard that comes on other days too', SMALL + withImages('servicing: { every: daily at 19:59 UTC }')],
    [
      'an image that is imported later and says what is in it, for groups that choose it then',
      `${smallWith('    count: 50\n', '    count: 50\n    rebuild: 90 d\n')}${withImages('imported: 2024-06-20 00:00 UTC, patchedTo: 2024-06-12 00:00 UTC')}actions: [{ at: 2024-06-20 00:00 UTC, do: chooseImage, image: golden, groups: [branch] }]\n`,
    ],
    [
      'sending hours that let an image through at one hour of the week',
      `${SMALL.replace('name: DP2, location: Tokyo', 'name: DP2, location: Tokyo, sendingHours: [{ from: 00:00, to: 24:00, lowest: high }, { days: Sat, from: 03:00, to: 04:00, lowest: medium }]')}${GOLDEN}actions: [{ at: start + 1 d, do: updateDistributionPoints, image: golden }]\n`,
    ],
    ['an image of 60 GB', SMALL + withImages('').replace('6 GB', '60 GB')],
    [
      'a run that has just enough room',
      smallWith('site:\n', "site:\n  drives: [{ name: 'C:', free: 27750 MB }]\n") +
        withImages(`servicing: { ${EVERY_WEEK} }`),
    ],
    [
      'a run that has just enough room for the new file',
      smallWith('site:\n', "site:\n  drives: [{ name: 'C:', free: 33825 MB }]\n") +
        withImages(`servicing: { ${EVERY_WEEK}, removeSuperseded: true }`),
    ],
    [
      'a run that leaves out what is superseded, and what no library has',
      `${WITH_OTHER_KIND.replace('site:\n', "site:\n  drives: [{ name: 'C:', free: 27750 MB }]\n").replace('    - id: u1\n', `${OLD}    - id: u1\n`)}${withImages(`patchedTo: 2024-05-01 00:00 UTC, servicing: { ${EVERY_WEEK} }`)}`,
    ],
    [
      'a start before the next wizard',
      `${SMALL}${withImages('servicing: { every: daily at 09:00 UTC, startAfter: 23 h }')}`,
    ],
    [
      'a serviced image that goes out by itself',
      REBUILT + withImages(`servicing: { ${EVERY_WEEK}, updateDistributionPoints: true }`),
    ],
    [
      'distribution points that are updated after a run',
      `${SMALL}${GOLDEN}actions: [{ at: 2024-06-12 00:00 UTC, do: scheduleServicing, image: golden, startAfter: 1 h }, { at: 2024-06-12 01:13 UTC, do: updateDistributionPoints, image: golden }]\n`,
    ],
    [
      'differences of files of which some are not new',
      `${SMALL}${withImages(`binaryDifferentialReplication: true, servicing: { ${EVERY_WEEK}, removeSuperseded: true }`)}actions: [{ at: 2024-06-12 20:00 UTC, do: scheduleServicing, image: golden }]\n`,
    ],
    [
      'a serviced image that is sent by hand',
      `${REBUILT}${withImages(`servicing: { ${EVERY_WEEK} }`)}actions: [{ at: 2024-06-15 00:00 UTC, do: updateDistributionPoints, image: golden }]\n`,
    ],
    [
      'an image that comes within reach later',
      `${REBUILT}${withImages('distributionPoints: [DP1]')}actions: [{ at: 2024-06-15 00:00 UTC, do: distributeImage, image: golden, distributionPoints: [DP2] }]\n`,
    ],
    [
      'a cancellation while a run may be in progress',
      `${SMALL}${withImages('servicing: { every: daily at 09:00 UTC, startAfter: 12 h }')}actions: [{ at: 2024-06-10 21:01 UTC, do: cancelServicing, image: golden }]\n`,
    ],
  ])('%s', (_, text) => {
    expect(mistakesOf(text)).toEqual([]);
  });
});

describe('The room that a run is said to take', () => {
  it.each([
    ['is enough for it to succeed', 27750, '', 'succeeded', 0],
    ['is no more than it needs: with 1 MB less it fails, and that is warned of', 27749, '', 'failed', 1],
    ['is enough for an export, too', 33825, ', removeSuperseded: true', 'succeeded', 0],
    ['is no more than that needs', 33824, ', removeSuperseded: true', 'failed', 1],
  ] as const)('%s', (_, megabytes, keys, status, warningCount) => {
    const text = smallWith('site:\n', `site:\n  drives: [{ name: 'C:', free: ${megabytes} MB }]\n`);
    const { scenario, issues } = loadText(
      text + withImages(`servicing: { every: once 2024-06-14 09:00 UTC${keys} }`),
    );
    expect(issues.length).toBe(warningCount);
    const fleet = new Fleet(scenario!, 0);
    fleet.run(scenario!.horizonMs);
    const last = rowsOf(fleet.result().images).at(-1)!;
    expect(SERVICING_STATUSES[last.status]).toBe(status);
  });
});

describe('A schedule that is replaced as its start comes', () => {
  it.each([
    ['begins no run', 24, 0],
    ['begins one that comes an hour earlier', 23, 1],
  ] as const)('%s', (_, hours, count) => {
    const text = withImages(`servicing: { every: daily at 09:00 UTC, startAfter: ${hours} h }`);
    const fleet = new Fleet(loadText(SMALL + text).scenario!, 0);
    fleet.run(fleet.result().scenario.horizonMs);
    const started = rowsOf(fleet.result().events).filter(
      ({ code }) => SITE_EVENTS[code] === 'servicingStarted',
    );
    expect(started.length).toBe(count);
  });
});
