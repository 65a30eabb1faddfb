/** What a page loads, each as a text: its content, a path, a type. */
export type PageParts = Readonly<Record<'script' | 'style' | 'icon', string>>;
