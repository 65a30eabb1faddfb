import { RegisterTaskDefinitionRequest$ } from '@aws-sdk/client-ecs';
import { unfitFields } from '../../../activities/provisioners/ecs-copy/unfit-fields.ts';

const unfit = (app: object, definition: object = {}) =>
  unfitFields(RegisterTaskDefinitionRequest$, {
    family: 'cart',
    containerDefinitions: [{ name: 'app', ...app }],
    ...definition,
  });

it('takes what ECS takes', () => {
  const app = {
    cpu: 256,
    essential: true,
    command: ['node', 'server.js'],
    dockerLabels: { team: 'shop' },
    environment: [{ name: 'COLOUR', value: 'green' }],
    logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'cart' } },
    portMappings: [{ containerPort: 80, protocol: 'tcp' }],
  };
  expect(unfit(app, { volumes: [{ name: 'data', host: {} }], cpu: '512' })).toEqual([]);
});

it.each([
  [
    { enviroment: [] },
    'containerDefinitions[0].enviroment, which ECS does not know: did you mean environment?',
  ],
  [{ portMappings: [{ port: 80 }] }, 'containerDefinitions[0].portMappings[0].port, which ECS does not know'],
  [{ cpu: '256' }, 'containerDefinitions[0].cpu, which must be a number'],
  [{ essential: 'yes' }, 'containerDefinitions[0].essential, which must be a boolean'],
  [{ command: 'node' }, 'containerDefinitions[0].command, which must be a list'],
  [{ dockerLabels: ['x'] }, 'containerDefinitions[0].dockerLabels, which must map names to values'],
  [{ healthCheck: 'curl' }, 'containerDefinitions[0].healthCheck, which must be fields'],
])('tells of %j', (app, told) => {
  expect(unfit(app)).toEqual([`has ${told}`]);
});
