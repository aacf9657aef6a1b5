import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/issue.ts';
import { loadText, placed } from './loading.ts';
import { REMOTEAPP, remoteAppWith } from './remoteapp-texts.ts';

/** Where the last update of the collection names its image; what is wrong when that is made before the release. */
const LAST_IMAGE = [/templateImage: RDSH June \}\n$/, 'templateImage: §RDSH June }\n'] as const;
const LEFT_BEHIND =
  'actions[1].templateImage  warning: "RDSH June" is the last image of the collection, which stays without the updates for "Windows Server 2019" that are released after it is made (1 in this run); make a further one, and update the collection with it';

/** What is unusual, with § where it is shown. */
const UNUSUAL: readonly (readonly [what: string, text: string, warnings: readonly string[]])[] = [
  ['nothing in what is usual', REMOTEAPP, []],
  [
    'users beyond the default of a plan',
    remoteAppWith('plan: basic', 'plan: basic\n    users: §401'),
    [
      'remoteAppCollections[0].users  warning: is more than the 400 that a collection of the plan "basic" takes by default; the limit has to be raised by support (RemoteApp limits)',
    ],
  ],
  [
    'a grace that the service does not have',
    REMOTEAPP.replace(/\}\n$/, ', grace: §2 h }\n'),
    [
      'actions[1].grace  warning: is not one that the service has: it gives 60 min, or signs users out at once (update of a collection)',
    ],
  ],
  [
    'fewer addresses than session hosts',
    remoteAppWith(
      'kind: cloud\n    plan: basic',
      'kind: hybrid\n    addresses: §40\n    plan: basic\n    users: §700',
    ),
    [
      'remoteAppCollections[0].addresses  warning: are fewer than the 44 session hosts that 700 users need; write at least 88 (RemoteApp limits, subnet sizing)',
      'remoteAppCollections[0].users  warning: is more than the 400 that a collection of the plan "basic" takes by default; the limit has to be raised by support (RemoteApp limits)',
    ],
  ],
  [
    'fewer addresses than an update builds session hosts',
    remoteAppWith('kind: cloud', 'kind: hybrid\n    addresses: §49'),
    [
      'remoteAppCollections[0].addresses  warning: are fewer than the double of the 25 session hosts that 400 users need: an update at full use, which builds new hosts beside the old ones, fails; write at least 50 (RemoteApp limits, subnet sizing)',
    ],
  ],
  ['no address less than that', remoteAppWith('kind: cloud', 'kind: hybrid\n    addresses: 50'), []],
  [
    'days that end before they begin',
    remoteAppWith(
      'plan: basic',
      'plan: basic\n    work: { from: 12:00, to: 13:00, §jitter: { uniform: { min: 0 min, max: 67 min } } }',
    ),
    [
      'remoteAppCollections[0].work.jitter  warning: is spread over more than the 1 h from "from" to "to": days end before they begin',
    ],
  ],
  [
    'no short day that hardly ever does',
    remoteAppWith(
      'plan: basic',
      'plan: basic\n    work: { from: 12:00, to: 13:00, jitter: { uniform: { min: 0 min, max: 66 min } } }',
    ),
    [],
  ],
  [
    'more images than a subscription has',
    remoteAppWith('templateImages:\n', `§templateImages:\n  ${images(23)}`),
    [
      'templateImages  warning: are 26; a subscription has 25 template images unless support raises the limit (RemoteApp limits)',
    ],
  ],
  ['as many images as it has', remoteAppWith('templateImages:\n', `templateImages:\n  ${images(22)}`), []],
  [
    'more collections than a subscription has',
    remoteAppWith('remoteAppCollections:\n', `§remoteAppCollections:\n  ${collections(3)}`),
    [
      'remoteAppCollections  warning: are 4; a subscription has 3 RemoteApp collections unless support raises the limit (RemoteApp limits)',
    ],
  ],
  [
    'as many collections as it has',
    remoteAppWith('remoteAppCollections:\n', `remoteAppCollections:\n  ${collections(2)}`),
    [],
  ],
  [
    'a custom image that nobody services',
    remoteAppWith('templateImage: RDSH May', 'templateImage: §RDSH May')
      .replace(/ {2}- \{ at: 2024-06-13.*\n$/, '')
      .replace('- { at: 2024-06-12 08:00 UTC, do: make', '- §{ at: 2024-06-12 08:00 UTC, do: make'),
    [
      'remoteAppCollections[0].templateImage  warning: "RDSH May" is a custom image, which you have to service, and the collection is never updated while updates for "Windows Server 2019" are released (1 in this run); write makeTemplateImage and updateCollection',
      'actions[0]  warning: makes "RDSH June", with which no RemoteApp collection is updated',
    ],
  ],
  [
    'an image of the provider, which services it',
    remoteAppWith('templateImage: RDSH May', 'templateImage: Office')
      .replace(/actions:[\s\S]*/, '')
      .replace('  - { name: RDSH June, from: RDSH May }\n', ''),
    [],
  ],
  [
    'an image that is never made',
    remoteAppWith('  - { name: Office', '  - §{ name: RDSH July, from: RDSH June }\n  - { name: Office'),
    ['templateImages[2]  warning: is never made in this run; write "do: makeTemplateImage" for it'],
  ],
  [
    'an image that waits for its source',
    remoteAppWith(
      'actions:\n',
      'actions:\n  - §{ at: 2024-06-12 07:00 UTC, do: makeTemplateImage, templateImage: RDSH July }\n',
    )
      .replace('  - { name: Office', '  - { name: RDSH July, from: RDSH June }\n  - { name: Office')
      .replace(/RDSH June \}\n$/, 'RDSH July }\n'),
    [
      'actions[0]  warning: needs "RDSH June", which is made only from 2024-06-12T08:00:00Z on; it waits until then',
      'actions[0]  warning: finds no update that "RDSH June" lacks: "RDSH July" is the same image under another name',
    ],
  ],
  [
    'a chosen update that is not there yet',
    remoteAppWith('- { at: 2024-06-12 08:00 UTC', '- §§{ at: 2024-06-11 08:00 UTC')
      .replace('RDSH June }\n  - { at', 'RDSH June, updates: [KB5039217] }\n  - { at')
      .replace(...LAST_IMAGE),
    [
      'actions[0]  warning: chooses KB5039217, which is released only 2024-06-11T17:00:00Z: it cannot be applied before',
      'actions[0]  warning: finds no update that "RDSH May" lacks: "RDSH June" is the same image under another name',
      LEFT_BEHIND,
    ],
  ],
  [
    'a chosen update that has expired',
    remoteAppWith('- { at: 2024-06-12 08:00 UTC', '- §{ at: 2024-06-12 08:00 UTC')
      .replace('20:00 UTC }\n', '20:00 UTC }\n  supersedence: { expireAfter: 0 months }\n')
      .replace('kb: KB5039217\n', 'kb: KB5039217\n      supersedes: [s1]\n')
      .replace('RDSH June }\n  - { at', 'RDSH June, updates: [KB5037765, KB5039217] }\n  - { at')
      .replace(
        'size: 620 MB',
        'size: 620 MB\n    - { id: s3, kb: KB5039999, product: Windows Server 2019, kind: other, classification: Updates, released: 2024-05-14T17:00:00Z, size: 1 MB }',
      ),
    [
      'actions[0]  warning: chooses KB5037765, which has expired 2024-06-11T17:00:00Z: it is not applied any more',
    ],
  ],
  [
    'no update that is simply not there yet, beside one that is new',
    remoteAppWith('at: 2024-06-12 08:00 UTC', 'at: 2024-06-11 08:00 UTC')
      .replace('RDSH May, product', 'RDSH May, patchedTo: §2024-05-14 16:59 UTC, product')
      .replace(...LAST_IMAGE),
    [
      'templateImages[0].patchedTo  warning: is before every update that the catalogue has for it: it lacks all of them',
      LEFT_BEHIND,
    ],
  ],
  [
    'an image made before anything new is released',
    remoteAppWith('- { at: 2024-06-12 08:00 UTC', '- §{ at: 2024-06-11 08:00 UTC').replace(...LAST_IMAGE),
    [
      'actions[0]  warning: finds no update that "RDSH May" lacks: "RDSH June" is the same image under another name',
      LEFT_BEHIND,
    ],
  ],
  [
    'no such image made from one of the provider, who services it',
    remoteAppWith('at: 2024-06-12 08:00 UTC', 'at: 2024-06-11 08:00 UTC')
      .replace('from: RDSH May', 'from: Office')
      .replace(...LAST_IMAGE),
    [LEFT_BEHIND],
  ],
  [
    'an update with the image that a collection has',
    REMOTEAPP.replace(
      /$/,
      '  - { at: 2024-06-14 12:00 UTC, do: updateCollection, remoteAppCollection: Accounting, templateImage: §RDSH June }\n',
    ),
    [
      'actions[2].templateImage  warning: "RDSH June" is the image that the collection has then: its hosts are built anew from the same',
    ],
  ],
  [
    'no such update where the one before may have failed for want of addresses',
    remoteAppWith('kind: cloud', 'kind: hybrid\n    addresses: §49').replace(
      /$/,
      '  - { at: 2024-06-14 12:00 UTC, do: updateCollection, remoteAppCollection: Accounting, templateImage: RDSH June }\n',
    ),
    [
      'remoteAppCollections[0].addresses  warning: are fewer than the double of the 25 session hosts that 400 users need: an update at full use, which builds new hosts beside the old ones, fails; write at least 50 (RemoteApp limits, subnet sizing)',
    ],
  ],
  [
    'an image of less than a server needs, and one patched in another century',
    remoteAppWith('RDSH May, product', 'RDSH May, patchedTo: §1924-05-14 16:59 UTC, size: §999 MB, product'),
    [
      'templateImages[0].patchedTo  warning: is more than 15 years before the start; is the year right?',
      'templateImages[0].size  warning: is less than 1 GB, into which no operating system fits; is the unit right?',
    ],
  ],
  [
    'names that differ only in capitals',
    remoteAppWith(
      '  - { name: Office',
      '  - { name: §rdsh may, product: Windows Server 2019 }\n  - { name: Office',
    ),
    [
      'templateImages[2].name  warning: "rdsh may" differs only in capitals from "RDSH May", the name of another template image (line 70)',
    ],
  ],
  [
    'an update with an image of another product',
    remoteAppWith('platform, product: Windows Server 2019', 'platform, product: Windows 11').replace(
      /$/,
      '  - { at: 2024-06-14 12:00 UTC, do: updateCollection, remoteAppCollection: Accounting, templateImage: §Office }\n',
    ),
    [
      'actions[2].templateImage  warning: "Office" is of another product than the collection has then: "Windows 11" instead of "Windows Server 2019"',
    ],
  ],
  [
    'updates that come out after the last image of a collection is made',
    remoteAppWith(
      'locations:',
      `    - id: s3
      kb: KB5039999
      product: Windows Server 2019
      kind: LCU
      classification: Security Updates
      released: 2024-06-20T17:00:00Z
      size: 620 MB
locations:`,
    ).replace(...LAST_IMAGE),
    [LEFT_BEHIND],
  ],
  [
    'an image made from a made one, to which nothing new is applied',
    remoteAppWith('  - { name: Office', '  - { name: RDSH July, from: RDSH June }\n  - { name: Office')
      .replace(
        '  - { at: 2024-06-13',
        '  - §{ at: 2024-06-12 20:00 UTC, do: makeTemplateImage, templateImage: RDSH July }\n  - { at: 2024-06-13',
      )
      .replace(/RDSH June \}\n$/, 'RDSH July }\n'),
    [
      'actions[1]  warning: finds no update that "RDSH June" lacks: "RDSH July" is the same image under another name',
    ],
  ],
  [
    'an update that waits for its image',
    remoteAppWith('at: 2024-06-12 08:00 UTC', 'at: 2024-06-14 08:00 UTC').replace(
      /RDSH June \}\n$/,
      '§RDSH June }\n',
    ),
    [
      'actions[1].templateImage  warning: "RDSH June" is made only from 2024-06-14T08:00:00Z on; the update waits until it is ready',
    ],
  ],
];

function images(count: number): string {
  const items = Array.from({ length: count }, (_, at) => `- { name: i${at}, product: Windows 11 }\n`);
  return items.join('  ');
}

function collections(count: number): string {
  const keys = 'kind: cloud, plan: basic, timeZone: UTC, templateImage: Office';
  return Array.from({ length: count }, (_, at) => `- { name: c${at}, ${keys} }\n`).join('  ');
}

describe('A warning about RemoteApp', () => {
  it.each(UNUSUAL)('is shown for %s', (_, marked, messages) => {
    const { issues, scenario } = loadText(marked.replaceAll('§', ''));
    expect(scenario).not.toBe(null);
    expect(issues.map(formatIssue)).toEqual(placed(marked, messages));
  });
});
