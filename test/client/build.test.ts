import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withBuild } from '../../client/build.ts';

const ROLLOUT = {
  environment: 'shop',
  version: { id: 'new', image: 'cart:old' },
  provisioner: { kind: 'ecs', tasks: 2 },
};

it('puts id and image of a build into either form of deployment file', () => {
  const build = { versionId: '4f2a91c', image: 'cart:4f2a91c' };
  expect(withBuild(ROLLOUT, build)).toEqual({
    ...ROLLOUT,
    version: { id: '4f2a91c', image: 'cart:4f2a91c' },
  });
  expect(withBuild({ EnvironmentName: 'shop', Sha: 'old' }, build)).toEqual({
    EnvironmentName: 'shop',
    Sha: '4f2a91c',
    ContainerImage: 'cart:4f2a91c',
  });
  expect(withBuild({ environment: 'shop' }, build)).toMatchObject({ version: { id: '4f2a91c' } });
});

it('leaves what the build does not say, and what is no object', () => {
  expect(withBuild(ROLLOUT, {})).toEqual(ROLLOUT);
  expect(withBuild(ROLLOUT, { versionId: 'v2' })).toMatchObject({ version: { id: 'v2', image: 'cart:old' } });
  expect(withBuild('text', { image: 'cart:v2' })).toBe('text');
});

describe('a rendered task definition', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'build-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function rendered(...containerDefinitions: object[]): string {
    const file = join(folder, 'task-definition.json');
    writeFileSync(file, JSON.stringify({ family: 'cart', containerDefinitions }));
    return file;
  }
  const APP = { name: 'app', image: 'cart:v2' };
  const LOG = { name: 'log', image: 'log:1' };

  it('is rolled out as a whole, with the image of its only container or of the one asked for', () => {
    expect(withBuild(ROLLOUT, { taskDefinition: rendered(APP) })).toEqual({
      ...ROLLOUT,
      version: { id: 'new', image: 'cart:v2' },
      provisioner: {
        kind: 'ecs',
        tasks: 2,
        taskDefinition: { family: 'cart', containerDefinitions: [APP] },
      },
    });
    const build = { taskDefinition: rendered(LOG, APP), container: 'app' };
    expect(withBuild(ROLLOUT, build)).toMatchObject({
      version: { image: 'cart:v2' },
      provisioner: { container: 'app', taskDefinition: { containerDefinitions: [LOG, APP] } },
    });
  });

  it('has the image of the container that the deployment file names', () => {
    const content = { ...ROLLOUT, provisioner: { kind: 'ecs', container: 'app' } };
    expect(withBuild(content, { taskDefinition: rendered(LOG, APP) })).toMatchObject({
      version: { image: 'cart:v2' },
    });
  });

  it.each([
    [
      'a template makes it',
      { ...ROLLOUT, provisioner: { kind: 'cloudFormation' } },
      /the template .* by --image/,
    ],
    ["a template makes it, in the article's form", { EnvironmentName: 'shop', Sha: 'old' }, /the template/],
    ['others make the versions', { ...ROLLOUT, provisioner: { kind: 'given' } }, /are made by others/],
  ])('is refused where %s, of which its image alone would be taken', (_what, content, sentence) => {
    expect(() => withBuild(content, { taskDefinition: rendered(APP) })).toThrow(sentence);
  });

  it.each([
    ['more containers than one', {}, /has 2 containers \(app, log\): say which by --container/],
    ['no container of that name', { container: 'web' }, /has no container web, only app, log/],
  ])('is refused with %s', (_what, build, sentence) => {
    const taskDefinition = rendered(APP, LOG);
    expect(() => withBuild(ROLLOUT, { taskDefinition, ...build })).toThrow(sentence);
  });

  it('is refused where there is none', () => {
    const taskDefinition = join(folder, 'ghost.json');
    expect(() => withBuild(ROLLOUT, { taskDefinition })).toThrow(/ghost\.json is not a task definition/);
    expect(() => withBuild(ROLLOUT, { taskDefinition: 'package.json' })).toThrow(/no containerDefinitions/);
  });
});
