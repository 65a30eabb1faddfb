// uPlot asks how the reader writes numbers as soon as it is loaded, and fails where the browser names a language that is none.
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en' });
}
