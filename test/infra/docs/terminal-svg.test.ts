import { terminalSvg, unstyled } from '../../../infra/docs/terminal-svg.ts';

const ESC = '\u001b[';

it('draws each frame for a while, in the colours that the terminal was told', () => {
  const svg = terminalSvg([[`${ESC}1m4:05${ESC}22m  a < b & c`], [`${ESC}32mdone${ESC}39m`]], 80);
  expect(svg).toContain('<text x="12.0" y="26" textLength="33.6" font-weight="bold">4:05</text>');
  expect(svg).toMatch(/<text x="62\.4"[^>]*>a &lt; b &amp; c<\/text>/);
  expect(svg).toMatch(/fill="#7ee787">done<\/text>/);
  expect(svg.match(/animation-delay: \d+s/g)).toEqual(['animation-delay: 0s', 'animation-delay: 3s']);
});

it('draws bars, as not every font has them', () => {
  expect(terminalSvg([['██░']], 80).match(/<rect x="[\d.]+" y="\d+" width="[\d.]+"/g)).toEqual([
    '<rect x="12.0" y="14" width="16.8"',
    '<rect x="28.8" y="14" width="8.4"',
  ]);
});

it('leaves nothing that a terminal acts on', () => {
  expect(unstyled(`${ESC}31mfailed${ESC}39m`)).toBe('failed');
  expect(terminalSvg([[`${ESC}2mdim${ESC}22m`]], 60)).not.toContain('\u001b');
});
