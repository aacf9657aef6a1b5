// Runs before `npm start` and `npm test`: checks Node's version and installs the packages of the lock file if some are
// missing. Plain JavaScript without dependencies, so that an old Node says what it lacks and a fresh clone can run it.
// It uses no network when nothing is missing.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

checkNode();
if (!isInstalled()) install();

function checkNode() {
  const wanted = readJson('package.json').engines.node.replace('>=', '');
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  console.error(
    `fleetsim needs Node ${wanted} or newer; this is Node ${process.versions.node} (https://nodejs.org).`,
  );
  process.exit(1);
}

/** Whether node_modules holds every package of the lock file in its version; optional ones need not be there. */
function isInstalled() {
  try {
    const wanted = readJson('package-lock.json').packages;
    const present = readJson('node_modules/.package-lock.json').packages;
    return Object.entries(wanted).every(
      ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function install() {
  console.error('Installing the packages of package-lock.json ...');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] };
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: true });
  if (status === 0) return;
  console.error(
    'The packages could not be installed. Check the network and the npm registry, then try again.',
  );
  process.exit(1);
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
