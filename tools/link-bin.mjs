// Runs after every build: makes `npx fleetsim` in a checkout find the checkout's own program. npm links the programs of
// packages that it installs, but not that of the package it installs them for.
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join('dist', 'cli', 'main.js');
const folder = join(root, 'node_modules', '.bin');
const link = join(folder, 'fleetsim');

chmodSync(join(root, program), 0o755);
mkdirSync(folder, { recursive: true });
rmSync(link, { force: true });
if (process.platform === 'win32') {
  const target = join('..', '..', program);
  writeFileSync(`${link}.cmd`, `@node "%~dp0\\${target}" %*\r\n`);
  writeFileSync(`${link}.ps1`, `& node "$PSScriptRoot/${target}" $args\r\nexit $LASTEXITCODE\r\n`);
} else {
  symlinkSync(join('..', '..', program), link);
}
