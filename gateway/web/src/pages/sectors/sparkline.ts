// A small line: running sums as a path. Pure.

/** Running sums of values. */
export function runningSums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map(v => (sum += v));
}

/** The path of a line through values in a box, and the height of zero in it. */
export function sparkline(values: readonly number[], width: number, height: number): { path: string; zero: number } {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = (value: number) => (most > least ? ((most - value) / (most - least)) * height : height / 2);
  const x = (i: number) => (values.length > 1 ? (i / (values.length - 1)) * width : width / 2);
  return { path: values.map((v, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`).join(''), zero: y(0) };
}
