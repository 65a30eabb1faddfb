import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const root = join(import.meta.dirname, '../../..');
const packed = '@sparticuz/chromium';

/**
 * Starts a headless Chromium that brings its own libraries and fonts; its first start unpacks it into `.serin`.
 * Throws an Error where there is none for this kind of machine.
 *
 * @param options besides those that it needs, of its command line
 */
export async function startChromium(...options: readonly string[]): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `the packed Chromium is for Linux on x64, not for ${process.platform} on ${process.arch}`,
    );
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    // Root has no sandbox to go into; the pages are our own.
    args: ['--no-sandbox', '--headless=shell', '--font-render-hinting=none', '--disable-gpu', ...options],
    // Our own end is ours to handle; the browser goes with us in any case.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  });
}

async function unpacked(): Promise<string> {
  const manifest = join(root, 'node_modules', packed, 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const folder = join(root, '.serin', `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  try {
    await unpackInto(draft);
    writeFileSync(join(draft, 'fonts/fonts.conf'), fontsIn(join(folder, 'fonts')));
    renameSync(draft, folder);
  } catch (error) {
    // Somebody else may have unpacked it meanwhile.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

// The package's own names the folders of a Lambda.
const fontsIn = (folder: string): string =>
  `<?xml version="1.0"?><fontconfig><dir>${folder}</dir><cachedir>${folder}-cache</cachedir></fontconfig>\n`;

/** The package unpacks into the system's folder for temporary files, and its libraries only where it takes itself to be in a Lambda. */
async function unpackInto(folder: string): Promise<void> {
  const script = `const { default: chromium } = await import('${packed}'); await chromium.executablePath();`;
  const env = { PATH: process.env['PATH'], TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: root, env });
}
