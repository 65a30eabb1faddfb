import { terminalOn } from '../../../client/render/terminal.ts';

const terminal = (isTTY: boolean, env: NodeJS.ProcessEnv = {}, size = { columns: 40, rows: 10 }) => {
  let text = '';
  const out = { isTTY, ...size, write: (part: string) => (text += part) };
  return { ...terminalOn(out as unknown as NodeJS.WriteStream, env), written: () => text };
};

it('redraws a picture in its own place, and leaves the last one where lines follow', () => {
  const { draw, line, written } = terminal(true);
  draw(() => ['one', 'two']);
  draw(() => ['three']);
  line('done');
  draw(() => ['four']);
  expect(written()).toBe('one\ntwo\n\u001b[2A\u001b[0Jthree\ndone\nfour\n');
});

it('tells a picture how much room there is', () => {
  const { draw } = terminal(true);
  draw(({ columns, rows }) => {
    expect([columns, rows]).toEqual([40, 10]);
    return [];
  });
});

it('takes a terminal that was never told its size for one of the usual size', () => {
  terminal(true, {}, { columns: 0, rows: 0 }).draw(({ columns, rows }) => {
    expect([columns, rows]).toEqual([80, 24]);
    return [];
  });
});

it.each([
  ['a terminal', true, {}, true],
  ['a file', false, {}, false],
  ['a pipeline that pretends to be a terminal', true, { CI: 'true' }, false],
  ['a terminal that can take nothing back', true, { TERM: 'dumb' }, false],
])('redraws on %s: %#', (_what, isTTY, env, redraws) => {
  expect(terminal(isTTY, env).redraws).toBe(redraws);
});
