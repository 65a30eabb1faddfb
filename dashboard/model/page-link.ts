/** A place that a page leads to. */
export interface PageLink {
  readonly text: string;
  readonly href: string;
}
