import { z } from 'zod';
import { ARGUMENT_COUNT_MAX } from '../sim/event-queue.ts';
import {
  count,
  distribution,
  interval,
  moment,
  name,
  notes,
  oneOf,
  rate,
  recurrence,
  setting,
  share,
  size,
  text,
  yesNo,
} from './fields.ts';
import { group, location } from './schema-fleet.ts';
import { assumptions, clientSettings } from './schema-settings.ts';
import { site } from './schema-site.ts';

/* What a scenario file may say, as one schema: the JSON Schema, the defaults and docs/settings.md come from it. */

const LIST_MAX = 10_000;

function listOf<T extends z.ZodType>(element: T, what: string, lengthMin: 0 | 1, lengthMax = LIST_MAX) {
  return z
    .array(element, { error: `has to be a list of ${what}` })
    .min(lengthMin, { error: `is empty; name at least one of the ${what}` })
    .max(lengthMax, { error: `has more than ${lengthMax} entries` })
    .register(notes, { isRead: 'byParts' });
}

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

const kind = oneOf(['LCU', 'DotNetCU', 'SSU', 'other']);

/** An update written into the scenario itself. */
const inlineUpdate = z.strictObject({
  id: name,
  kb: z
    .string()
    .regex(/^KB\d{4,9}$/, { error: 'is not the number of an article; write for example KB5039212' }),
  product: name,
  kind,
  classification: name,
  released: moment,
  size,
  title: text(400).optional(),
  supersedes: z.prefault(z.array(name), []),
});

const catalog = z.strictObject({
  file: text(1000).optional().meta({ description: 'WSUS catalogue as CSV, relative to this file.' }),
  supersedence: text(1000)
    .optional()
    .meta({ description: 'Pairs kb,supersedesKb as CSV, relative to this file.' }),
  origin: text(1000).optional().meta({ description: 'Where the facts come from.' }),
  updates: z.array(inlineUpdate).max(LIST_MAX).optional().meta({ description: 'The updates themselves.' }),
});

const deployment = z.strictObject({
  name,
  updates: z
    .strictObject({
      released: z.strictObject({ from: moment, to: moment }).optional(),
      classifications: z.array(name).min(1, { error: 'is empty; leave it out to take all' }).optional(),
      products: z.array(name).min(1, { error: 'is empty; leave it out to take all' }).optional(),
      kinds: z.array(kind).min(1, { error: 'is empty; leave it out to take all' }).optional(),
    })
    .meta({ description: 'Which updates of the catalogue: those that meet everything that is given.' }),
  groups: z
    .prefault(
      z.union([oneOf(['all']), z.array(name).min(1, { error: 'is empty; name at least one group' })]),
      'all',
    )
    .meta({ description: 'The collection: groups of clients.' }),
  created: moment.meta({ description: 'When the administrator creates it.' }),
  available: setting(moment, 'created', {
    grade: 'documented',
    source: 'deployment wizard',
    meaning: 'From when users may install: an instant, or a client-local time.',
  }),
  deadline: setting(moment, 'created + 7 d', {
    grade: 'documented',
    source: 'defaultDeadlineOffset, deployment wizard',
    meaning: 'When installation is enforced: an instant, or a client-local time.',
  }),
  deadlineRandomDelay: setting(z.union([oneOf(['off']), distribution]), 'off', {
    grade: 'documented',
    source: 'CF-4, J7: off for deployments made by hand',
    meaning: 'Added to the deadline, drawn per client.',
  }),
});

const action = z.strictObject({
  at: z.optional(moment).meta({ description: 'When it happens.' }),
  every: z.optional(recurrence).meta({ description: 'When it happens again and again, instead of "at".' }),
  do: oneOf(['outage', 'restore', 'setCapacity', 'syncNow', 'scanNow']),
  server: z.optional(name).meta({ description: 'outage, restore, setCapacity: which server.' }),
  link: z.optional(name).meta({ description: 'outage, restore, setCapacity: the link of which location.' }),
  servers: z.optional(count(1, 1024)).meta({ description: 'setCapacity of a SUP or an MP.' }),
  rate: z.optional(rate).meta({ description: 'setCapacity of a distribution point or a link.' }),
  groups: z.optional(z.array(name).min(1, { error: 'is empty; name at least one group' })),
});

const bound = z.union([
  z.number({ error: 'has to be a number, or a text such as 14 d or 90 %' }),
  z.string({ error: 'has to be a number, or a text such as 14 d or 90 %' }),
]);

const threshold = z.strictObject({
  metric: text(200).meta({ description: 'A row of summary.csv.' }),
  atMost: z.optional(bound),
  atLeast: z.optional(bound),
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
});

export const scenarioSchema = z
  .strictObject({
    extends: z
      .optional(text(1000))
      .meta({ description: 'Another scenario, of which this one is a what-if.' }),
    name,
    description: z.prefault(text(2000), ''),
    seed: z.prefault(text(100), '1').meta({ description: 'Any text: another seed is another luck.' }),
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
    initial: z.prefault(initial, {}),
    catalog,
    locations: listOf(location, 'locations', 1),
    site,
    groups: listOf(group, 'groups', 1),
    deployments: z.prefault(listOf(deployment, 'deployments', 0, ARGUMENT_COUNT_MAX), []),
    actions: z.prefault(listOf(action, 'actions', 0), []),
    clientSettings: z.prefault(clientSettings, {}),
    assumptions: z.prefault(assumptions, {}),
    thresholds: z.prefault(listOf(threshold, 'thresholds', 0), []),
    output: z.prefault(output, {}),
  })
  .register(notes, { isRead: 'byParts' });

export type Written = z.output<typeof scenarioSchema>;
