/** The part of PromQL that is understood here, as a tree. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | Selector
  | { readonly kind: 'rate' | 'increase'; readonly of: Selector; readonly rangeSeconds: number }
  | {
      readonly kind: 'sum';
      readonly of: Expression;
      readonly grouping: 'by' | 'without';
      readonly labels: readonly string[];
    }
  | {
      readonly kind: 'labelReplace';
      readonly of: Expression;
      readonly target: string;
      readonly replacement: string;
      readonly source: string;
      readonly pattern: RegExp;
    }
  | { readonly kind: 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'arithmetic';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

export interface Selector {
  readonly kind: 'selector';
  readonly matchers: readonly Matcher[];
}

/** Whether a label has the value, or matches it as a whole. */
export interface Matcher {
  readonly label: string;
  readonly test: (value: string) => boolean;
}

export type Operator = '+' | '-' | '*' | '/';

/** A query that is wrong, or beyond what is understood here; the message is for whoever wrote it. */
export class BadQuery extends Error {}
