/** Scores of a message and the label it has. */
export interface Scored {
  scores: ArrayLike<number>;
  label: number;
}

/**
 * The temperature by which scores must be divided for their shares to be honest: the one under which the labels of
 * messages that were not trained on are least surprising (Guo et al. 2017, On Calibration of Modern Neural Networks).
 */
export function temperatureOf(held: readonly Scored[]): number {
  // The surprise has one lowest point over the temperature: close in on it from both sides (golden section).
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [0.2, 5];
  while (high - low > 1e-4) {
    const left = high - ratio * (high - low);
    const right = low + ratio * (high - low);
    if (surprise(held, left) < surprise(held, right)) high = right;
    else low = left;
  }
  return Math.round(((low + high) / 2) * 1000) / 1000;
}

function surprise(held: readonly Scored[], temperature: number): number {
  return held.reduce((sum, { scores, label }) => {
    const values = Array.from(scores, (score) => score / temperature);
    const highest = Math.max(...values);
    const all = values.reduce((total, value) => total + Math.exp(value - highest), 0);
    return sum + highest + Math.log(all) - (values[label] as number);
  }, 0);
}
