import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { clientCountOf } from '../../src/experiment/memory.ts';
import { formatIssue } from '../../src/scenario/issue.ts';
import { LEGAL } from './legal-scenarios.ts';
import { loadText } from './loading.ts';

type Branch = Record<string, unknown> | unknown[];
type Place = readonly [branch: Branch, key: string];

/** Every key and position below a value. */
function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const branch = value as Branch;
  return Object.keys(branch).flatMap((key) => {
    return [[branch, key] as const, ...placesIn((branch as Record<string, unknown>)[key])];
  });
}

const MUTATIONS: readonly ((branch: Record<string, unknown>, key: string) => void)[] = [
  (branch, key) => delete branch[key],
  (branch, key) => {
    branch[`${key}x`] = branch[key];
    delete branch[key];
  },
  (branch, key) => {
    branch[key] = null;
  },
  (branch, key) => {
    branch[key] = [[branch[key]]];
  },
  (branch, key) => {
    branch[key] = { surprise: branch[key] };
  },
  (branch, key) => {
    branch[key] = -1;
  },
  (branch, key) => {
    branch[key] = '\u0000';
  },
];

describe('A random scenario', () => {
  it('without mistakes loads to integers of milliseconds and bytes, frozen, and again from its resolved form', () => {
    fc.assert(
      fc.property(LEGAL, (written) => {
        const { scenario, issues, resolvedYaml } = loadText(stringify(written));
        expect(issues.filter(({ severity }) => severity === 'error').map(formatIssue)).toEqual([]);
        for (const [key, value] of numbersIn(scenario)) {
          if (/(Ms|Bytes|PerSecond(Max)?|count|number)$/.test(key) && value !== Infinity) {
            expect([key, Number.isSafeInteger(value)]).toEqual([key, true]);
          }
        }
        const counts: number[] = written.groups.map(
          ({ count, joins = 0 }: { count: number; joins?: number }) => count + joins,
        );
        expect(clientCountOf(scenario!)).toBe(counts.reduce((sum, count) => sum + count, 0));
        const again = loadText(resolvedYaml!);
        expect(again.scenario).toEqual(scenario);
        expect(again.resolvedYaml).toBe(resolvedYaml);
      }),
      { numRuns: 50 },
    );
  });

  it('that was damaged loads, or is refused at places of its own text; nothing is ever thrown', () => {
    fc.assert(
      fc.property(LEGAL, fc.nat(), fc.nat(MUTATIONS.length - 1), (written, place, mutation) => {
        const damaged = structuredClone(written);
        const places = placesIn(damaged);
        const [branch, key] = places[place % places.length]!;
        MUTATIONS[mutation]!(branch as Record<string, unknown>, key);
        const text = stringify(damaged);
        const lines = text.split('\n');
        const { scenario, issues } = loadText(text);
        expect(scenario === null).toBe(issues.some(({ severity }) => severity === 'error'));
        for (const issue of issues) {
          expect(issue.file).toBe('s.yaml');
          expect(issue.line).toBeGreaterThanOrEqual(1);
          expect(issue.line).toBeLessThanOrEqual(lines.length);
          expect(issue.column).toBeGreaterThanOrEqual(1);
          expect(issue.column).toBeLessThanOrEqual(lines[issue.line - 1]!.length + 1);
          expect(issue.message).not.toMatch(/undefined|\[object|Error:|at .*\.ts:/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that is no YAML at all is refused at a place', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
        const { scenario, issues } = loadText(text);
        expect(scenario).toBeNull();
        expect(issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

/** Every number below a value, with the key that holds it. */
function numbersIn(value: unknown, key = ''): [string, number][] {
  if (typeof value === 'number') return [[key, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, item]) =>
    numbersIn(item, Array.isArray(value) ? key : inner),
  );
}
