import { runDashboard } from '../../dashboard/run.ts';

const before = { ...process.env };
// Nobody is there: whoever comes so far would have listened.
beforeAll(() => void (process.env['TEMPORAL_ADDRESS'] = '127.0.0.1:1'));
afterAll(() => void (process.env = before));

const served = (host?: string) =>
  runDashboard({ port: 0, ...(host !== undefined && { host }) }, () => {
    throw new Error('it listens');
  });

it.each(['0.0.0.0', '::', '', '192.0.2.7', 'serin.example.com', '127.0.0.1.example.com', '127.0.0.2'])(
  'without a login nothing listens at "%s", where others could reach it',
  async (host) => {
    await expect(served(host)).rejects.toThrow(
      `at ${host} anybody could command rollouts: say by --access who may`,
    );
  },
);

it('without a login it listens at 127.0.0.1 unless told otherwise', async () => {
  await expect(served()).rejects.toThrow('Temporal is not reachable at 127.0.0.1:1');
});
