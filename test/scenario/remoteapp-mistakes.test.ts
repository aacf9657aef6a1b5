import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/issue.ts';
import { loadText, placed } from './loading.ts';
import { REMOTEAPP, remoteAppWith } from './remoteapp-texts.ts';

/** What is written, with § where mistakes are shown. */
const MISTAKES: readonly (readonly [what: string, text: string, mistakes: readonly string[]])[] = [
  [
    'an act on a RemoteApp collection under a shorter name',
    remoteAppWith(
      '  - { at: 2024-06-13 12:00 UTC, do: updateCollection, remoteAppCollection',
      '  - §{ at: 2024-06-13 12:00 UTC, do: updateCollection, §collection',
    ),
    [
      'actions[1]  has to name a "remoteAppCollection"',
      'actions[1].collection  means nothing for updateCollection; did you mean "remoteAppCollection"?',
    ],
  ],
  [
    'an image without a product and without a source',
    remoteAppWith('- { name: RDSH May, product: Windows Server 2019', '- §{ name: RDSH May'),
    ['templateImages[0]  lacks "product"; write it, or "from" for an image that is made during the run'],
  ],
  [
    'an image of a product that is not there',
    remoteAppWith(
      'product: Windows Server 2019 }\n  - { name: RDSH June',
      'product: §Windows Server 2018 }\n  - { name: RDSH June',
    ),
    [
      'templateImages[0].product  "Windows Server 2018" is not a product of the catalogue; did you mean "Windows Server 2019"?',
    ],
  ],
  [
    'a source that is not there',
    remoteAppWith('from: RDSH May', 'from: §RDSH Mai'),
    ['templateImages[1].from  "RDSH Mai" is not a template image; did you mean "RDSH May"?'],
  ],
  [
    'images that are made from each other',
    remoteAppWith('{ name: RDSH May, product', '{ name: RDSH May, from: §RDSH June, product'),
    [
      'templateImages[0].from  goes round in a circle: RDSH May ← RDSH June ← RDSH May; one of them has to be there from the start',
    ],
  ],
  [
    'an image of the provider that is made from another one',
    remoteAppWith('{ name: RDSH June, from: RDSH May', '{ name: RDSH June, kind: platform, from: §RDSH May'),
    [
      'templateImages[1].from  is of a custom image: platform images are made by the provider; leave it out, or "kind: platform"',
    ],
  ],
  [
    'a way of its own for an image of the provider',
    remoteAppWith('kind: platform', 'kind: platform, transfer: §upload, site: §PS1'),
    [
      'templateImages[2].transfer  means nothing for a platform image; leave it out',
      'templateImages[2].site  means nothing for a platform image; leave it out',
    ],
  ],
  [
    'a site for an image that is imported',
    remoteAppWith('RDSH May, product', 'RDSH May, transfer: import, site: §PS1, product'),
    ['templateImages[0].site  means nothing for an image that is imported; leave it out'],
  ],
  [
    'a site that is not there',
    remoteAppWith('RDSH May, product', 'RDSH May, site: §PS9, product'),
    ['templateImages[0].site  "PS9" is not a site; did you mean "PS1"?'],
  ],
  [
    'another product than that of the source',
    remoteAppWith('from: RDSH May', 'from: RDSH May, product: §Windows 11'),
    [
      'templateImages[1].product  is not that of "RDSH May", from which it is made, "Windows Server 2019"; leave it out',
    ],
  ],
  [
    'a patch level at the start of an image that is made later',
    remoteAppWith('from: RDSH May', 'from: RDSH May, patchedTo: §2024-06-01 00:00 UTC'),
    [
      'templateImages[1].patchedTo  is of an image that is there at the start; leave it out, and name "updates" where makeTemplateImage makes this one',
    ],
  ],
  [
    'a patch level after the start',
    remoteAppWith('RDSH May, product', 'RDSH May, patchedTo: §start + 1 d, product'),
    [
      'templateImages[0].patchedTo  is after the start; what is patched later is an image of its own, with "from" and made by makeTemplateImage',
    ],
  ],
  [
    'an image larger than the service takes',
    remoteAppWith('RDSH May, product', 'RDSH May, size: §128 GB, product'),
    ['templateImages[0].size  is more than 127 GB, the most that the service takes'],
  ],
  [
    'an image that is no whole number of MB',
    remoteAppWith('RDSH May, product', 'RDSH May, size: §40000500 kB, product'),
    ['templateImages[0].size  is not a whole number of MB, as the service wants it; write for example 40 GB'],
  ],
  [
    'two images of one name',
    remoteAppWith('name: Office', 'name: §RDSH May'),
    ['templateImages[2].name  "RDSH May" is the name of another template image already (line 70)'],
  ],
  [
    'a collection beyond what its plan takes at most',
    remoteAppWith('plan: basic', 'plan: standard\n    users: §501'),
    [
      'remoteAppCollections[0].users  is more than the 500 that a collection of the plan "standard" takes at most; divide them into several collections',
    ],
  ],
  [
    'a plan that is not there',
    remoteAppWith('plan: basic', 'plan: §gold'),
    ['remoteAppCollections[0].plan  "gold" is none of basic, standard, premium, premiumPlus'],
  ],
  [
    'addresses of a cloud collection',
    remoteAppWith('kind: cloud', 'kind: cloud\n    addresses: §100'),
    [
      'remoteAppCollections[0].addresses  are of a subnet, which only a hybrid collection has; leave it out, or write "kind: hybrid"',
    ],
  ],
  [
    'a subnet that is too small for the service',
    remoteAppWith('kind: cloud', 'kind: hybrid\n    addresses: §29'),
    [
      'remoteAppCollections[0].addresses  is less than a /27 subnet, the smallest that the service takes; write at least 30',
    ],
  ],
  [
    'a collection without a clock',
    remoteAppWith('- name: Accounting', '- §name: Accounting').replace(
      'location: Paris\n    template',
      'template',
    ),
    ['remoteAppCollections[0]  has no time zone; write for example "timeZone: Europe/Paris"'],
  ],
  [
    'a location that is not there',
    remoteAppWith('location: Paris\n    template', 'location: §Pariss\n    template'),
    ['remoteAppCollections[0].location  "Pariss" is not a location; did you mean "Paris"?'],
  ],
  [
    'a collection that begins with an image that is not made yet',
    remoteAppWith('templateImage: RDSH May', 'templateImage: §RDSH June'),
    [
      'remoteAppCollections[0].templateImage  "RDSH June" is made during the run; begin with one that is there, such as "RDSH May", and write "do: updateCollection"',
    ],
  ],
  [
    'a collection on an image that is not there',
    remoteAppWith('templateImage: RDSH May', 'templateImage: §Ofice'),
    ['remoteAppCollections[0].templateImage  "Ofice" is not a template image; did you mean "Office"?'],
  ],
  [
    'a day that ends when it begins',
    remoteAppWith('plan: basic', 'plan: basic\n    work: { from: 08:00, to: §08:00 }'),
    [
      'remoteAppCollections[0].work.to  is the same as "from"; for a whole day write "from: 00:00" and "to: 24:00"',
    ],
  ],
  [
    'more than all users at the end of their day',
    remoteAppWith('plan: basic', 'plan: basic\n    work: { signOut: 80 %, disconnect: §30 % }'),
    [
      'remoteAppCollections[0].work.disconnect  is more than 100 % together with "signOut"; the shares are of all users at the end of their day',
    ],
  ],
  [
    'pauses that never last',
    remoteAppWith('plan: basic', 'plan: basic\n    work: { idleFor: §1 s }'),
    [
      'remoteAppCollections[0].work.idleFor  is less than 1 min on average; write for example { exponential: { mean: 30 min } }',
    ],
  ],
  [
    'a grace of nothing',
    REMOTEAPP.replace(/\}\n$/, ', grace: §0 min }\n'),
    ['actions[1].grace  is no grace; write "policy: signOutAtOnce" instead of it'],
  ],
  [
    'a grace for those who are signed out at once',
    REMOTEAPP.replace(/\}\n$/, ', policy: signOutAtOnce, grace: §60 min }\n'),
    ['actions[1].grace  is none when users are signed out at once; leave it out, or write "policy: grace"'],
  ],
  [
    'a policy that the service does not have',
    REMOTEAPP.replace(/\}\n$/, ', policy: §wait }\n'),
    ['actions[1].policy  "wait" is none of grace, signOutAtOnce'],
  ],
  [
    'an update of a collection that is not there',
    remoteAppWith('remoteAppCollection: Accounting', 'remoteAppCollection: §Acounting'),
    ['actions[1].remoteAppCollection  "Acounting" is not a RemoteApp collection; did you mean "Accounting"?'],
  ],
  [
    'an update of a collection that is not named, with an image that is not',
    REMOTEAPP.replace(/ {2}- (\{ at: 2024-06-13.*)remoteApp.*$/m, '  - §$1}').replace(', }', ' }'),
    ['actions[1]  has to name a "templateImage"', 'actions[1]  has to name a "remoteAppCollection"'],
  ],
  [
    'an update with an image that is never made',
    remoteAppWith(
      '  - { at: 2024-06-12 08:00 UTC, do: makeTemplateImage, templateImage: RDSH June }\n',
      '',
    ).replace(/RDSH June \}\n$/, '§RDSH June }\n'),
    ['actions[0].templateImage  "RDSH June" is never made; write "do: makeTemplateImage" for it'],
  ],
  [
    'an image that is made from one that is never made',
    remoteAppWith(
      'RDSH June, from: RDSH May }',
      'RDSH June, from: RDSH May }\n  - { name: RDSH July, from: RDSH June }',
    )
      .replace('makeTemplateImage, templateImage: RDSH June', 'makeTemplateImage, templateImage: §RDSH July')
      .replace(/RDSH June \}\n$/, 'RDSH July }\n'),
    [
      'actions[0].templateImage  is made from "RDSH June", which is never made; write "do: makeTemplateImage" for it',
    ],
  ],
  [
    'an image that is made twice',
    remoteAppWith(
      'actions:\n',
      'actions:\n  - { at: 2024-06-12 09:00 UTC, do: makeTemplateImage, templateImage: §RDSH June }\n',
    ),
    [
      'actions[0].templateImage  "RDSH June" is made already; save it under another name: one more item of "templateImages"',
    ],
  ],
  [
    'an image that is made again and again',
    remoteAppWith(
      'at: 2024-06-12 08:00 UTC, do: makeTemplateImage, templateImage: ',
      'every: weekly on Wed at 08:00 UTC, do: makeTemplateImage, templateImage: §',
    ),
    [
      'actions[0].templateImage  "RDSH June" is made already; save it under another name: one more item of "templateImages"',
    ],
  ],
  [
    'making what is there from the start',
    remoteAppWith(
      'makeTemplateImage, templateImage: RDSH June',
      'makeTemplateImage, templateImage: §RDSH May',
    ).replace(/RDSH June \}\n$/, 'Office }\n'),
    [
      'actions[0].templateImage  "RDSH May" is there from the start; name an image that says with "from" what it is made of',
    ],
  ],
  [
    'making an image of the provider',
    remoteAppWith(
      'makeTemplateImage, templateImage: RDSH June',
      'makeTemplateImage, templateImage: §Office',
    ).replace(/RDSH June \}\n$/, 'Office }\n'),
    ['actions[0].templateImage  "Office" is a platform image, which the provider makes; name a custom one'],
  ],
  [
    'an update of another product in an image',
    remoteAppWith(
      'templateImage: RDSH June }\n  - { at',
      'templateImage: RDSH June, updates: [KB5039217, §KB5039212] }\n  - { at',
    ),
    [
      'actions[0].updates[1]  "KB5039212" is in the catalogue, but not for Windows Server 2019, which the template image "RDSH June" is; name updates of its product',
    ],
  ],
  [
    'an update in an image that is not there',
    remoteAppWith(
      'templateImage: RDSH June }\n  - { at',
      'templateImage: RDSH June, updates: [§KB5039218] }\n  - { at',
    ),
    ['actions[0].updates[0]  "KB5039218" is not an update of the catalogue; did you mean "KB5039217"?'],
  ],
  [
    'a key of another verb',
    remoteAppWith(
      'templateImage: RDSH June }\n  - { at',
      'templateImage: RDSH June, §grace: 60 min }\n  - { at',
    ),
    ['actions[0].grace  means nothing for makeTemplateImage; leave it out'],
  ],
];

describe('A mistake about RemoteApp', () => {
  it.each(MISTAKES)('is reported where it can be mended: %s', (_, marked, messages) => {
    const { issues, scenario } = loadText(marked.replaceAll('§', ''));
    expect(scenario).toBe(null);
    const errors = issues.filter(({ severity }) => severity === 'error');
    expect(errors.map(formatIssue)).toEqual(placed(marked, messages));
  });
});
