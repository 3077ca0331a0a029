// Times on the axis. Western Indonesia has no summer time.

const WIB = 7 * 3_600_000;
const STRIDES = [1, 2, 5, 10, 15, 20, 30, 60, 120, 240];

/** A number that differs for every date in WIB. */
export const dayNumber = (ms: number): number => Math.floor((ms + WIB) / 86_400_000);

/** A round number of bars that is at least so many. */
export const stride = (least: number): number => STRIDES.find(s => s >= least) ?? least;
