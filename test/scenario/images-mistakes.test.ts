import { describe, expect, it } from 'vitest';
import { withImages } from './imaging.ts';
import { HIERARCHY, hierarchyWith, mistakesOf, placed, SMALL, smallWith } from './loading.ts';

const WINDOWS_10 = `    - { id: u0, kb: KB5000000, product: Windows 10, kind: LCU, classification: Security Updates, released: 2024-05-14T16:00:00Z, size: 600 MB }
`;
/** SMALL with an update of another product, and one of another architecture. */
const MORE_UPDATES = smallWith(
  '    - id: u2\n',
  `${WINDOWS_10}${WINDOWS_10.replace('u0', 'u3').replace('KB5000000', 'KB5000003').replace('Windows 10', 'Windows 11, architecture: X86')}    - id: u2\n`,
);

/** HIERARCHY with a stand-alone site instead of its second primary site. */
const TWO_HIERARCHIES = hierarchyWith(
  '    parent: CAS\n    softwareUpdatePoints: [{ name: SUP-P02',
  '    softwareUpdatePoints: [{ name: SUP-P02',
);

/** An image of SMALL with an act on it. */
function act(text: string, at = '2024-06-20 08:00 UTC'): string {
  return `${SMALL}${withImages('')}actions:\n  - { at: ${at}, ${text} }\n`;
}

/** What is written, with § where mistakes are shown. */
const MISTAKES: readonly (readonly [what: string, text: string, mistakes: readonly string[]])[] = [
  [
    'of a product that is not there',
    SMALL + withImages('').replace('product: Windows 11', 'product: §Windows 12'),
    ['images[0].product  "Windows 12" is not a product of the catalogue; did you mean "Windows 11"?'],
  ],
  [
    'with one distribution point that is no list',
    SMALL + withImages('distributionPoints: §DP1'),
    ['images[0].distributionPoints  has to be all or a list; write [DP1]'],
  ],
  [
    'with updates and kinds that are no lists',
    SMALL + withImages('failingUpdates: §KB5037771, updates: { kinds: §LCU }'),
    [
      'images[0].failingUpdates  has to be a list; write [KB5037771]',
      'images[0].updates.kinds  has to be a list; write [LCU]',
    ],
  ],
  [
    'that fails updates of a product that no group and no image has',
    `${smallWith('    - id: u2\n', `${WINDOWS_10}    - id: u2\n`)}${withImages('failingUpdates: [§KB5000000]')}`,
    [
      'images[0].failingUpdates[0]  "KB5000000" is in the catalogue, but not for Windows 11 (X64), which the image "golden" is; name updates of its product and architecture',
    ],
  ],
  [
    'with the numbers of updates, without KB',
    SMALL + withImages('failingUpdates: [§5037771]'),
    ['images[0].failingUpdates[0]  is a number; write KB5037771'],
  ],
  [
    'with the numbers of updates in quotes, without KB',
    SMALL + withImages("failingUpdates: [§'5037771']"),
    ['images[0].failingUpdates[0]  "5037771" is not an update of the catalogue; write KB5037771'],
  ],
  [
    'for an architecture that its product has no updates for',
    SMALL + withImages('architecture: §ARM64'),
    [
      'images[0].architecture  the catalogue has updates of "Windows 11" for X64 only, not for ARM64; write "architecture: X64"',
    ],
  ],
  [
    'for an architecture of which the updates are those of another product',
    smallWith(
      '    - id: u2\n',
      `${WINDOWS_10.replace('Windows 10', 'Windows 11 x86, architecture: X86')}    - id: u2\n`,
    ) + withImages('architecture: §X86'),
    [
      'images[0].architecture  the catalogue has updates of "Windows 11" for X64 only, not for X86; those for X86 are of "Windows 11 x86"',
    ],
  ],
  [
    'of a product without anything that could be applied to it',
    SMALL.replaceAll('kind: LCU', 'kind: other') +
      withImages('§servicing: { every: weekly on Fri at 09:00 UTC }'),
    [
      'images[0].servicing  finds nothing: the catalogue has no update that could be applied to "golden", only some that are not component-based (MA-CBS)',
    ],
  ],
  [
    'with the name of another',
    `${SMALL}images:\n  - { name: golden, product: Windows 11, size: 6 GB }\n  - { name: §golden, product: Windows 11, size: 6 GB }\n`,
    ['images[1].name  "golden" is the name of another image already (line 56)'],
  ],
  [
    'patched to an instant after its import',
    SMALL + withImages('imported: 2024-06-13 08:00 UTC, patchedTo: §2024-06-14 08:00 UTC'),
    [
      'images[0].patchedTo  is after the image is imported; write "imported: …" with a later instant, or an earlier one here',
    ],
  ],
  [
    'there from the start, and patched to a later instant',
    SMALL + withImages('patchedTo: §2024-06-14 08:00 UTC'),
    [
      'images[0].patchedTo  is after the image is imported, at the start; write "imported: …" with a later instant, or an earlier one here',
    ],
  ],
  [
    'imported after the end',
    SMALL + withImages('imported: §2024-07-14 08:00 UTC'),
    ['images[0].imported  is after the end of the simulation; leave the image out'],
  ],
  [
    'with a patch level and a filter',
    SMALL + withImages('patchedTo: 2024-05-20 08:00 UTC, §updates: { kinds: [LCU] }'),
    ['images[0].updates  stands beside "patchedTo"; leave one of them out'],
  ],
  [
    'with a filter for what comes only later',
    SMALL + withImages('§updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC } }'),
    ['images[0].updates  selects nothing for "golden" that is released at its import; widen the filter'],
  ],
  [
    'at a site below the top',
    HIERARCHY + withImages('site: §P01'),
    ['images[0].site  "P01" is not a top-level site; images are held and serviced at "CAS"'],
  ],
  [
    'on distribution points that are not there',
    SMALL + withImages('distributionPoints: [§DP3]'),
    ['images[0].distributionPoints[0]  "DP3" is not a distribution point; did you mean "DP1"?'],
  ],
  [
    'on distribution points of another hierarchy',
    TWO_HIERARCHIES + withImages('site: CAS, distributionPoints: [§DP-P02]'),
    ['images[0].distributionPoints[0]  "DP-P02" is of another hierarchy than the site "CAS" of the image'],
  ],
  [
    'without bytes',
    SMALL + withImages('').replace('size: 6 GB', 'size: §0 GB'),
    ['images[0].size  has to be more than 0; write for example 6 GB'],
  ],
  [
    'that fails updates of another product',
    MORE_UPDATES +
      withImages('failingUpdates: [u1, §KB5000000]').replace(
        '\n  - {',
        '\n  - { name: other, product: Windows 10, size: 1 GB }\n  - {',
      ),
    [
      'images[1].failingUpdates[1]  "KB5000000" is in the catalogue, but not for Windows 11 (X64), which the image "golden" is; name updates of its product and architecture',
    ],
  ],
  [
    'that fails updates of another architecture',
    MORE_UPDATES + withImages('failingUpdates: [§u3]'),
    [
      'images[0].failingUpdates[0]  "u3" is in the catalogue, but not for Windows 11 (X64), which the image "golden" is; name updates of its product and architecture',
    ],
  ],
  [
    'with several indexes that is cleaned',
    SMALL + withImages('indexes: 2, servicing: { every: daily at 09:00 UTC, removeSuperseded: §true }'),
    [
      'images[0].servicing.removeSuperseded  is for images with one index only (optimised image servicing), and this one has 2; leave it out',
    ],
  ],
  [
    'larger than the room on its drive',
    smallWith('site:\n', "site:\n  drives: [{ name: 'C:', free: 5 GB }]\n") +
      withImages('servicing: { every: daily at 09:00 UTC }').replace('size: 6', 'size: §6'),
    [
      'images[0].size  is more than what is free on drive C: of "PS1", on which images are serviced (5 GB); write more "free" there, or choose another with "offlineServicingDrive"',
    ],
  ],
  [
    'of which a filter of servicing selects nothing',
    SMALL + withImages('servicing: { every: daily at 09:00 UTC, §updates: { kinds: [SSU] } }'),
    [
      'images[0].servicing.updates  selects no update of the catalogue that the image can take; widen the filter',
    ],
  ],
  [
    'serviced with what no synchronization brings before',
    SMALL +
      withImages(
        'servicing: { every: once 2024-06-11 19:00 UTC, §updates: { released: { from: 2024-06-01 00:00 UTC, to: 2024-07-01 00:00 UTC } } }',
      ),
    [
      'images[0].servicing.updates  finds nothing: no synchronization of "PS1" brings any of these updates by then; choose a later time or others',
    ],
  ],
];

const ACTS: readonly (readonly [what: string, text: string, mistakes: readonly string[]])[] = [
  [
    'without its name',
    `${act('do: cancelServicing').replace('- {', '- §{').replace('  - §{ name', '  - { name').replace('- { at', '- §{ at')}`,
    ['actions[0]  has to name an "image"'],
  ],
  [
    'that is not there',
    act('do: cancelServicing, image: §goldn'),
    ['actions[0].image  "goldn" is not an image; did you mean "golden"?'],
  ],
  [
    'before its import',
    `${SMALL}${withImages('imported: 2024-06-21 08:00 UTC')}actions: [{ at: 2024-06-20 08:00 UTC, do: updateDistributionPoints, image: §golden }]\n`,
    ['actions[0].image  "golden" is imported only 2024-06-21T08:00:00Z; name a later instant'],
  ],
  [
    'that chooses updates of another architecture',
    `${MORE_UPDATES}${withImages('')}actions: [{ at: 2024-06-20 08:00 UTC, do: scheduleServicing, image: golden, updates: [§KB5000003] }]\n`,
    [
      'actions[0].updates[0]  "KB5000003" is in the catalogue, but not for Windows 11 (X64), which the image "golden" is; name updates of its product and architecture',
    ],
  ],
  [
    'that chooses updates that are not there',
    act('do: scheduleServicing, image: golden, updates: [§KB5039213]'),
    ['actions[0].updates[0]  "KB5039213" is not an update of the catalogue; did you mean "KB5039212"?'],
  ],
  [
    'that chooses an update before the synchronization that brings it',
    act('do: scheduleServicing, image: golden, updates: [u1, §KB5039212]', '2024-06-11 20:00 UTC'),
    [
      'actions[0].updates[1]  "KB5039212" is not on the list then: it is offered 2024-06-11T17:00:00Z, and no synchronization of "PS1" starts between that and the wizard; name a later instant',
    ],
  ],
  [
    'that chooses what the site does not synchronize',
    `${smallWith('20:00 UTC }', '20:00 UTC, classifications: [Updates] }').replace(/deployments:\n[\s\S]*/, '')}${withImages('')}actions: [{ at: 2024-06-20 08:00 UTC, do: scheduleServicing, image: golden, updates: [§u2] }]\n`,
    ['actions[0].updates[0]  "u2" is never on the list: the filter of "PS1" leaves it out'],
  ],
  [
    'that cleans one with several indexes',
    `${SMALL}${withImages('indexes: 3')}actions: [{ at: 2024-06-20 08:00 UTC, do: scheduleServicing, image: golden, removeSuperseded: §true }]\n`,
    [
      'actions[0].removeSuperseded  is for images with one index only (optimised image servicing), and this one has 3; leave it out',
    ],
  ],
  [
    'with a key of another verb',
    act('do: cancelServicing, image: golden, §startAfter: 2 h'),
    ['actions[0].startAfter  means nothing for cancelServicing; leave it out'],
  ],
  [
    'that sends it to nowhere said',
    act('do: distributeImage, image: golden').replace('  - { at: 2024-06-20', '  - §{ at: 2024-06-20'),
    ['actions[0]  has to name the "distributionPoints" that get it'],
  ],
  [
    'that sends it to another hierarchy',
    `${TWO_HIERARCHIES}${withImages('site: CAS')}actions: [{ at: start + 1 d, do: distributeImage, image: golden, distributionPoints: [DP-P01, §DP-P02] }]\n`,
    ['actions[0].distributionPoints[1]  "DP-P02" is of another hierarchy than the site "CAS" of the image'],
  ],
  [
    'that chooses it for groups of another product',
    `${MORE_UPDATES.replace('product: Windows 11\n    kind: laptop', 'product: Windows 10\n    kind: laptop')}${withImages('')}actions: [{ at: 2024-06-20 08:00 UTC, do: chooseImage, groups: [offices, §branch], image: golden }]\n`,
    ['actions[0].groups[1]  "branch" runs Windows 10; the image "golden" is of Windows 11'],
  ],
  [
    'that chooses it for nobody',
    act('do: chooseImage, image: golden').replace('  - { at: 2024-06-20', '  - §{ at: 2024-06-20'),
    ['actions[0]  has to name the "groups" whose machines come from it'],
  ],
];

const RULE = `packages: [{ name: p, source: \\\\f\\p }]
rules:
  - name: r
    updates: { released: { within: 7 d } }
    run: weekly on Fri at 09:00 UTC
    package: p
    deployments: [{ name: d, deadlineAfter: 7 d }]
`;

const OTHERS: readonly (readonly [what: string, text: string, mistakes: readonly string[]])[] = [
  [
    'a group with an image that is not there',
    smallWith('    count: 50\n', '    count: 50\n    rebuild: 90 d\n    image: §goldn\n') + withImages(''),
    ['groups[1].image  "goldn" is not an image; did you mean "golden"?'],
  ],
  [
    'a group with an image of another product',
    `${MORE_UPDATES.replace('    count: 50\n', '    count: 50\n    rebuild: 90 d\n    image: §old\n')}images: [{ name: old, product: Windows 10, size: 4 GB }]\n`,
    ['groups[1].image  "old" is of Windows 10, and the group runs Windows 11; name an image of its product'],
  ],
  [
    'only such groups, which no package is then too far from',
    `${MORE_UPDATES.replace(/( {4}count: \d+\n)/g, '$1    image: §old\n')}${RULE}images: [{ name: old, product: Windows 10, size: 4 GB }]\n`,
    [0, 1].map(
      (group) =>
        `groups[${group}].image  "old" is of Windows 10, and the group runs Windows 11; name an image of its product`,
    ),
  ],
  [
    'a group that is rebuilt more often than it can be simulated',
    smallWith('    count: 50\n', '    count: §1000000\n    rebuild: 1 d\n'),
    [
      'groups[1].count  makes 22000100 clients in all, rebuilt machines each time anew; at most 16777216 can be simulated',
    ],
  ],
  [
    'two drives of one name',
    smallWith('site:\n', "site:\n  drives: [{ name: 'C:', free: 5 GB }, { name: §'C:', free: 7 GB }]\n"),
    ['site.drives[1].name  "C:" is the name of another drive already'],
  ],
  [
    'an installation on a drive that is not there',
    smallWith('site:\n', "site:\n  installedOn: §'D:'\n"),
    ['site.installedOn  "D:" is not one of the "drives"; did you mean "C:"?'],
  ],
  [
    'a drive with a small letter',
    smallWith('site:\n', "site:\n  offlineServicingDrive: §'c:'\n"),
    ['site.offlineServicingDrive  is not the name of a drive; write a capital letter, "C:"'],
  ],
  [
    'a drive without a colon',
    smallWith('site:\n', 'site:\n  offlineServicingDrive: §D\n'),
    ['site.offlineServicingDrive  is not the name of a drive; write for example "D:"'],
  ],
  [
    'drives below the top',
    HIERARCHY.replace('  - name: P01\n', "  - name: P01\n    §drives: [{ name: 'C:', free: 5 GB }]\n"),
    ['sites[1].drives  means nothing below the top: images are serviced at the top-level site; leave it out'],
  ],
];

describe('It is a mistake', () => {
  it.each(MISTAKES)('to have an image %s', (_, marked, messages) => {
    expect(mistakesOf(marked.replaceAll('§', ''))).toEqual(placed(marked, messages));
  });

  it.each(ACTS)('to act on an image %s', (_, marked, messages) => {
    expect(mistakesOf(marked.replaceAll('§', ''))).toEqual(placed(marked, messages));
  });

  it.each(OTHERS)('to have %s', (_, marked, messages) => {
    expect(mistakesOf(marked.replaceAll('§', ''))).toEqual(placed(marked, messages));
  });
});
