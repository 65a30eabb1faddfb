import { InvalidArgumentError, type Command } from 'commander';
import { dashboardOrigin } from '../dashboard-login/command-by-dashboard.ts';
import { forgetToken, keepToken } from '../dashboard-login/kept-token.ts';

export const login = (command: Command): Command =>
  command
    .argument('<dashboard>', 'its address, such as https://serin.example.com', origin)
    .addHelpText(
      'after',
      `
Where SERIN_DASHBOARD_URL is set, pause, resume, promote, approve, abort and set-weight go by that dashboard, which signs them in the
name of whoever has logged in. A pipeline has its ID token in SERIN_ID_TOKEN instead.

Examples:
  serin login https://serin.example.com
  SERIN_DASHBOARD_URL=https://serin.example.com serin approve shop/cart --reason 'graphs are fine'
`,
    )
    .action(async (dashboard: string) => {
      // Only this command needs what talks to a provider.
      const { logInByDevice } = await import('../dashboard-login/by-device.ts');
      const kept = await logInByDevice(dashboard, (url, code) =>
        console.log(`open ${url} in a browser, and compare the code: ${code}`),
      );
      await keepToken(kept, process.env);
      console.log(
        `logged in until ${new Date(kept.until * 1000).toISOString()}; now: export SERIN_DASHBOARD_URL=${dashboard}`,
      );
    });

export const logout = (command: Command): Command =>
  command.action(async () => {
    await forgetToken(process.env);
    console.log('logged out');
  });

function origin(text: string): string {
  const url = dashboardOrigin(text);
  if (url === undefined)
    throw new InvalidArgumentError('must be an address such as https://serin.example.com, with https');
  return url;
}
