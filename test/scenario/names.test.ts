import { describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/experiment/metrics/index.ts';
import { Fleet } from '../../src/model/fleet.ts';
import { TABLES } from '../../src/report/tables/index.ts';
import { GOLDEN } from './imaging.ts';
import { HIERARCHY, loadText, mistakesOf, SMALL, smallWith } from './loading.ts';

const ACTIONS = `actions:
  - { at: start + 1 d, do: outage, link: Tokyo }
  - { at: start + 2 d, do: restore, link: Tokyo }
  - { at: start + 3 d, do: setCapacity, server: SUP1, servers: 2 }
`;

const { scenario } = loadText(SMALL + ACTIONS);
const fleet = new Fleet(scenario!, 0);
fleet.run(scenario!.horizonMs);
const result = fleet.result();

/** The cells of one column of a table. */
function cellsOf(name: string, column: string): unknown[] {
  const table = TABLES.find((other) => other.name === name)!;
  const at = table.columns.findIndex((other) => other.name === column);
  expect(at).toBeGreaterThanOrEqual(0);
  return Array.from(table.rows(result)!, (row) => row[at]);
}

/** The names that a threshold may have in a place, as the message about another one lists them. */
function namesFor(metric: string): string[] {
  const text = smallWith('coverage.June.actual.p95.sinceReleaseHours, atMost: 14 d', `${metric}, atMost: 1`);
  const [, list] = mistakesOf(text)[0]!.split('; known: ');
  return [...list!.matchAll(/"([^"]+)"/g)].map(([, name]) => name!);
}

describe('A name in a threshold', () => {
  it('can be that of every metric of a run', () => {
    const names = readMetrics(result).map(({ name }) => name);
    const bounded = names.map((metric) => `  - { metric: ${JSON.stringify(metric)} }\n`).join('');
    const mistakes = mistakesOf(SMALL.replace(/thresholds:[\s\S]*/, `thresholds:\n${bounded}`));
    expect(names.length).toBeGreaterThan(50);
    expect(new Set(mistakes.map((mistake) => mistake.split('  ')[2]))).toEqual(
      new Set(['has no bound; write "atMost: …" or "atLeast: …"']),
    );
  });

  it('of a link or a server is that of the model, and of the tables', () => {
    const links = namesFor('link.zzzzzzzzzzzzzzzzzz.utilisation');
    expect(links).toEqual(result.linkNames.map(({ name }) => name));
    expect([...new Set(cellsOf('links', 'link'))]).toEqual(links);
    const servers = namesFor('server.zzzzzzzzzzzzzzzzzz.served');
    expect(servers).toEqual(result.serverNames.map(({ name }) => name));
    expect([...new Set(cellsOf('servers', 'server'))]).toEqual(servers);
  });

  it.each([
    ['one hierarchy', HIERARCHY],
    ['two hierarchies', HIERARCHY.replace('name: P02\n    parent: CAS\n', 'name: P02\n')],
  ])('of a link or a server of %s is that of the model', (_, text) => {
    const { linkNames, serverNames } = new Fleet(loadText(text).scenario!, 0).result();
    const metrics = [
      ...linkNames.map(({ name }) => `link.${name}.utilisation, atMost: 90 %`),
      ...serverNames.map(({ name }) => `server.${name}.served, atMost: 1`),
    ];
    const bounded = metrics.map((metric) => `  - { metric: ${metric} }\n`).join('');
    expect(metrics.length).toBeGreaterThan(10);
    expect(mistakesOf(text.replace(/thresholds:[\s\S]*/, `thresholds:\n${bounded}`))).toEqual([]);
  });

  it('of an image is that of the scenario, and every metric of it can be bounded', () => {
    const images = loadText(SMALL + GOLDEN).scenario!;
    const names = readMetrics(new Fleet(images, 0).result()).map(({ name }) => name);
    const bounded = names
      .filter((name) => name.startsWith('image.golden.'))
      .map(
        (name) =>
          `  - { metric: ${name}, atMost: ${name.endsWith('Bytes') ? '1 GB' : name.endsWith('Hours') ? '1 h' : 1} }\n`,
      );
    const bounding = (lines: string) => SMALL.replace(/thresholds:[\s\S]*/, `${GOLDEN}thresholds:\n${lines}`);
    expect(bounded.length).toBeGreaterThan(0);
    expect(mistakesOf(bounding(bounded.join('')))).toEqual([]);
    expect(mistakesOf(bounding('  - { metric: image.Goldne.versions, atMost: 1 }\n'))[0]).toContain(
      '"Goldne" is not an image here; did you mean "golden"?',
    );
  });

  it('is that of the events that concern it', () => {
    const events = cellsOf('events', 'event');
    const subjects = cellsOf('events', 'subject').filter((_, at) =>
      ['outage', 'restored', 'capacitySet'].includes(String(events[at])),
    );
    expect(subjects).toEqual(['link to Tokyo', 'link to Tokyo', 'SUP1']);
  });
});
