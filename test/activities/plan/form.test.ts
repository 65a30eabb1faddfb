import { settlePlan } from '../../../activities/plan/settle.ts';
import { deployJson } from '../../fakes/deploy-json.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

/** What is said of a file, one of whose fields has been given another name. */
function told(file: object, from: string, to: string) {
  const renamed = Object.entries(file).map(([name, value]) => [name === from ? to : name, value as unknown]);
  const settled = settlePlan(Object.fromEntries(renamed));
  return settled.ok ? [] : settled.problems.map(({ path, message }) => `${path}: ${message}`);
}

it.each(['environment', 'service', 'version', 'router', 'steps'])(
  'tells a slip in the case of %s as one, in our own form',
  (name) => {
    const slip = name.replace(/^./, (letter) => letter.toUpperCase());
    expect(told(rolloutYaml(), name, slip)).toContain(
      `${slip}: there is no such field: did you mean ${name}?`,
    );
  },
);

it.each(['EnvironmentName', 'MicroserviceName', 'Sha', 'CanaryTemplate', 'WaitTime'])(
  "tells a slip in the case of %s as one, in the article's form",
  (name) => {
    const slip = name.toLowerCase();
    expect(told(deployJson(), name, slip)).toContain(
      `${slip}: there is no such field: did you mean ${name}?`,
    );
  },
);

it("finds the article's form though every name in it has a slip", () => {
  const slips = Object.fromEntries(
    Object.entries(deployJson()).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const settled = settlePlan(slips);
  expect(settled).toMatchObject({ ok: false });
  const messages = settled.ok ? [] : settled.problems.map(({ message }) => message);
  expect(messages).toContain('there is no such field: did you mean MicroserviceName?');
});

it('finds neither form in what names fields of none', () => {
  expect(settlePlan({ Foo: 1 })).toMatchObject({ problems: [{ path: '(file)' }] });
});

it("reads in the article's form how short bakes and clean-up are handled", () => {
  const settled = settlePlan(deployJson({ CleanUpTimeout: '600', OnShortBake: 'stretch' }));
  expect(settled).toMatchObject({ value: { limits: { cleanUpSeconds: 600 } } });
  expect(told(deployJson({ OnShortBake: 'refuse', WaitTime: 1 }), '', '')).toEqual([
    expect.stringMatching(/^WaitTime: is 1: must be at least [\d.]+, since these metrics allow no verdict/),
  ]);
});
