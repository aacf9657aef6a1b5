import { z } from 'zod';
import { ARGUMENT_COUNT_MAX } from '../sim/event-queue.ts';
import { interval, listOf, moment, name, notes, oneOf, setting, share, size, text, yesNo } from './fields.ts';
import { action } from './schema-actions.ts';
import { collection } from './schema-collections.ts';
import { deploymentPackage } from './schema-content.ts';
import { deployment, orchestrationGroup, phasedDeployment, rule } from './schema-deployments.ts';
import { boundaryGroup, group, location } from './schema-fleet.ts';
import { ARCHITECTURES, image } from './schema-images.ts';
import { remoteAppCollection, templateImage } from './schema-remoteapp.ts';
import { assumptions, clientSettings } from './schema-settings.ts';
import { site, sites } from './schema-sites.ts';
import { kind } from './schema-updates.ts';

/* What a scenario file may say, as one schema: the JSON Schema, the defaults and docs/settings.md come from it. */

const LIST_MAX = 10_000;

const initial = z.strictObject({
  mode: setting(oneOf(['steadyState', 'enrolment']), 'steadyState', {
    grade: 'assumed',
    source: 'docs/model.md, initial state',
    meaning: 'A fleet long in operation, or newborn clients that have no policy and never scanned.',
  }),
  patched: setting(
    z.array(share).min(1, { error: 'is empty; write for example [96 %, 3 %, 1 %]' }),
    ['96 %', '3 %', '1 %'],
    {
      grade: 'assumed',
      source: 'nothing published',
      meaning: 'Share of clients by months of lag at the start: the first lack nothing, the next one month.',
    },
  ),
});

/** Where updates come from: Microsoft, or the administrator by way of System Center Updates Publisher. */
const PUBLISHERS = ['Microsoft Update', 'Updates Publisher'] as const;

/** An update written into the scenario itself. */
const inlineUpdate = z.strictObject({
  id: name.meta({ description: 'Its identity: no other update of the catalogue has it.' }),
  kb: z
    .string()
    .regex(/^KB\d{4,9}$/, { error: 'is not the number of an article; write for example KB5039212' })
    .meta({ description: 'The article about it.' })
    .register(notes, { unit: 'KB number' }),
  product: name.meta({ description: 'Operating system that it is for; groups name it so.' }),
  architecture: z.prefault(oneOf(ARCHITECTURES), 'X64').meta({
    description:
      'What it is made for. Images take only updates that are made for the same; clients take all of their product.',
  }),
  kind: kind.meta({
    description: 'How it installs: the assumptions have a duration and a restart for each.',
  }),
  classification: name.meta({ description: 'As Microsoft Update has it, for example Security Updates.' }),
  released: moment.meta({ description: 'When Microsoft releases it.' }),
  size: size.meta({ description: 'What a client downloads.' }),
  publisher: z.prefault(oneOf(PUBLISHERS), 'Microsoft Update').meta({
    description:
      'Who publishes it. Updates Publisher does so on the update server of the top-level site itself: the delay of ' +
      'another source does not apply.',
  }),
  title: text(400).optional().meta({ description: 'For readers; left out: the KB number.' }),
  supersedes: z
    .prefault(z.array(name), [])
    .meta({ description: 'Ids or KB numbers of updates of its product that it replaces.' }),
});

const catalog = z.strictObject({
  file: text(1000).optional().meta({ description: 'WSUS catalogue as CSV, relative to this file.' }),
  supersedence: text(1000)
    .optional()
    .meta({ description: 'Pairs kb,supersedesKb as CSV, relative to this file.' }),
  origin: text(1000).optional().meta({ description: 'Where the facts come from.' }),
  updates: z.array(inlineUpdate).max(LIST_MAX).optional().meta({ description: 'The updates themselves.' }),
});

const bound = z
  .union([
    z.number({ error: 'has to be a number, or a text such as 14 d or 90 %' }),
    z.string({ error: 'has to be a number, or a text such as 14 d or 90 %' }),
  ])
  .register(notes, { unit: 'bound' });

const threshold = z.strictObject({
  metric: text(200).meta({ description: 'A row of summary.csv.' }),
  atMost: z.optional(bound).meta({ description: 'Not met by more than this, nor by no value at all.' }),
  atLeast: z.optional(bound).meta({ description: 'Not met by less than this, nor by no value at all.' }),
});

const output = z.strictObject({
  interval: setting(interval, '60 min', {
    grade: 'assumed',
    source: 'a choice of ours',
    meaning: 'Length of the intervals of the tables.',
  }),
  clients: setting(yesNo, true, {
    grade: 'assumed',
    source: 'a choice of ours',
    meaning: 'Whether a table with one row per client is written.',
  }),
  servicingLog: setting(yesNo, false, {
    grade: 'assumed',
    source: 'a choice of ours',
    meaning: 'Whether the log of offline servicing is written, as OfflineServicingMgr.log.',
  }),
});

const seed = text(100).min(1, { error: 'is empty; write any text, for example "1"' });

export const scenarioSchema = z
  .strictObject({
    extends: z
      .optional(text(1000))
      .meta({ description: 'Another scenario, of which this one is a what-if.' }),
    name: name.meta({ description: 'Results go to a folder of this name.' }),
    description: z.prefault(text(2000), '').meta({ description: 'For readers.' }),
    seed: z.prefault(seed, '1').meta({ description: 'Any text: another seed is another luck.' }),
    profile: setting(oneOf(['seed2017', 'cb2303']), 'seed2017', {
      grade: 'seed',
      source: 'seed 002',
      meaning: 'Which documents decide where they differ.',
    }),
    start: moment.meta({ description: 'Simulated time 0.' }),
    horizon: z.prefault(interval, '28 d').meta({ description: 'How long is simulated.' }),
    measureFrom: z
      .prefault(z.union([oneOf(['first release']), moment]), 'first release')
      .meta({ description: 'Where tables start; what comes before is warm-up.' }),
    initial: z.prefault(initial, {}).meta({ description: 'How the fleet begins.' }),
    catalog: catalog.meta({ description: 'The updates that there are: a file, or a list.' }),
    locations: listOf(location, 'locations', 1).meta({ description: 'Places with clients or servers.' }),
    site: z.optional(site).meta({ description: 'A stand-alone primary site and its servers.' }),
    sites: z.optional(sites).meta({
      description:
        'Instead of "site": the sites of one or more hierarchies. Each has the keys of "site" that mean something where ' +
        'it stands.',
    }),
    boundaryGroups: z.prefault(listOf(boundaryGroup, 'boundary groups', 0), []).meta({
      description: 'Which software update points and distribution points clients at which locations use.',
    }),
    groups: listOf(group, 'groups', 1).meta({
      description: 'Clients alike in everything but luck; deployments name groups as their collection.',
    }),
    packages: z.prefault(listOf(deploymentPackage, 'packages', 0), []).meta({
      description: 'Deployment packages; deployments that name none have one of their own.',
    }),
    collections: z.prefault(listOf(collection, 'collections', 0), []).meta({
      description: 'Clients that deployments and maintenance windows are meant for.',
    }),
    deployments: z
      .prefault(listOf(deployment, 'deployments', 0, ARGUMENT_COUNT_MAX), [])
      .meta({ description: 'Deployments that the administrator creates by hand.' }),
    rules: z
      .prefault(listOf(rule, 'rules', 0, 256), [])
      .meta({ description: 'Automatic deployment rules: what they deploy is created when they run.' }),
    phasedDeployments: z
      .prefault(listOf(phasedDeployment, 'phased deployments', 0, 64), [])
      .meta({ description: 'Deployments in phases: each begins when the one before has succeeded.' }),
    orchestrationGroups: z
      .prefault(listOf(orchestrationGroup, 'orchestration groups', 0, 1000), [])
      .meta({ description: 'Clients that install one after another.' }),
    images: z.prefault(listOf(image, 'images', 0, 256), []).meta({
      description:
        'Operating-system images and upgrade packages: how they are serviced, and what machines are built from.',
    }),
    templateImages: z.prefault(listOf(templateImage, 'template images', 0, 1000), []).meta({
      description: 'Images that session hosts of Azure RemoteApp are made from.',
    }),
    remoteAppCollections: z
      .prefault(listOf(remoteAppCollection, 'RemoteApp collections', 0, 1000), [])
      .meta({ description: 'Collections of Azure RemoteApp: session hosts and those who work on them.' }),
    actions: z.prefault(listOf(action, 'actions', 0), []).meta({
      description: 'What happens at instants of the run: outages, changes, acts of administrators.',
    }),
    clientSettings: z
      .prefault(clientSettings, {})
      .meta({ description: 'Client settings, as administrators set them, for all clients.' }),
    assumptions: z.prefault(assumptions, {}).meta({ description: 'What no document says for certain.' }),
    thresholds: z
      .prefault(listOf(threshold, 'thresholds', 0), [])
      .meta({ description: 'What has to hold: the run says which of these were met.' }),
    output: z.prefault(output, {}).meta({ description: 'What results hold.' }),
  })
  .register(notes, { isRead: 'byParts' });

export type Written = z.output<typeof scenarioSchema>;
