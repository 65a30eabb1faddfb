import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage, findImage, listImages } from '../../../../infra/local/images/registry.ts';

let folder: string;
let source: string;
let state: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-images-'));
  source = join(folder, 'source');
  state = join(folder, 'state');
  mkdirSync(join(source, 'modules'), { recursive: true });
  writeFileSync(join(source, 'image.json'), '{"command": ["node", "server.mjs"]}');
  writeFileSync(join(source, 'modules/vote.mjs'), 'export const increment = 2;');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('buildImage', () => {
  it('packs a folder under its tag, where any name of it finds it', () => {
    const built = buildImage(source, 'yelb-appserver', 'v1', state);
    const registry = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
    expect(findImage(`${registry}/yelb-appserver:v1`, state)).toEqual(built);
    expect(readFileSync(join(built.folder, 'modules/vote.mjs'), 'utf8')).toContain('increment');
    expect(built.command).toEqual(['node', 'server.mjs']);
  });

  it('names every problem at once', () => {
    writeFileSync(join(source, 'image.json'), '{"command": []}');
    symlinkSync('/etc/passwd', join(source, 'outside'));
    expect(() => buildImage(source, 'Yelb App', '-v1', state)).toThrow(
      /repository: «Yelb App»[^]*tag: «-v1»[^]*image\.json: command[^]*outside: is a link/,
    );
  });

  it('refuses a folder without image.json, and one whose image.json is no JSON', () => {
    writeFileSync(join(source, 'image.json'), '{');
    expect(() => buildImage(source, 'yelb', 'v1', state)).toThrow('is not JSON');
    rmSync(join(source, 'image.json'));
    expect(() => buildImage(source, 'yelb', 'v1', state)).toThrow('is missing');
    expect(() => buildImage(join(source, 'nowhere'), 'yelb', 'v1', state)).toThrow('is not a folder');
  });

  it('takes the same content twice, and refuses other content under a tag that exists', () => {
    const first = buildImage(source, 'yelb', 'v1', state);
    expect(buildImage(source, 'yelb', 'v1', state)).toEqual(first);
    writeFileSync(join(source, 'modules/vote.mjs'), 'export const increment = 1;');
    expect(() => buildImage(source, 'yelb', 'v1', state)).toThrow('exists with other content');
    expect(readFileSync(join(first.folder, 'modules/vote.mjs'), 'utf8')).toContain('= 2');
  });

  it('leaves nothing half built behind', () => {
    buildImage(source, 'yelb', 'v1', state);
    writeFileSync(join(source, 'image.json'), '{"command": ["other"]}');
    expect(() => buildImage(source, 'yelb', 'v1', state)).toThrow();
    expect(readdirSync(join(state, 'images'))).toEqual(['.digests', 'yelb']);
  });
});

describe('findImage', () => {
  it('finds nothing for a tag that was not built, and never looks outside the registry', () => {
    buildImage(source, 'yelb', 'v1', state);
    expect(findImage('yelb:v2', state)).toBeUndefined();
    expect(findImage('yelb', state)).toBeUndefined();
    expect(findImage('..:..', state)).toBeUndefined();
  });
});

describe('listImages', () => {
  it('lists all by repository and tag', () => {
    expect(listImages(state)).toEqual([]);
    for (const [repository, tag] of [
      ['yelb-ui', 'v1'],
      ['yelb-db', 'v2'],
      ['yelb-db', 'v1'],
    ] as const)
      buildImage(source, repository, tag, state);
    expect(listImages(state)).toEqual([
      { repository: 'yelb-db', tag: 'v1' },
      { repository: 'yelb-db', tag: 'v2' },
      { repository: 'yelb-ui', tag: 'v1' },
    ]);
  });
});
