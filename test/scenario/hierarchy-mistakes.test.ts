import { describe, expect, it } from 'vitest';
import { HIERARCHY, hierarchyWith, mistakesOf, placed, SMALL, smallWith } from './loading.ts';

const S01 = `    parent: P01
    location: Tokyo
    softwareUpdatePoints: [{ name: SUP-S01, location: Tokyo }]
    distributionPoints: [{ name: DP-S01, location: Tokyo }]
`;
const P02 = `  - name: P02
    parent: CAS
    softwareUpdatePoints: [{ name: SUP-P02, location: Paris }]
`;

/** Instead of which text what is written, with § where the messages are shown. */
const MISTAKES: readonly (readonly [what: string, text: string, instead: string, ...messages: string[]])[] = [
  [
    'a parent that is not there',
    'parent: P01',
    'parent: §P1',
    'sites[0].parent  "P1" is not a site; did you mean "P01"?',
  ],
  [
    'a circle of sites',
    `${S01}  - name: P01
    parent: CAS`,
    `${S01.replace('parent: ', 'parent: §')}  - name: P01
    parent: S01`,
    'sites[0].parent  goes round in a circle: S01 → P01 → S01; leave out that of the site at the top',
  ],
  [
    'a site that is its own parent',
    P02,
    P02.replace('parent: CAS', 'parent: §P02'),
    'sites[2].parent  goes round in a circle: P02 → P02; leave out that of the site at the top',
  ],
  [
    'a secondary site without a parent',
    '  - name: S01\n    type: secondary\n    parent: P01\n',
    '  - §name: S01\n    type: secondary\n',
    'sites[0]  is a secondary site without a parent; write "parent: …" with its primary site',
  ],
  [
    'a secondary site whose parent cannot be read, and only that',
    'type: secondary\n    parent: P01\n',
    'type: secondary\n    parent: §12\n',
    'sites[0].parent  has to be a text; put it in quotes if it looks like a number',
  ],
  [
    'a site whose type cannot be read, and only that',
    'type: secondary\n    parent: P01\n',
    'type: §secundary\n    parent: P01\n',
    'sites[0].type  "secundary" is none of centralAdministration, primary, secondary',
  ],
  [
    'a secondary site below the central one',
    'parent: P01',
    'parent: §CAS',
    'sites[0].parent  "CAS" is not a primary site; a secondary site is the child of one',
  ],
  [
    'a central administration site below another site',
    'type: centralAdministration\n    synchronization: { schedule: daily at 20:00 UTC }\n',
    'type: centralAdministration\n    parent: §TOP\n',
    'sites[3].parent  "TOP" is not a site; known: "S01", "P01", "P02", "CAS"',
    'sites[3].parent  is above a central administration site, which is at the top; leave it out',
  ],
  [
    'a primary site below another one',
    P02,
    P02.replace('parent: CAS', 'parent: §P01'),
    'sites[2].parent  "P01" is not a central administration site, the only parent of a primary site; write "type: secondary", or leave the parent out',
  ],
  [
    'clients of a central administration site',
    'site: P01',
    'site: §CAS',
    'groups[0].site  "CAS" is a central administration site, to which no client is assigned; name a primary or secondary site',
  ],
  [
    'clients of no site',
    '  - name: offices\n    site: P01',
    '  - §name: offices',
    'groups[0]  lacks "site", and there are several; write one of "P01", "S01", "P02"',
  ],
  [
    'clients of a site that is not there',
    'site: P01',
    'site: §P03',
    'groups[0].site  "P03" is not a site; did you mean "P01"?',
  ],
  [
    'two software update points at a secondary site',
    '[{ name: SUP-S01, location: Tokyo }]',
    '[{ name: SUP-S01, location: Tokyo }, §{ name: SUP-S02, location: Tokyo }]',
    'sites[0].softwareUpdatePoints[1]  is a second software update point; a secondary site has at most one, this one has 2',
  ],
  [
    'two management points at a secondary site',
    '    distributionPoints: [{ name: DP-S01, location: Tokyo }]',
    '    managementPoints: [{ name: M1, location: Tokyo }, §{ name: M2, location: Tokyo }]\n    distributionPoints: [{ name: DP-S01, location: Tokyo }]',
    'sites[0].managementPoints[1]  is a second management point; a secondary site has at most one, this one has 2',
  ],
  [
    'a management point of a secondary site that is elsewhere',
    '    distributionPoints: [{ name: DP-S01, location: Tokyo }]',
    '    managementPoints: [{ name: M1, location: §Paris }]\n    distributionPoints: [{ name: DP-S01, location: Tokyo }]',
    'sites[0].managementPoints[0].location  is not that of the site server ("Tokyo"), on which a secondary site has its management point',
  ],
  [
    'what only the top-level site configures, below it',
    P02,
    `${P02}    synchronization:
      §schedule: daily at 04:00 UTC
      §source: { wsus: other, delay: 1 d }
      §classifications: [Security Updates]
      §products: [Windows 11]
      §fullEvery: 14 d
      §databaseFixed: 1 s
    §supersedence: { expireAfter: 1 months }
    §internet: 10 Mbit/s
`,
    ...['schedule', 'source', 'classifications', 'products', 'fullEvery', 'databaseFixed'].map(
      (key) =>
        `sites[2].synchronization.${key}  is configured at the top-level site only (seed 002, synchronization); leave it out`,
    ),
    'sites[2].supersedence  is configured at the top-level site only (seed 002, synchronization); leave it out',
    'sites[2].internet  means nothing below the top: the top-level site downloads the files; leave it out',
  ],
  [
    'replication at the top, and states stored there',
    'type: centralAdministration\n',
    'type: centralAdministration\n    §replication: { global: 1 min }\n    §stateSystem: { loaderThreads: 8 }\n',
    'sites[3].replication  means nothing at the top: there is no parent to replicate with; leave it out',
    'sites[3].stateSystem  means nothing here: only primary sites store state messages of clients; leave it out',
  ],
  [
    'states stored and shown at a secondary site',
    'type: secondary\n',
    'type: secondary\n    §stateSystem: { loaderThreads: 8 }\n    §summarization: { interval: 2 h }\n',
    'sites[0].stateSystem  means nothing here: only primary sites store state messages of clients; leave it out',
    'sites[0].summarization  means nothing here: a secondary site has no console; leave it out',
  ],
  [
    'servers for clients at a central administration site',
    'type: centralAdministration\n',
    'type: centralAdministration\n    §managementPoints: [{ name: M1, location: Paris }]\n    §distributionPoints: [{ name: D1, location: Paris }]\n',
    'sites[3].managementPoints  are for clients, and a central administration site has none; leave them out',
    'sites[3].distributionPoints  are for clients, and a central administration site has none; leave them out',
  ],
  [
    'a top-level site without a software update point',
    P02,
    '  - §name: P02\n',
    'sites[2]  is a top-level site without a software update point; write "softwareUpdatePoints: …"',
  ],
  [
    'a primary site without a management point',
    `  - name: P02
    parent: CAS
    softwareUpdatePoints: [{ name: SUP-P02, location: Paris }]
    managementPoints: [{ name: MP-P02, location: Paris }]
`,
    `  - §name: P02
    parent: CAS
    softwareUpdatePoints: [{ name: SUP-P02, location: Paris }]
`,
    'sites[2]  is a primary site without a management point; write "managementPoints: …"',
  ],
  [
    'a software update point below a site that has none',
    '    softwareUpdatePoints:\n      - { name: SUP1, location: Paris }\n      - { name: SUP2, location: Paris }\n',
    '',
    'sites[0].softwareUpdatePoints  have nothing to synchronize with: the parent "P01" has no software update point',
  ],
  [
    'two sites of one name',
    P02,
    P02.replace('P02', '§P01'),
    'sites[2].name  "P01" is the name of another site already (line 35)',
  ],
  [
    'two servers of one name at different sites',
    'name: SUP-P02',
    'name: §SUP1',
    'sites[2].softwareUpdatePoints[0].name  "SUP1" is the name of another software update point already (line 38)',
  ],
  [
    'two servers of one name in different roles of different sites',
    'name: DP-P02',
    'name: §SUP1',
    'sites[2].distributionPoints[0].name  "SUP1" is the name of another server already (softwareUpdatePoints)',
  ],
  [
    'a server called like the state system of another site',
    'name: DP-P02',
    'name: §P01 state system',
    'sites[2].distributionPoints[0].name  "P01 state system" is what results call something else; choose another name',
  ],
  [
    'a shared database at two sites',
    `- { name: SUP1, location: Paris }
      - { name: SUP2, location: Paris }
    managementPoints: [{ name: MP-P01, location: Paris }]
    distributionPoints: [{ name: DP-P01, location: Paris }]
${P02}`,
    `- { name: SUP1, location: Paris, database: DB }
      - { name: SUP2, location: Paris }
    managementPoints: [{ name: MP-P01, location: Paris }]
    distributionPoints: [{ name: DP-P01, location: Paris }]
${P02.replace('Paris }', 'Paris, database: §DB }')}`,
    'sites[2].softwareUpdatePoints[0].database  "DB" is the database of "SUP1", of another site; only servers of one site share a database',
  ],
  [
    'a database of five servers',
    `- { name: SUP1, location: Paris }
      - { name: SUP2, location: Paris }
`,
    [1, 2, 3, 4, '5']
      .map((n) => `- { name: SUP${n}, location: Paris, database: ${n === '5' ? '§' : ''}DB }\n      `)
      .join('')
      .trimEnd()
      .concat('\n'),
    'sites[1].softwareUpdatePoints[4].database  "DB" is the database of 4 servers already; Microsoft supports no more than that',
  ],
  [
    'a filter that names what is not there',
    'schedule: daily at 20:00 UTC',
    'schedule: daily at 20:00 UTC, classifications: [§Security], products: [§Windows 12]',
    'sites[3].synchronization.classifications[0]  "Security" is not a classification; did you mean "Security Updates"?',
    'sites[3].synchronization.products[0]  "Windows 12" is not a product of the catalogue; did you mean "Windows 11"?',
  ],
  [
    'rules of supersedence that differ between hierarchies',
    P02,
    `${P02.replace('    parent: CAS\n', '')}    §supersedence: { expireAfter: 1 months }\n`,
    'sites[2].supersedence  is not that of "CAS"; all hierarchies of a scenario have one rule',
  ],
];

const SITE_OF_SMALL = /site:\n[\s\S]*?(?=groups:)/.exec(SMALL)![0];
const SITES_OF_HIERARCHY = /sites:\n[\s\S]*?(?=groups:)/.exec(HIERARCHY)![0];

describe('A mistake in a hierarchy', () => {
  it.each(MISTAKES)('such as %s is shown at its place', (_, text, instead, ...messages) => {
    const marked = hierarchyWith(text, instead);
    const found = mistakesOf(marked.replaceAll('§', '')).filter((line) => !line.includes('  warning: '));
    if (marked.includes('§')) expect(found).toEqual(placed(marked, messages));
    else expect(found.map((line) => line.slice(line.indexOf('  ') + 2))).toEqual(messages);
  });

  it('is to have neither a site nor sites, or both', () => {
    const neither = smallWith('site:', 'sitte:').replace(/sitte:[\s\S]*?groups:/, 'groups:');
    expect(mistakesOf(neither)).toEqual([
      's.yaml:1:1  lacks "site"; write "site: …" for a stand-alone primary site, or "sites: …"',
    ]);
    const both = HIERARCHY.replace('sites:', 'site: { name: PS1 }\n§sites:');
    const [message] = placed(both, [
      'sites  stands beside "site"; write "site" for a stand-alone primary site, else "sites"',
    ]);
    expect(mistakesOf(both.replace('§', ''))).toContain(message);
  });

  const NAMING_SERVERS = `  - { metric: server.SUP1.served, atMost: 1 }
  - { metric: link.DP-P01.bytes, atMost: 1 GB }
actions:
  - { at: start + 1 d, do: syncNow, site: CAS }
  - { at: start + 1 d, do: setCapacity, server: SUP1, servers: 2 }
boundaryGroups:
  - { name: B, locations: [Paris], softwareUpdatePoints: [SUP1] }
`;
  it.each([
    ['are empty', 'sites:\n', 'sites  is empty; write a value, or leave the key out'],
    ['are none', 'sites: []\n', 'sites  is empty; name at least one of the sites'],
    ['are no list', 'sites: { P01: {} }\n', 'sites  has to be a list'],
    [
      'stand beside a site',
      SITE_OF_SMALL + SITES_OF_HIERARCHY,
      'sites  stands beside "site"; write "site" for a stand-alone primary site, else "sites"',
    ],
  ])('is said once when the sites %s, not again wherever they are named', (_, sites, message) => {
    const text = HIERARCHY.replace(SITES_OF_HIERARCHY, sites) + NAMING_SERVERS;
    expect(mistakesOf(HIERARCHY + NAMING_SERVERS)).toEqual([]);
    expect(mistakesOf(text).map((line) => line.slice(line.indexOf('  ') + 2))).toEqual([message]);
  });

  it('says in which source the other of two equal names stands', () => {
    const written = HIERARCHY.split('\n').findIndex((line) => line.includes('name: S01')) + 1;
    const already = 'is the name of another site already';
    const later = mistakesOf(HIERARCHY, { set: ['sites[2].name=S01'] });
    expect(later).toContain(`--set:1:1  sites[2].name  "S01" ${already} (s.yaml:${written})`);
    const earlier = mistakesOf(HIERARCHY, { set: ['seed=1', 'sites[0].name=P02'] });
    expect(earlier.some((line) => line.endsWith(`sites[2].name  "P02" ${already} (--set:2)`))).toBe(true);
  });
});
