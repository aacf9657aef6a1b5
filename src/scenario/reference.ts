import { z } from 'zod';
import { CATALOGUE_COLUMNS, CLASSIFICATIONS } from './catalog-csv.ts';
import { notes } from './fields.ts';
import { BOUNDED_METRICS, METRIC_WORDS } from './metrics.ts';
import { peel } from './read.ts';
import { REFERENCE_CONTENT } from './reference-content.ts';
import { REFERENCE_IMAGES } from './reference-images.ts';
import { REFERENCE_REMOTEAPP } from './reference-remoteapp.ts';
import { REFERENCE_HEAD, REFERENCE_LANGUAGE } from './reference-text.ts';
import { scenarioSchema } from './schema.ts';
import { flow } from './settings.ts';
import { UNIT_NAMES } from './units.ts';
import { VERBS } from './verbs.ts';

/** One key of a mapping as the reference shows it. */
interface Key {
  /** Of its value, or of the items of the list that it is. */
  readonly schema: z.ZodType;
  readonly key: string;
  readonly type: string;
  readonly byDefault: string;
  readonly meaning: string;
}

/** A mapping with keys: `path` is where it stands, empty for the file. */
interface Section {
  readonly schema: z.ZodType;
  readonly path: string;
  readonly isChoice: boolean;
  readonly keys: readonly Key[];
}

/** `docs/scenario-reference.md`: all keys of scenario files, and the forms of their values, from the schema. */
export function scenarioReference(): string {
  return `${REFERENCE_HEAD}## Keys

${keysOf(scenarioSchema)}
${REFERENCE_LANGUAGE.values}
${table(
  ['Quantity', 'Units', 'Example'],
  [
    ['duration', UNIT_NAMES.duration.join(', '), '`15 min`'],
    ['size', UNIT_NAMES.size.join(', '), '`650 MB`'],
    ['rate', UNIT_NAMES.rate.join(', '), '`100 Mbit/s`'],
    ['share', '%', '`95 %`'],
    ['months', 'months', '`3 months`'],
  ],
)}
${REFERENCE_LANGUAGE.times}
${REFERENCE_LANGUAGE.sites}
${REFERENCE_CONTENT}
${REFERENCE_LANGUAGE.deployments}
${REFERENCE_IMAGES}
${REFERENCE_REMOTEAPP}
${REFERENCE_LANGUAGE.actions}
${table(
  ['Verb', 'Keys beside `at` or `every`', 'What it does'],
  Object.entries(VERBS).map(([verb, { keys, meaning }]) => [`\`${verb}\``, codes(keys), meaning]),
)}
${REFERENCE_LANGUAGE.catalogue}
${table(
  ['Column', 'Content'],
  Object.entries(CATALOGUE_COLUMNS).map(([column, content]) => [`\`${column}\``, content]),
)}
The classifications are ${CLASSIFICATIONS.join(', ')}.

${REFERENCE_LANGUAGE.thresholds}
${table(
  ['Metric', 'Bound'],
  [...BOUNDED_METRICS].map(([pattern, unit]) => [`\`${pattern}\``, BOUNDS[unit]]),
)}
${table(
  ['Place', 'What stands there'],
  [
    ...REFERENCE_LANGUAGE.places,
    ...Object.entries(METRIC_WORDS).map(([place, words]) => [place, codes(words)]),
  ].map(([place, words]) => [`\`<${place}>\``, words!]),
)}`;
}

/** All keys of the files of a schema, mapping by mapping, as sections of a page. */
export function keysOf(whole: z.ZodType): string {
  const all = sectionsBelow(whole, '');
  const firstPath = (schema: z.ZodType) => all.find((other) => other.schema === schema)?.path;
  const shown = all.filter(({ schema, path }) => firstPath(schema) === path);
  const sections = shown.map(({ path, isChoice, keys }) => {
    const title = path === '' ? 'The file' : `\`${path}\``;
    const choice = isChoice ? 'Takes exactly one of its keys.\n\n' : '';
    return `### ${title}\n\n${choice}${table(
      ['Key', 'Value', 'Default', 'Meaning'],
      keys.map(({ key, type, byDefault, meaning, schema }) => {
        const first = firstPath(schema);
        const isShownBefore = first !== undefined && !first.startsWith(path === '' ? '' : `${path}.`);
        const where = isShownBefore ? ` As in \`${first}\`.` : '';
        return [`\`${key}\``, type, byDefault, meaning + where];
      }),
    )}`;
  });
  return sections.join('\n');
}

const BOUNDS = {
  hours: 'duration',
  seconds: 'duration',
  share: 'share',
  bytes: 'size',
  number: 'number',
} as const;

function sectionsBelow(schema: z.ZodType, path: string): Section[] {
  const { core } = peel(schema);
  if (notes.get(core)?.unit !== undefined) return [];
  if (core instanceof z.ZodArray) return sectionsBelow(core.element as z.ZodType, `${path}[]`);
  if (core instanceof z.ZodUnion) {
    return (core.options as z.ZodType[]).flatMap((option) => sectionsBelow(option, path));
  }
  if (!(core instanceof z.ZodObject)) return [];
  const children = Object.entries(core.shape) as [string, z.ZodType][];
  const keys = children.map(([key, child]) => keyOf(key, child));
  const own: Section = { schema: core, path, isChoice: notes.get(core)?.isChoice === true, keys };
  const below = children.flatMap(([key, child]) =>
    sectionsBelow(child, path === '' ? key : `${path}.${key}`),
  );
  return [own, ...below];
}

function keyOf(key: string, schema: z.ZodType): Key {
  const { inner, core, byDefault, isOptional } = peel(schema);
  const described = [schema, inner, core].find(({ description }) => description !== undefined);
  const meaning = notes.get(schema)?.meaning ?? described?.description ?? '';
  const below = core instanceof z.ZodArray ? peel(core.element as z.ZodType).core : core;
  return { schema: below, key, type: typeOf(schema), byDefault: defaultText(byDefault, isOptional), meaning };
}

function defaultText(byDefault: unknown, isOptional: boolean): string {
  if (byDefault === undefined) return isOptional ? '' : '**required**';
  const text = flow(byDefault);
  return text === '{  }' || text === '' ? '' : `\`${text}\``;
}

function typeOf(schema: z.ZodType): string {
  const { inner, core } = peel(schema);
  const unit = notes.get(inner)?.unit ?? notes.get(core)?.unit;
  if (unit !== undefined) return unit;
  if (core instanceof z.ZodArray) return `list of ${typeOf(core.element as z.ZodType)}`;
  if (core instanceof z.ZodUnion) return (core.options as z.ZodType[]).map(typeOf).join(' or ');
  return 'mapping';
}

function codes(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return `${line(head)}|${'---|'.repeat(head.length)}\n${rows.map(line).join('')}`;
}
