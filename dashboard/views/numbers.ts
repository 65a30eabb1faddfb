const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** A number in three digits: 0.123, 12.3, 1.23K, 4.5M. */
export const shortNumber = (value: number): string => SHORT.format(value);
