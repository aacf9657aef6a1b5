import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const FLOORS = ['sim', 'model', 'scenario', 'experiment', 'report', 'cli'];
const BROWSER_FLOORS = ['sim', 'model', 'scenario'];
const LINES_MAX = 400;
const BANNED_CALLS =
  /^(Math\.(random|a?(sin|cos|tan)h?|atan2|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot)|Date\.now|performance\.now|.*\.(localeCompare|toLocale\w*|get(FullYear|Month|Date|Day|Hours|Minutes|TimezoneOffset)))$/;
/** The names of the time zones: data, not a format. */
const LEGAL = 'Intl.supportedValuesOf';
const BANNED_GLOBALS = new Set(['Intl', 'process', 'Buffer', 'performance']);
/** What an experiment may use of the machine that it runs on; its figures come out the same on all of them. */
const OF_THE_MACHINE = /^(process|Buffer|performance|(Date|performance)\.now|new Date(\(\))?)$/;

/** Source files below a folder, as paths from the root of the project with forward slashes. */
function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2022, true);
}

function floorOf(path: string): string {
  return path.split('/')[1]!;
}

/** What every import and re-export of a file names. */
function importsOf(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) =>
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
    statement.moduleSpecifier !== undefined &&
    ts.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier.text]
      : [],
  );
}

/** Every use of what would make a result depend on the machine, the moment or the locale, except what is allowed. */
function bannedUses(file: ts.SourceFile, allowed?: RegExp): string[] {
  const found: string[] = [];
  const report = (node: ts.Node) => {
    if (allowed?.test(node.getText())) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file.fileName}:${line + 1}  ${node.getText()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && BANNED_CALLS.test(node.getText().replace(/\s/g, '')))
      report(node);
    if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
      report(node);
    if (isInexactPower(node)) report(node);
    if (ts.isIdentifier(node) && BANNED_GLOBALS.has(node.text) && isReference(node)) report(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Powers of two with a whole exponent are exact in every engine; no other power is promised to be. */
function isInexactPower(node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.AsteriskAsteriskToken)
    return false;
  return node.left.getText() !== '2' || node.right.getText().includes('.');
}

/** Whether an identifier stands for a variable, not for a property or a name in a declaration. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node && parent.getText() !== LEGAL;
  return ts.isNewExpression(parent) || ts.isCallExpression(parent) || ts.isBinaryExpression(parent);
}

describe('the sources', () => {
  it('import only from their own floor and those below', () => {
    const upward = sources('src').flatMap((path) =>
      importsOf(parse(path))
        .filter((name) => name.startsWith('.'))
        .map((name) => relative(root, join(root, path, '..', name)).replaceAll('\\', '/'))
        .filter((target) => FLOORS.indexOf(floorOf(target)) > FLOORS.indexOf(floorOf(path)))
        .map((target) => `${path} imports ${target}`),
    );
    expect(upward).toEqual([]);
  });

  it('live on one of the six floors', () => {
    expect(readdirSync(join(root, 'src')).filter((folder) => !FLOORS.includes(folder))).toEqual([]);
  });

  it('use nothing of Node on the floors that run in a browser worker', () => {
    const paths = BROWSER_FLOORS.flatMap((floor) => sources(`src/${floor}`));
    const bad = paths.flatMap((path) =>
      importsOf(parse(path))
        .filter((name) => name.startsWith('node:'))
        .map((name) => `${path} imports ${name}`),
    );
    expect(bad).toEqual([]);
  });

  it('use nothing that depends on the machine, the moment or the locale below the experiment', () => {
    const paths = BROWSER_FLOORS.flatMap((floor) => sources(`src/${floor}`));
    expect(paths.flatMap((path) => bannedUses(parse(path)))).toEqual([]);
  });

  it('compute the same on every machine in experiments too', () => {
    const paths = sources('src/experiment');
    expect(paths.flatMap((path) => bannedUses(parse(path), OF_THE_MACHINE))).toEqual([]);
  });

  it('keep no state in module variables below the experiment', () => {
    const paths = BROWSER_FLOORS.flatMap((floor) => sources(`src/${floor}`));
    const mutable = paths.filter((path) =>
      parse(path).statements.some(
        (statement) =>
          ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) === 0,
      ),
    );
    expect(mutable).toEqual([]);
  });

  it(`have at most ${LINES_MAX} lines each`, () => {
    const long = sources('src').filter(
      (path) => readFileSync(join(root, path), 'utf8').split('\n').length > LINES_MAX,
    );
    expect(long).toEqual([]);
  });

  it('leave nothing to be done later and no test switched off', () => {
    const words = new RegExp(`\\b(${'TO'}DO|${'FIX'}ME)\\b`);
    const switches = /\b(it|test|describe)\.(only|skip|todo)\b/;
    const paths = ['src', 'test', 'tools', 'bench'].flatMap(sources);
    const bad = paths.filter((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return words.test(text) || switches.test(text);
    });
    expect(bad).toEqual([]);
  });
});

describe('the check itself', () => {
  const uses = (text: string, allowed?: RegExp) =>
    bannedUses(ts.createSourceFile('a.ts', text, ts.ScriptTarget.ES2022, true), allowed).length;

  it('finds each ban', () => {
    const banned = [
      'Math.random()',
      'Date.now()',
      'new Date()',
      'performance.now()',
      "'a'.localeCompare('b')",
    ];
    banned.push(
      'Math.exp(1)',
      'date.getHours()',
      '2 ** 0.5',
      'x ** 2',
      'new Intl.NumberFormat()',
      'process.env',
      'Math.log1p(1)',
    );
    for (const text of banned) expect([text, uses(text) > 0]).toEqual([text, true]);
  });

  it('leaves clocks and Node to experiments, and nothing else', () => {
    for (const text of ['Date.now()', 'new Date()', 'process.env', 'Buffer.from(a)'])
      expect([text, uses(text, OF_THE_MACHINE)]).toEqual([text, 0]);
    for (const text of ['Math.random()', 'Math.log(2)', 'x ** 2', "a.localeCompare('b')"])
      expect([text, uses(text, OF_THE_MACHINE) > 0]).toEqual([text, true]);
  });

  it('leaves comments, texts and legal arithmetic alone', () => {
    const legal = [
      '/** Math.random() ** Date.now() */',
      "'new Date()'",
      'Math.sqrt(2)',
      'new Date(0).getUTCHours()',
      'Math.max(1, 2)',
      'a.process(b)',
    ];
    for (const text of legal) expect([text, uses(text)]).toEqual([text, 0]);
  });
});
