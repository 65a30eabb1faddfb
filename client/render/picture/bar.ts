import type { Line, Style } from './line.ts';

/** A bar of which a fraction (0 to 1) is full. What is not nothing shows, and what is not all leaves a gap. */
export function bar(fraction: number, width: number, style: Style): Line {
  const clamped = Math.min(1, Math.max(0, fraction));
  const rounded = Math.round(clamped * width);
  const full = clamped <= 0 ? 0 : clamped >= 1 ? width : Math.min(width - 1, Math.max(1, rounded));
  return [
    { text: '█'.repeat(full), style },
    { text: '░'.repeat(width - full), style: 'dim' },
  ];
}

/** How near evidence (1: none) is to what convicts, as a fraction: tenfold evidence is the same step wherever it begins. */
export const evidenceFraction = (evidence: number, threshold: number): number =>
  Math.log(Math.max(1, evidence)) / Math.log(threshold);
