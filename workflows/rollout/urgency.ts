/** Temporal's priority of what gives traffic back or cleans up: it goes first in every queue. Others have the default, 3. */
export const GOING_BACK = 1;
